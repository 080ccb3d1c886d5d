"""Pages of the agents: write, preview, publish and withdraw events and news; listings that were reported."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agathe_web.community import actions, perms, queries
from agathe_web.community.forms import EventForm, ModerateForm, NewsForm
from agathe_web.community.models import STATES, Event, Listing, News
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import say

LENGTH = 15
"""Rows of a list."""


@needs(perms.can_publish)
@require_GET
def desk(request: AgatheRequest) -> HttpResponse:
    """What was written and reported."""
    events = Paginator(Event.objects.order_by("-updated_at", "-pk"), LENGTH).get_page(
        request.GET.get("events")
    )
    news = Paginator(News.objects.order_by("-updated_at", "-pk"), LENGTH).get_page(request.GET.get("news"))
    context = {
        "events": events, "news": news, "states": STATES, "reported": queries.reported()[:LENGTH],
        "events_link": lambda number: address("community:desk", events=number, news=news.number),
        "news_link": lambda number: address("community:desk", events=events.number, news=number),
    }  # fmt: skip
    return render(request, "community/desk.html", context)


@needs(perms.can_publish)
def new_event(request: AgatheRequest) -> HttpResponse:
    """Write an event."""
    return _event(request, None)


@needs(perms.can_edit, of=queries.event_of)
def edit_event(request: AgatheRequest, event: Event) -> HttpResponse:
    """Change an event."""
    return _event(request, event)


@needs(perms.can_edit, of=queries.event_of)
@require_POST
def publish_event(request: AgatheRequest, event: Event) -> HttpResponse:
    """Publish an event."""
    return _publish(request, event, "community:event")


@needs(perms.can_edit, of=queries.event_of)
@require_POST
def withdraw_event(request: AgatheRequest, event: Event) -> HttpResponse:
    """Withdraw an event."""
    return _withdraw(request, event, "community:event")


@needs(perms.can_publish)
def new_news(request: AgatheRequest) -> HttpResponse:
    """Write a piece of news."""
    return _news(request, None)


@needs(perms.can_edit, of=queries.news_of)
def edit_news(request: AgatheRequest, news: News) -> HttpResponse:
    """Change a piece of news."""
    return _news(request, news)


@needs(perms.can_edit, of=queries.news_of)
@require_POST
def publish_news(request: AgatheRequest, news: News) -> HttpResponse:
    """Publish a piece of news."""
    return _publish(request, news, "community:article")


@needs(perms.can_edit, of=queries.news_of)
@require_POST
def withdraw_news(request: AgatheRequest, news: News) -> HttpResponse:
    """Withdraw a piece of news."""
    return _withdraw(request, news, "community:article")


@needs(perms.can_moderate, of=queries.listing_of)
def moderate(request: AgatheRequest, listing: Listing) -> HttpResponse:
    """Hide a listing with a reason, show it again, or keep it."""
    form = ModerateForm(
        request.POST if request.method == "POST" and request.POST.get("do") == "hide" else None
    )
    if request.method == "POST" and request.POST.get("do") == "show":
        actions.moderate(request.actor, listing, "")
        messages.success(
            request,
            say(
                "Le projet est montré. Les signalements sont traités.",
                "The project is shown. The reports are settled.",
            ),
        )
        return redirect(address("community:listing", listing.pk))
    if form.is_bound and form.is_valid():
        actions.moderate(request.actor, listing, form.cleaned_data["reason"])
        messages.success(request, say("Le projet est masqué.", "The project is hidden."))
        return redirect(address("community:listing", listing.pk))
    context = {"form": form, "listing": listing, "reports": listing.reports.filter(handled_at=None)[:20]}
    return render(request, "community/moderate.html", context)


# ---------------------------------------------------------------------- pieces


def _event(request: AgatheRequest, event: Event | None) -> HttpResponse:
    form = EventForm(
        request.POST if request.method == "POST" else None,
        initial=EventForm.values_of(event) if event else None,
    )
    if request.method == "POST" and form.is_valid():
        saved = actions.save_event(request.actor, event, form.values())
        messages.success(
            request,
            say(
                "L’événement est enregistré. Relisez-le avant de le publier.",
                "The event is saved. Read it before you publish it.",
            ),
        )
        return redirect(address("community:event", saved.pk))
    return render(request, "community/edit_event.html", {"form": form, "event": event})


def _news(request: AgatheRequest, news: News | None) -> HttpResponse:
    form: Any = NewsForm(initial=NewsForm.values_of(news) if news else {})
    if request.method == "POST":
        form = NewsForm(request.POST)
        if request.POST.get("do") == "find":
            form = form.redrawn()
        elif form.is_valid():
            saved = actions.save_news(request.actor, news, form.values(), form.cleaned_data["cites"])
            messages.success(
                request,
                say(
                    "L’actualité est enregistrée. Relisez-la avant de la publier.",
                    "The news is saved. Read it before you publish it.",
                ),
            )
            return redirect(address("community:article", saved.pk))
    return render(request, "community/edit_news.html", {"form": form, "news": news})


def _publish(request: AgatheRequest, published: Event | News, route: str) -> HttpResponse:
    actions.publish(request.actor, published)
    messages.success(
        request, say("C’est publié : tout le monde peut le lire.", "Published: everybody can read it.")
    )
    return redirect(address(route, published.pk))


def _withdraw(request: AgatheRequest, published: Event | News, route: str) -> HttpResponse:
    actions.withdraw(request.actor, published)
    messages.success(
        request, say("C’est retiré : seuls les agents le voient.", "Withdrawn: only agents see it.")
    )
    return redirect(address(route, published.pk))
