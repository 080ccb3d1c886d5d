"""Addresses."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from agathe_web.rights import anyone, needs


@needs(anyone)
def stub(request: HttpRequest) -> HttpResponse:
    """To be written."""
    return HttpResponse("")


app_name = "journal"
urlpatterns = [
    path("", stub, name="entries"),
]
