"""News and events as Atom feeds."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from agathe.rules.prose import show_date
from agathe_web.community.models import Event, News
from agathe_web.theme.links import address
from agathe_web.theme.plain import paragraphs
from agathe_web.words import language, say

MOST = 30
"""Entries of a feed."""


def news_feed(news: Iterable[News]) -> str:
    """The latest news."""
    feed = _feed(say("Actualités d’Agathe", "News of Agathe"), "community:news", "community:news_feed")
    for one in news:
        _add(feed, one, "community:article", "news", str(paragraphs(one.body)))
    return feed.writeString("utf-8")


def events_feed(events: Iterable[Event]) -> str:
    """The next events."""
    feed = _feed(say("Événements d’Agathe", "Events of Agathe"), "community:events", "community:events_feed")
    for one in events:
        when = show_date(one.starts_at.date(), language())
        where = f"{when}, {one.place or one.link}"
        _add(
            feed, one, "community:event", "event", f"{paragraphs(where, links=False)}\n{paragraphs(one.body)}"
        )
    return feed.writeString("utf-8")


def _feed(title: str, page: str, route: str) -> Atom1Feed:
    base = settings.PUBLIC_URL
    return Atom1Feed(
        title=title,
        link=base + address(page),
        description=title,
        language=language(),
        feed_url=base + address(route),
    )


def _add(feed: Any, one: News | Event, route: str, kind: str, html: str) -> None:
    site = settings.PUBLIC_URL.split("//")[-1].split(":")[0]
    feed.add_item(
        title=one.title, link=settings.PUBLIC_URL + address(route, one.pk), description=html, pubdate=one.published_at,
        updateddate=one.updated_at, unique_id=f"tag:{site},2026:{kind}:{one.pk}",
    )  # fmt: skip
