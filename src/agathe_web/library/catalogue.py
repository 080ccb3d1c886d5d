"""What lists show of each entry, and the facets it is found by, as plain values kept in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from agathe.kernel import Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.base import Entry
from agathe.knowledge.schema.fact import Fact
from agathe.knowledge.schema.funding import Scheme
from agathe.knowledge.schema.question import Question
from agathe.knowledge.schema.site import Site, TestBed
from agathe.knowledge.schema.source import SourceEntry
from agathe.roadmap.grounds import REVIEW_AFTER
from agathe.roadmap.status import availability
from agathe_web import clock, engines
from agathe_web.library.kinds import KINDS

Ref = tuple[str, str]
"""Kind and id of an entry."""
DATED = frozenset(
    {"duty", "pathway", "scheme", "country", "parameter", "tariff", "operator_duty", "evaluation"}
)
"""Kinds whose missing date of effect says something: a text to follow, or a date not established."""
NATIONAL, EUROPEAN = "national", "eu"
_LEADS = ("description", "action", "text", "objective", "use")
_LEADS_OF_LISTS = (*_LEADS, "why", "produces", "notes")
"""Fields that say what an entry is: on its page the last ones keep their label instead."""
_STAGE_OF: Mapping[type, tuple[int, ...]] = {Site: (3,), TestBed: (3,)}


@dataclass(frozen=True, slots=True)
class Card:
    """An entry in a list.

    Attributes:
        kind: kind, as in :data:`agathe_web.library.kinds.KINDS`.
        key: id in its kind.
        title: title.
        lead: what it is, in a sentence or more.
        stages: stages of the life line.
        region: INSEE code, ``national`` or ``eu``.
        country: ISO code of the country.
        confidence: how far it was established.
        checked: day of the last check.
        late: whether that check is too old.
        effect: ``now``, ``later``, ``ended`` or ``undated``.
        nature: finer kind, as ``kind.code``.
        topics: subjects, as ``kind.code``.
        availability: for a scheme, whether one can apply.
        since: first day of effect.
        until: last day of effect.
        rank: place in lists that are not sorted otherwise.
    """

    kind: str
    key: str
    title: Text
    lead: Text | None
    stages: frozenset[int]
    region: str | None
    country: str | None
    confidence: str | None
    checked: date | None
    late: bool
    effect: str | None
    nature: str | None
    topics: tuple[str, ...]
    availability: str | None
    since: date | None
    until: date | None
    rank: int

    @property
    def ref(self) -> Ref:
        return self.kind, self.key


@lru_cache(maxsize=3)
def _cards(knowledge: Knowledge, day: date) -> Mapping[Ref, Card]:
    cards: dict[Ref, Card] = {}
    for kind, key, entry in every(knowledge):
        cards[kind, key] = _card(kind, key, entry, day, len(cards))
    return cards


def cards() -> Mapping[Ref, Card]:
    """All entries, as they stand today, in the order of kinds then of files."""
    return _cards(engines.knowledge(), clock.today())


def every(knowledge: Knowledge) -> Iterator[tuple[str, str, Any]]:
    """Kind, id and content of all entries a person looks up."""
    for kind in KINDS.values():
        for key, entry in kind.read(knowledge).items():
            yield kind.name, key, entry


def title_of(entry: Any) -> Text:
    """What an entry is called; a source without title goes by its address."""
    if isinstance(entry, Question):
        return entry.question
    if isinstance(entry, SourceEntry):
        title = entry.title or (entry.url or entry.publisher).split("//", 1)[-1].removeprefix("www.").rstrip(
            "/"
        )
        return Text(title, title)
    if isinstance(entry, Fact):
        return Text(
            entry.title.fr[:1].upper() + entry.title.fr[1:], entry.title.en[:1].upper() + entry.title.en[1:]
        )
    return entry.title  # type: ignore[no-any-return]


def lead_of(entry: Any, *, listed: bool = True) -> Text | None:
    """What an entry says first, in a list or on its own page."""
    for name in _LEADS_OF_LISTS if listed else _LEADS:
        found = getattr(entry, name, None)
        if isinstance(found, Text):
            return found
    if not listed:
        return None
    if isinstance(entry, SourceEntry):
        return Text(entry.publisher, entry.publisher)
    rows = getattr(entry, "rows", ())
    return rows[0].text if rows else None


def _card(kind: str, key: str, entry: Any, day: date, rank: int) -> Card:
    checked = getattr(entry, "checked", None)
    stages = getattr(entry, "stages", None) or _STAGE_OF.get(type(entry), ())
    if not stages:
        own = entry.number if kind == "stage" else getattr(entry, "stage", None)
        stages = () if own is None else (own,)
    return Card(
        kind=kind,
        key=key,
        title=title_of(entry),
        lead=lead_of(entry),
        stages=frozenset(stages),
        region=getattr(entry, "region", None),
        country=getattr(entry, "country", None),
        confidence=getattr(entry, "confidence", None),
        checked=checked,
        late=checked is not None and day - checked > REVIEW_AFTER,
        effect=_effect(kind, entry, day),
        nature=_nature(kind, entry),
        topics=_topics(kind, entry),
        availability=availability(entry, day)[0] if isinstance(entry, Scheme) else None,
        since=getattr(entry, "valid_from", None),
        until=getattr(entry, "valid_to", None),
        rank=rank,
    )


def _effect(kind: str, entry: Any, day: date) -> str | None:
    if not isinstance(entry, Entry):
        return None
    if entry.valid_to is not None and entry.valid_to < day:
        return "ended"
    if entry.valid_from is None:
        return "undated" if kind in DATED else None
    return "later" if entry.valid_from > day else "now"


def _nature(kind: str, entry: Any) -> str | None:
    code = {"duty": "kind", "pathway": "route", "actor": "category", "action": "type", "fact": "type"}.get(
        kind
    )
    return None if code is None else f"{kind}.{getattr(entry, code)}"


def _topics(kind: str, entry: Any) -> tuple[str, ...]:
    if isinstance(entry, Scheme):
        return tuple(f"scheme.{theme}" for theme in entry.themes)
    return (f"question.{entry.theme}",) if isinstance(entry, Question) else ()


def region_names(knowledge: Knowledge) -> Mapping[str, Text]:
    """Regions by code, then the whole country and Europe."""
    names = {code: region.name for code, region in knowledge.regions.items()}
    return names | {NATIONAL: Text("France entière", "All of France"), EUROPEAN: Text("Europe", "Europe")}


def entry_of(kind: str, key: str) -> Any | None:
    """Content of an entry; ``None`` when there is none."""
    found = KINDS.get(kind)
    return None if found is None else found.read(engines.knowledge()).get(key)
