"""Addresses of the community."""

from django.urls import path

from agathe_web.community import views, views_desk, views_directory

app_name = "community"
urlpatterns = [
    path("", views.home, name="home"),
    path("evenements/", views.events, name="events"),
    path("evenements/passes/", views.archive, name="archive"),
    path("evenements/<int:pk>/", views.event, name="event"),
    path("evenements/<int:pk>.ics", views.event_ics, name="event_ics"),
    path("evenements.ics", views.calendar, name="calendar"),
    path("evenements.atom", views.events_feed, name="events_feed"),
    path("actualites/", views.news, name="news"),
    path("actualites/<int:pk>/", views.article, name="article"),
    path("actualites.atom", views.news_feed, name="news_feed"),
    path("annuaire/", views_directory.directory, name="directory"),
    path("annuaire/<int:pk>/", views_directory.listing, name="listing"),
    path("annuaire/<int:pk>/contact/", views_directory.contact, name="contact"),
    path("annuaire/<int:pk>/signaler/", views_directory.report, name="report"),
    path("annuaire/<int:pk>/moderer/", views_desk.moderate, name="moderate"),
    path("mes-contacts/", views_directory.mine, name="mine"),
    path("projets/<str:key>/", views_directory.show, name="show"),
    path("projets/<str:key>/retirer/", views_directory.unlist, name="unlist"),
    path("demandes/<int:pk>/", views_directory.contact_request, name="request"),
    path("demandes/<int:pk>/repondre/", views_directory.answer, name="answer"),
    path("agents/", views_desk.desk, name="desk"),
    path("agents/evenements/nouveau/", views_desk.new_event, name="new_event"),
    path("agents/evenements/<int:pk>/", views_desk.edit_event, name="edit_event"),
    path("agents/evenements/<int:pk>/publier/", views_desk.publish_event, name="publish_event"),
    path("agents/evenements/<int:pk>/retirer/", views_desk.withdraw_event, name="withdraw_event"),
    path("agents/actualites/nouvelle/", views_desk.new_news, name="new_news"),
    path("agents/actualites/<int:pk>/", views_desk.edit_news, name="edit_news"),
    path("agents/actualites/<int:pk>/publier/", views_desk.publish_news, name="publish_news"),
    path("agents/actualites/<int:pk>/retirer/", views_desk.withdraw_news, name="withdraw_news"),
]
