"""Pages that everybody reads: events, news, their calendars and feeds."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from agathe.documents.absent import AbsentPackageError
from agathe_web import citations, engines
from agathe_web.community import feeds, perms, queries
from agathe_web.community.calendars import icalendar_of
from agathe_web.community.forms import FilterForm
from agathe_web.community.models import PUBLISHED, STATES, Event, News
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import say

LENGTH = 20
"""Rows on a page."""
CALENDAR = 200
"""Events in the calendar of all that comes."""


@needs(perms.can_visit)
@require_GET
def home(request: AgatheRequest) -> HttpResponse:
    """Coming events, latest news, the way to the directory."""
    context = {
        "events": queries.events()[:4], "news": queries.news()[:4], "listed": queries.listings().count(), "agent": perms.can_publish(request.actor),
        "waiting": queries.waiting_for(request.actor), "regions": engines.knowledge().regions,
    }  # fmt: skip
    return render(request, "community/home.html", context)


@needs(perms.can_visit)
@require_GET
def events(request: AgatheRequest) -> HttpResponse:
    """Events to come."""
    return _events(request, past=False)


@needs(perms.can_visit)
@require_GET
def archive(request: AgatheRequest) -> HttpResponse:
    """Events that are over."""
    return _events(request, past=True)


@needs(perms.can_see, of=queries.event_of)
@require_GET
def event(request: AgatheRequest, event: Event) -> HttpResponse:
    """An event; agents see drafts too."""
    context = {
        "event": event, "states": STATES, "public": event.state == PUBLISHED, "agent": perms.can_edit(request.actor, event),
        "regions": engines.knowledge().regions, "stages": engines.knowledge().life_stages,
    }  # fmt: skip
    return render(request, "community/event.html", context)


@needs(perms.can_see, of=queries.event_of)
@require_GET
def event_ics(request: AgatheRequest, event: Event) -> HttpResponse:
    """An event for a calendar."""
    return _ics(request, [event], f"agathe-{event.pk}", address("community:event", event.pk))


@needs(perms.can_visit)
@require_GET
def calendar(request: AgatheRequest) -> HttpResponse:
    """All events to come, for a calendar."""
    chosen = FilterForm(request.GET, names=("stage", "region")).chosen()
    return _ics(request, list(queries.events(**chosen)[:CALENDAR]), "agathe", address("community:events"))


@needs(perms.can_visit)
@require_GET
def events_feed(request: AgatheRequest) -> HttpResponse:
    """The next events, for a feed reader."""
    return _atom(feeds.events_feed, queries.events()[: feeds.MOST])


@needs(perms.can_visit)
@require_GET
def news(request: AgatheRequest) -> HttpResponse:
    """News, the latest first."""
    page = Paginator(queries.news(), LENGTH).get_page(request.GET.get("page"))
    return render(
        request,
        "community/news.html",
        {"page": page, "link": lambda number: address("community:news", page=number)},
    )


@needs(perms.can_see, of=queries.news_of)
@require_GET
def article(request: AgatheRequest, news: News) -> HttpResponse:
    """A piece of news; agents see drafts too."""
    context = {
        "news": news, "states": STATES, "public": news.state == PUBLISHED, "agent": perms.can_edit(request.actor, news),
        "citations": citations.shown(news.cites),
    }  # fmt: skip
    return render(request, "community/article.html", context)


@needs(perms.can_visit)
@require_GET
def news_feed(request: AgatheRequest) -> HttpResponse:
    """The latest news, for a feed reader."""
    return _atom(feeds.news_feed, queries.news()[: feeds.MOST])


# ---------------------------------------------------------------------- pieces


def _events(request: AgatheRequest, past: bool) -> HttpResponse:
    form = FilterForm(request.GET, names=("stage", "region"))
    chosen = form.chosen()
    page = Paginator(queries.events(past=past, **chosen), LENGTH).get_page(request.GET.get("page"))
    route = "community:archive" if past else "community:events"
    context = {
        "page": page, "form": form, "chosen": chosen, "past": past, "route": route, "regions": engines.knowledge().regions,
        "link": lambda number: address(route, **chosen, page=number),
    }  # fmt: skip
    return render(request, "community/events.html", context)


def _ics(request: AgatheRequest, events: list[Event], name: str, otherwise: str) -> HttpResponse:
    try:
        content = icalendar_of(events)
    except AbsentPackageError:
        messages.warning(
            request,
            say(
                "Ce serveur ne sait pas faire de fichier de calendrier.",
                "This server cannot make calendar files.",
            ),
        )
        return redirect(otherwise)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


def _atom(make: Callable[[Any], str], rows: Any) -> HttpResponse:
    return HttpResponse(make(rows), content_type="application/atom+xml; charset=utf-8")
