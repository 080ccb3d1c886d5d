"""All addresses. French has none before them, English has ``/en/``; the API and the administration have no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("agathe_web.api.urls")),
    *i18n_patterns(
        path("", include("agathe_web.home.urls")),
        path("", include("agathe_web.projects.urls")),
        path("compte/", include("agathe_web.accounts.urls")),
        path("comprendre/", include("agathe_web.library.urls")),
        path("guichet/", include("agathe_web.counter.urls")),
        path("reseau/", include("agathe_web.community.urls")),
        path("journal/", include("agathe_web.journal.urls")),
        prefix_default_language=False,
    ),
]

handler404 = "agathe_web.home.views.not_found"
handler403 = "agathe_web.home.views.not_found"
handler400 = "agathe_web.home.views.bad_request"
handler500 = "agathe_web.home.views.failed"
