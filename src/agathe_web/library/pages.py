"""What the pages of the library show beside the words of an entry: its frame, its links, its standing for a project."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from agathe.kernel import Language, Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.source import SourceEntry
from agathe.roadmap import build_roadmap
from agathe.roadmap.status import DECISIONS
from agathe.rules import Profile
from agathe_web import clock, engines
from agathe_web.library.catalogue import Card, Ref, cards
from agathe_web.library.kinds import KINDS
from agathe_web.library.mine import Standing
from agathe_web.library.relations import linked_to, relations
from agathe_web.theme.links import address
from agathe_web.words import say

_ON_PROJECT = frozenset({"duty", "pathway", "scheme", "country", "actor", "site", "test_bed", "evaluation"})
"""Kinds of entries that have a page in a project."""
_SHOWN = 6
"""Links of one kind shown on the page of an entry."""
_MOST = 24
"""Links shown in all under one heading."""


@dataclass(frozen=True)
class Link:
    """A link in words."""

    title: str
    url: str


@dataclass(frozen=True)
class Links:
    """Links under a heading.

    Attributes:
        title: heading.
        links: the first of them.
        more: address of all of them, when not all are shown.
        count: how many there are.
    """

    title: str
    links: tuple[Link, ...]
    count: int
    more: str = ""


def entry_link(ref: Ref, language: Language) -> Link:
    """Link to the page of an entry."""
    return Link(cards()[ref].title[language], address("library:entry", *ref))


def related(ref: Ref, language: Language) -> tuple[Links, ...]:
    """What an entry reads, and the entries that have to do with it."""
    links = relations()
    groups: list[Links] = []
    for title, kinds in (
        (say("Réponses lues", "Answers read"), ("question",)),
        (say("Faits et seuils lus", "Facts and thresholds read"), ("fact", "parameter")),
        (say("Obligations lues", "Duties read"), ("duty",)),
    ):
        found = [other for other in links.reads.get(ref, ()) if other[0] in kinds]
        if found:
            groups.append(_group(title, found, language, ""))
    by_kind: dict[str, list[Ref]] = defaultdict(list)
    for other in (*linked_to(ref), *(r for r in links.names.get(ref, ()) if r not in linked_to(ref))):
        if other in cards():
            by_kind[other[0]].append(other)
    room = _MOST
    for kind in KINDS:
        if kind in by_kind:
            more = address("library:search", linked=f"{ref[0]}:{ref[1]}", kind=kind)
            group = _group(
                KINDS[kind].many[language], by_kind[kind], language, more, min(_SHOWN, max(room, 1))
            )
            room -= len(group.links)
            groups.append(group)
    return tuple(groups)


def _group(title: str, refs: list[Ref], language: Language, more: str, shown: int = 12) -> Links:
    kept = refs if len(refs) <= shown + 1 else refs[:shown]
    links = tuple(entry_link(ref, language) for ref in kept)
    return Links(title, links, len(refs), more if len(kept) < len(refs) else "")


def sources_of(ref: Ref) -> list[SourceEntry]:
    """Sources an entry cites, its parts included."""
    known = engines.knowledge().sources
    return [known[id_] for id_ in relations().cites.get(ref, ()) if id_ in known]


def market_facts(key: str) -> Mapping[str, Text | None]:
    """Cells of a foreign market in the comparison of markets."""
    return _markets(engines.knowledge(), clock.today()).get(key, {})


@lru_cache(maxsize=2)
def _markets(knowledge: Knowledge, day: date) -> Mapping[str, Mapping[str, Text | None]]:
    roadmap = build_roadmap(engines.engine(day).judge(Profile()))
    return {market.id: {fact.column: fact.text for fact in market.facts} for market in roadmap.markets}


@dataclass(frozen=True)
class Mine:
    """Where the visitor's project stands with an entry.

    Attributes:
        name: name of the project.
        status: status, as the components name it; empty for a fact.
        since: first day, for something to come.
        value: value of a fact for the project.
        url: its page in the project; empty when there is none.
    """

    name: str
    status: str
    since: date | None
    value: str
    url: str


def mine_of(standing: Standing | None, ref: Ref, language: Language) -> Mine | None:
    """Where the project stands with an entry; ``None`` without project, or for an entry no rule decides."""
    if standing is None:
        return None
    kind, key = ref
    status, value = standing.status(ref), ""
    if kind == "fact":
        value = standing.judgement.prove(key).value[language]
    if status is None and not value:
        return None
    url = ""
    if kind in _ON_PROJECT:
        url = address("projects:item", standing.project.key, kind, key)
    elif kind == "fact" and key in DECISIONS:
        url = address("projects:item", standing.project.key, "decision", key)
    return Mine(str(standing.project), status or "", standing.since(ref), value, url)


def by_region(chosen: Iterable[Card]) -> Mapping[str, Mapping[str, list[Card]]]:
    """Actors, sites and other places by region, then by kind."""
    found: dict[str, dict[str, list[Card]]] = defaultdict(lambda: defaultdict(list))
    for card in chosen:
        if card.region and card.kind in ("actor", "site", "test_bed", "training"):
            found[card.region][card.kind].append(card)
    return found


def plain(value: Any) -> str:
    """A cell of a table that a spreadsheet opens: a text that could be taken for a formula begins with a quote mark."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text
