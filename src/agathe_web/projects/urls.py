"""Addresses of projects."""

from django.urls import path

from agathe_web.projects import following, views_path, views_plan, views_roadmap, views_whatif

app_name = "projects"
urlpatterns = [
    path("projet/", views_path.start, name="start"),
    path("ma-feuille-de-route/", views_roadmap.mine, name="mine"),
    # The guided path
    path("projet/<key:key>/questions/", views_path.ask, name="ask"),
    path("projet/<key:key>/question/<name:slug>/", views_path.question, name="question"),
    path("projet/<key:key>/reponses/", views_path.answers, name="answers"),
    path("projet/<key:key>/reponses/retirer/", views_path.take_back, name="take_back"),
    path("projet/<key:key>/importer/", views_path.import_profile, name="import"),
    path("projet/<key:key>/nom/", views_path.rename, name="rename"),
    path("projet/<key:key>/effacer/", views_path.erase, name="erase"),
    path("projet/<key:key>/profil.<name:form>", views_path.profile_file, name="profile_file"),
    # The roadmap
    path("projet/<key:key>/", views_roadmap.roadmap, name="roadmap"),
    path("projet/<key:key>/etape/<int:number>/", views_roadmap.stage, name="stage"),
    path("projet/<key:key>/voies/<name:kind>/", views_roadmap.ways, name="ways"),
    path("projet/<key:key>/marches/", views_roadmap.markets, name="markets"),
    path("projet/<key:key>/lieux/", views_roadmap.places, name="places"),
    path("projet/<key:key>/point/<name:kind>/<name:entry>/", views_roadmap.item, name="item"),
    path("projet/<key:key>/feuille-de-route.<name:form>", views_roadmap.download, name="download"),
    path("projet/<key:key>/dossiers/", views_roadmap.dossiers, name="dossiers"),
    path("projet/<key:key>/dossiers/<name:name>.<name:form>", views_roadmap.dossier, name="dossier"),
    # The plan
    path("projet/<key:key>/calendrier/", views_plan.calendar, name="calendar"),
    path("projet/<key:key>/calendrier/debut/", views_plan.start_day, name="start_day"),
    path("projet/<key:key>/tache/<name:task>/", views_plan.task, name="task"),
    path("projet/<key:key>/fait/<name:duty>/", views_plan.tick, name="tick"),
    path("projet/<key:key>/preuve/<subject:subject>/ajouter/", views_plan.attach, name="attach"),
    path("projet/<key:key>/preuve/<int:pk>/", views_plan.evidence_file, name="evidence_file"),
    path("projet/<key:key>/preuve/<int:pk>/retirer/", views_plan.detach, name="detach"),
    path("projet/<key:key>/et-si/", views_whatif.whatif, name="whatif"),
    path("projet/<key:key>/et-si/adopter/", views_whatif.adopt, name="adopt"),
    *following.urlpatterns,
]
