"""Searching the library: the words by the database, everything else over the cards in memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, connection
from django.http import Http404

from agathe.kernel import Language
from agathe.knowledge import Knowledge
from agathe_web import engines
from agathe_web.accounts.models import User
from agathe_web.library import actions, fulltext
from agathe_web.library.catalogue import Card, Ref, cards, entry_of, region_names, title_of
from agathe_web.library.folding import Term, fold, terms_of, tokens
from agathe_web.library.kinds import KINDS, SYNONYMS, members
from agathe_web.library.mine import Standing
from agathe_web.library.models import ErrorReport, Page
from agathe_web.library.relations import linked_to
from agathe_web.rights import loads

BEGINS = 0.25
"""What it is worth, beside the share of the words that a title holds, that it begins with all of them."""
EFFECTS = ("now", "later", "ended", "undated")
CONFIDENCES = ("high", "medium", "low")
AVAILABILITIES = ("open", "announced", "to_check", "permanent", "closed")
STANDINGS = ("yes", "confirm", "no")
_FEW = 5
"""Results under which those that lack a word are shown too."""
SORTS = ("relevance", "title", "checked")


@dataclass(frozen=True)
class Search:
    """What is looked for.

    Attributes:
        q: words.
        kind: kinds and families; empty for all. A kind narrows its family down.
        stage: stages of the life line.
        effect: in force now, later, no longer, or without established date.
        confidence: confidence of the entries.
        late: only those whose review is late.
        region: INSEE code of a region, ``national`` or ``eu``.
        country: ISO code of a country.
        nature: finer kinds, as ``duty.standard``.
        topic: subjects, as ``scheme.ai``.
        availability: whether one can apply to a scheme.
        mine: standing for the visitor's project: ``yes``, ``confirm``, ``no``.
        linked: kind and id, as ``question:region``, of an entry the others have to do with.
        sort: ``relevance``, ``title`` or ``checked`` (the oldest check first).
    """

    q: str = ""
    kind: tuple[str, ...] = ()
    stage: tuple[int, ...] = ()
    effect: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    late: bool = False
    region: str = ""
    country: str = ""
    nature: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    linked: str = ""
    sort: str = "relevance"

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds the entries may have; empty for all."""
        return frozenset(kind for name in self.kind for kind in members(name))


@dataclass(frozen=True)
class Found:
    """What a search finds.

    Attributes:
        search: what was looked for.
        terms: the words, as they were read.
        cards: entries found, in order.
        counts: for each facet, how many entries each value would give with the other filters.
        loose: how many of them lack one of the words; they come last.
    """

    search: Search
    terms: tuple[Term, ...]
    cards: Sequence[Card]
    counts: Mapping[str, Counter[Any]]
    loose: int = 0

    def bodies(self, shown: Iterable[Card], language: Language) -> Mapping[Ref, str]:
        """The whole text of some entries, to take a part from."""
        wanted = {card.ref for card in shown}
        rows = Page.objects.filter(language=language, key__in={key for _, key in wanted}).values_list(
            "kind", "key", "body"
        )
        return {(kind, key): body for kind, key, body in rows if (kind, key) in wanted}


def read_search(values: Mapping[str, Any]) -> Search:
    """What the query of an address asks for; words it does not know are left out. ``values`` has ``getlist``."""

    def many(name: str, allowed: Callable[[str], bool]) -> tuple[str, ...]:
        found: list[str] = values.getlist(name)[:40]  # type: ignore[attr-defined]
        return tuple(dict.fromkeys(value for value in found if allowed(value)))

    def one(name: str) -> str:
        return str(values.get(name) or "")[:120]

    kinds = values.getlist("kind")[:40]  # type: ignore[attr-defined]
    natures = tuple(SYNONYMS[kind][1] for kind in kinds if kind in SYNONYMS and SYNONYMS[kind][1])
    names = tuple(dict.fromkeys(SYNONYMS[kind][0] if kind in SYNONYMS else kind for kind in kinds))
    known = _facet_values(engines.knowledge())
    chosen = tuple(name for name in names if members(name))
    narrowed = {KINDS[name].family for name in chosen if name in KINDS}
    return Search(
        q=str(values.get("q") or "")[:1000].strip(),
        kind=tuple(name for name in chosen if name not in narrowed),
        stage=tuple(int(value) for value in many("stage", lambda v: v in tuple("1234567"))),
        effect=many("in_force", EFFECTS.__contains__),
        confidence=many("confidence", CONFIDENCES.__contains__),
        late=one("late") == "1",
        region=one("region") if one("region") in known["region"] else "",
        country=one("country") if one("country") in known["country"] else "",
        nature=tuple(dict.fromkeys((*many("nature", known["nature"].__contains__), *natures))),
        topic=many("topic", known["topic"].__contains__),
        availability=many("availability", AVAILABILITIES.__contains__),
        mine=tuple(
            dict.fromkeys("yes" if v == "1" else v for v in many("mine", ("1", *STANDINGS).__contains__))
        ),
        linked=one("linked") if ref_of(one("linked")) in cards() else "",
        sort=one("sort") if one("sort") in SORTS else "relevance",
    )


