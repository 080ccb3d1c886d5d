"""Addresses of the home, the story and what the site says of itself."""

from django.urls import path

from agathe_web.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("histoire/", views.story, name="story"),
    path("histoire/<int:stage>/", views.chapter, name="chapter"),
    path("a-propos/", views.about, name="about"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("affichage/", views.appearance, name="appearance"),
    path("sante/", views.health, name="health"),
]
