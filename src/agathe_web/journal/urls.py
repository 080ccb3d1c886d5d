"""Addresses of the journal."""

from django.urls import path

from agathe_web.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("export.csv", views.export, name="export"),
    path("moi/", views.mine, name="mine"),
]
