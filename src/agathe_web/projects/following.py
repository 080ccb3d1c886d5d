"""Addresses of what following a project needs: dashboard, members, link, history, notices."""

from django.urls import path

import agathe_web.theme.converters  # noqa: F401  # registers the converters of the addresses
from agathe_web.projects import views_follow, views_members

urlpatterns = [
    path("projets/", views_follow.dashboard, name="dashboard"),
    # Who works on it
    path("projet/<key:key>/partager/", views_members.share, name="share"),
    path("projet/<key:key>/membres/<int:member>/role/", views_members.role, name="role"),
    path("projet/<key:key>/membres/<int:member>/retirer/", views_members.remove, name="remove_member"),
    path("projet/<key:key>/quitter/", views_members.leave, name="leave"),
    path("projet/<key:key>/invitations/<int:invitation>/renvoyer/", views_members.resend, name="resend"),
    path("projet/<key:key>/invitations/<int:invitation>/annuler/", views_members.cancel, name="uninvite"),
    path("projet/<key:key>/lien/", views_members.link, name="link"),
    path("invitation/<name:secret>/", views_members.accept, name="accept"),
    path("partage/<name:share_key>/", views_members.shared, name="shared"),
    # What it said before
    path("projet/<key:key>/historique/", views_follow.history_page, name="history"),
    path("projet/<key:key>/historique/export.<name:form>", views_follow.history_file, name="history_file"),
    path("projet/<key:key>/historique/<int:number>/", views_follow.version, name="version"),
    path("projet/<key:key>/historique/<int:number>/restaurer/", views_follow.restore, name="restore"),
    # What the law changes for it
    path("avis/", views_follow.notices, name="notices"),
    path("avis/tout-lu/", views_follow.read_all, name="read_all"),
    path("avis/courriels/", views_follow.mail, name="mail"),
    path("avis/<int:pk>/", views_follow.notice, name="notice"),
    path("avis/<int:pk>/lu/", views_follow.read, name="read"),
]