def ref_of(name: str) -> Ref:
    """Kind and id of ``kind:id``."""
    kind, _, key = name.partition(":")
    return kind, key


@lru_cache(maxsize=2)
def _facet_values(knowledge: Knowledge) -> Mapping[str, frozenset[str]]:
    every = cards().values()
    return {
        "region": frozenset(card.region for card in every if card.region),
        "country": frozenset(card.country for card in every if card.country),
        "nature": frozenset(card.nature for card in every if card.nature),
        "topic": frozenset(topic for card in every for topic in card.topics),
    }


def search(wanted: Search, language: Language, standing: Standing | None = None) -> Found:
    """Find entries.

    Args:
        wanted: what is looked for.
        language: language whose texts are read.
        standing: where the visitor's project stands with each entry; without it ``mine`` is not read.
    """
    terms = terms_of(wanted.q)
    scores = _scores(wanted.q, terms, language)
    tests = _tests(wanted, standing)
    found: list[Card] = []
    counts: dict[str, Counter[Any]] = {name: Counter() for name in (*_VALUES, "mine")}
    for card in _within(wanted, scores):
        failing = [name for name, test in tests.items() if not test(card)]
        if not failing:
            found.append(card)
        if len(failing) > 1:
            continue
        for name, values in _VALUES.items():
            if not failing or failing[0] == name:
                counts[name].update(values(card))
        if standing is not None and (not failing or failing[0] == "mine"):
            group = standing.group(card.ref)
            counts["mine"].update((group,) if group else ())
    loose = sum(scores[card.ref] < 0 for card in found) if scores is not None else 0
    return Found(wanted, terms, _sorted(found, wanted, terms, scores, language), counts, loose)


_VALUES: Mapping[str, Callable[[Card], Iterable[Any]]] = {
    "kind": lambda card: (card.kind,),
    "stage": lambda card: card.stages,
    "effect": lambda card: (card.effect,) if card.effect else (),
    "confidence": lambda card: (card.confidence,) if card.confidence else (),
    "late": lambda card: (True,) if card.late else (),
    "region": lambda card: (card.region,) if card.region else (),
    "country": lambda card: (card.country,) if card.country else (),
    "nature": lambda card: (card.nature,) if card.nature else (),
    "topic": lambda card: card.topics,
    "availability": lambda card: (card.availability,) if card.availability else (),
}
"""Values of each facet that an entry has."""


def _tests(wanted: Search, standing: Standing | None) -> dict[str, Callable[[Card], bool]]:
    """For each facet that is used, whether an entry passes it."""
    tests: dict[str, Callable[[Card], bool]] = {}
    chosen: dict[str, Iterable[Any]] = {
        "kind": wanted.kinds, "stage": wanted.stage, "effect": wanted.effect, "confidence": wanted.confidence,
        "late": (True,) if wanted.late else (), "region": (wanted.region,) if wanted.region else (),
        "country": (wanted.country,) if wanted.country else (), "nature": wanted.nature, "topic": wanted.topic,
        "availability": wanted.availability,
    }  # fmt: skip
    for name, values in chosen.items():
        if values:
            tests[name] = lambda card, read=_VALUES[name], kept=frozenset(values): (
                not kept.isdisjoint(read(card))
            )  # type: ignore[misc]
    if standing is not None and wanted.mine:
        tests["mine"] = lambda card: standing.group(card.ref) in wanted.mine
    return tests


def _within(wanted: Search, scores: Mapping[Ref, float] | None) -> Iterable[Card]:
    """Entries that hold the words, and the links asked for."""
    every = cards()
    refs: set[Ref] | None = None if scores is None else set(scores)
    if wanted.linked:
        linked = set(linked_to(ref_of(wanted.linked)))
        refs = linked if refs is None else refs & linked
    return every.values() if refs is None else (card for ref, card in every.items() if ref in refs)


def _sorted(
    found: list[Card],
    wanted: Search,
    terms: tuple[Term, ...],
    scores: Mapping[Ref, float] | None,
    language: Language,
) -> list[Card]:
    """Entries in the order asked for.

    The databases score differently, so what counts most is ours: entries that hold all words before those that lack one,
    then the share of the words that the title holds, and whether it begins with them, then the score, both weighted by kind.
    """
    if wanted.sort == "title":
        return sorted(found, key=lambda card: fold(card.title[language]))
    if wanted.sort == "checked":
        return sorted(found, key=lambda card: (card.checked is None, card.checked, card.rank))
    if scores is None:
        return sorted(found, key=lambda card: card.rank)
    titles = _title_words(engines.knowledge(), language)

    def place(card: Card) -> tuple[bool, float, float, int]:
        score, weight = scores[card.ref], KINDS[card.kind].weight
        title = titles[card.ref]
        in_title = sum(term.words[0] in title for term in terms) / len(terms)
        in_title += BEGINS * (title[: len(terms)] == tuple(term.words[0] for term in terms))
        if score < 0:
            return True, 0.0, -score / weight, card.rank
        return False, -in_title * weight, -score * weight, card.rank

    return sorted(found, key=place)


