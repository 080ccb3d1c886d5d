"""The pages that belong to nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agathe_web.home import perms
from agathe_web.rights import needs


@needs(perms.can_visit)
def home(request: HttpRequest) -> HttpResponse:
    """The promise, the line of seven stages, five doors."""
    return render(request, "home/home.html")


@needs(perms.can_visit)
def story(request: HttpRequest) -> HttpResponse:
    """The story of Agathe."""
    return render(request, "home/home.html")


chapter = about = accessibility = privacy = appearance = story


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here, or not for this reader: the two read the same."""
    return render(request, "home/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no page makes."""
    return HttpResponse("Bad request", status=400, content_type="text/plain")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page too old, or from another site."""
    return render(request, "home/stale_form.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; no database is asked for this page."""
    return HttpResponse("Error", status=500)
