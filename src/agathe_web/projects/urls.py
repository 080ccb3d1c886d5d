"""Addresses of projects."""

from django.urls import path

from agathe_web.projects import views

app_name = "projects"
urlpatterns = [
    path("projets/", views.dashboard, name="dashboard"),
]
