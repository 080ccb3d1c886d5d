"""Addresses of the interface for programs. They have no language: each request says its own.

Each operation, like each page of the site, declares its right: ``view.right``.
"""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from agathe_web.api import pages, perms
from agathe_web.api.service import api
from agathe_web.api.serving import View, spoken
from agathe_web.rights import needs


def served(view: View) -> Callable[..., HttpResponseBase]:
    """An operation with its right and its language. It keeps nothing, so that no other site can act through a visitor."""
    return csrf_exempt(needs(perms.can_program)(spoken(view)))


app_name = "api"
urlpatterns = [
    path("", served(pages.home), name="home"),
    path("openapi.json", served(pages.openapi), name="openapi"),
    path("docs", served(pages.docs), name="docs"),
    path("docs/<slug:operation>", served(pages.operation), name="operation"),
    *(
        URLPattern(pattern.pattern, served(pattern.callback), pattern.default_args, pattern.name)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
    re_path(r"^[\s\S]*$", served(pages.absent)),
]