@lru_cache(maxsize=4)
def _title_words(knowledge: Knowledge, language: Language) -> Mapping[Ref, tuple[str, ...]]:
    return {ref: tuple(tokens(card.title[language])) for ref, card in cards().items()}


def _scores(q: str, terms: tuple[Term, ...], language: Language) -> Mapping[Ref, float] | None:
    """Score of each entry that holds the words; ``None`` when nothing was typed.

    When few hold them all, those that lack one of three words or more are taken too, with a score below zero.
    """
    if not q:
        return None
    if not terms:
        return {}
    refresh()
    try:
        with connection.cursor() as cursor:
            scores = _find(cursor, terms, language)
            if len(scores) < _FEW and len(terms) > 2:
                for left_out in terms:
                    others = _find(cursor, [term for term in terms if term != left_out], language)
                    for ref, score in others.items():
                        if ref not in scores or scores[ref] < -1 / (1 + score):
                            scores[ref] = -1 / (1 + score)
    except DatabaseError:
        return {}
    return scores


def _find(cursor: Any, terms: Sequence[Term], language: Language) -> dict[Ref, float]:
    """Score of the entries that hold all terms; what the index still holds and the base no longer has is left out."""
    known = cards()
    rows = fulltext.backend().find(cursor, terms, language)
    return {(kind, key): max(score, 0.0) for kind, key, score in rows if (kind, key) in known}


def refresh() -> None:
    """Make the index if it is stale; when another process is at it for too long, the old one serves."""
    try:
        actions.index()
    except DatabaseError:
        return


def wider(found: Found, language: Language, standing: Standing | None) -> list[tuple[str, Search, int]]:
    """Searches that find something where this one finds nothing, with what each leaves out.

    Returns:
        For each: ``filters``, ``word``, ``spelling`` or ``kind``; the search; how many entries it finds.
    """
    wanted, bare = found.search, Search(q=found.search.q)
    tried: list[tuple[str, Search]] = []
    if bare != wanted and wanted.q:
        tried.append(("filters", bare))
    if wanted.q and len(wanted.kind) and wanted != replace(bare, kind=wanted.kind):
        tried.append(("kind", replace(bare, kind=wanted.kind)))
    if near := _near(found.terms, language):
        tried.append(("spelling", Search(q=near)))
    if len(found.terms) > 1:
        tried.extend(("word", Search(q=" ".join(term.words))) for term in found.terms[:4])
    if wanted.q and wanted.kind and len(tried) < 4:
        tried.append(("words", replace(wanted, q="")))
    results = [(why, other, len(search(other, language, standing).cards)) for why, other in tried]
    return [row for row in results if row[2]]


def _near(terms: tuple[Term, ...], language: Language) -> str:
    """The same words spelled as titles spell them; empty when nothing is near."""
    known = _vocabulary(engines.knowledge(), language)
    words = [" ".join(term.words) for term in terms]
    better = [
        word if word in known or " " in word else (get_close_matches(word, known, 1, 0.75) or [word])[0]
        for word in words
    ]
    return "" if better == words else " ".join(better)


@lru_cache(maxsize=4)
def _vocabulary(knowledge: Knowledge, language: Language) -> tuple[str, ...]:
    words = {
        word for card in cards().values() for word in fold(card.title[language]).replace("'", " ").split()
    }
    return tuple(sorted(word for word in words if word.isalpha() and len(word) > 3))


@dataclass(frozen=True)
class Place:
    """An entry an address names.

    Attributes:
        kind: its kind.
        key: its id.
        entry: its content.
    """

    kind: str
    key: str
    entry: Any = field(repr=False)

    @property
    def ref(self) -> Ref:
        return self.kind, self.key

    @property
    def card(self) -> Card:
        return cards()[self.ref]


@loads("kind", "key")
def place_of(*, kind: str, key: str, **_: Any) -> Place:
    """The entry of an address."""
    entry = entry_of(kind, key)
    if entry is None:
        raise Http404
    return Place(kind, key, entry)


@loads("code")
def region_of(*, code: str, **_: Any) -> str:
    """The region of an address, or the whole country, or Europe."""
    if code not in region_names(engines.knowledge()):
        raise Http404
    return code


def title(kind: str, key: str, language: Language) -> str | None:
    """Title of an entry, for other apps; ``None`` when there is no such entry."""
    entry = entry_of(kind, key)
    return None if entry is None else title_of(entry)[language]


def reports_of(user: User) -> list[dict[str, Any]]:
    """The errors a person reported, for the export of their data."""
    rows = ErrorReport.objects.filter(reporter=user)
    return [
        {
            "entry": str(row), "message": row.message, "source": row.source, "email": row.email, "sent": row.created_at.isoformat(),
            "outcome": row.outcome,
        }
        for row in rows
    ]  # fmt: skip
