"""Addresses of the library."""

from django.urls import path

from agathe_web.library import views

app_name = "library"
urlpatterns = [
    path("", views.home, name="home"),
    path("recherche/", views.search, name="search"),
    path("recherche/export/", views.export, name="export"),
    path("regions/", views.regions, name="regions"),
    path("regions/<slug:code>/", views.region, name="region"),
    path("<slug:kind>/<slug:key>/", views.entry, name="entry"),
    path("<slug:kind>/<slug:key>/signaler/", views.report, name="report"),
    path("<slug:kind>/<slug:key>/signaler/merci/", views.reported, name="reported"),
]
