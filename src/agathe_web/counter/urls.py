"""Addresses of the counter."""

from django.urls import path

from agathe_web.counter import views, views_desk

app_name = "counter"
urlpatterns = [
    path("", views.home, name="home"),
    path("poser/", views.ask, name="ask"),
    path("questions/<int:pk>/", views.thread, name="thread"),
    path("questions/<int:pk>/envoyee/", views.sent, name="sent"),
    path("questions/<int:pk>/message/", views.write, name="write"),
    path("questions/<int:pk>/resolue/", views.solve, name="solve"),
    path("questions/<int:pk>/rouvrir/", views.reopen, name="reopen"),
    path("questions/<int:pk>/dossier/", views.dossier, name="dossier"),
    path("questions/<int:pk>/dossier/retirer/", views.withdraw, name="withdraw"),
    path("agents/", views_desk.cockpit, name="cockpit"),
    path("agents/questions/<int:pk>/", views_desk.case, name="case"),
    path("agents/questions/<int:pk>/prendre/", views_desk.take, name="take"),
    path("agents/questions/<int:pk>/confier/", views_desk.give, name="give"),
    path("agents/questions/<int:pk>/rendre/", views_desk.release, name="release"),
    path("agents/questions/<int:pk>/note/", views_desk.note, name="note"),
    path("agents/questions/<int:pk>/repondre/", views_desk.answer, name="answer"),
    path("agents/questions/<int:pk>/clore/", views_desk.close, name="close"),
    path("agents/modeles/", views_desk.templates, name="templates"),
    path("agents/modeles/nouveau/", views_desk.new_template, name="new_template"),
    path("agents/modeles/<int:pk>/", views_desk.template, name="template"),
    path("agents/modeles/<int:pk>/archiver/", views_desk.archive_template, name="archive_template"),
    path("agents/chiffres/", views_desk.statistics, name="statistics"),
    path("agents/chiffres.csv", views_desk.statistics_csv, name="statistics_csv"),
]
