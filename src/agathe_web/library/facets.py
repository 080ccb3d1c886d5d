"""The filters of a search as a form shows them, the sentence that restates them, and the addresses that change them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from agathe.kernel import Language
from agathe_web import engines
from agathe_web.library.catalogue import cards, region_names
from agathe_web.library.kinds import FAMILIES, KINDS, members
from agathe_web.library.labels import VALUES, value_label
from agathe_web.library.queries import AVAILABILITIES, CONFIDENCES, EFFECTS, STANDINGS, Found, Search, ref_of
from agathe_web.theme.links import address
from agathe_web.words import say

_CODE_FIELDS = {
    "duty": ("Duty", "kind"), "pathway": ("Pathway", "route"), "actor": ("Actor", "category"), "action": ("Action", "type"),
    "fact": ("Fact", "type"), "scheme": ("Scheme", "themes"), "question": ("Question", "theme"),
}  # fmt: skip
"""Class and field of the codes that finer kinds and subjects stand for."""
_BOXES = 8
"""Values beyond which a filter is a list to open."""
_PLACED = frozenset({"actor", "site", "test_bed", "training"})


@dataclass(frozen=True)
class Choice:
    """One value of a filter.

    Attributes:
        value: value in the address.
        label: the value in words.
        count: entries it gives with the other filters; not shown for "all", whose value is empty.
        chosen: whether it is on.
    """

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter.

    Attributes:
        name: name in the address.
        title: heading.
        choices: its values that give something or are on.
        listed: whether it is a list to open rather than boxes.
    """

    name: str
    title: str
    choices: tuple[Choice, ...]
    listed: bool = False


def query_of(search: Search) -> dict[str, Any]:
    """The query of the address of a search."""
    return {
        "q": search.q, "kind": list(search.kind), "stage": list(search.stage), "in_force": list(search.effect),
        "confidence": list(search.confidence), "late": "1" if search.late else "", "region": search.region, "country": search.country,
        "nature": list(search.nature), "topic": list(search.topic), "availability": list(search.availability), "mine": list(search.mine),
        "linked": search.linked, "sort": "" if search.sort == "relevance" else search.sort,
    }  # fmt: skip


def link_of(search: Search, page: int = 1, name: str = "library:search") -> str:
    """Address of a search."""
    return address(name, **query_of(search), page=page if page > 1 else None)


def code_label(value: str, language: Language) -> str:
    """Words for a finer kind or a subject, such as ``duty.standard``."""
    kind, _, code = value.partition(".")
    owner, name = _CODE_FIELDS.get(kind, ("", ""))
    label = value_label(owner, name, code)
    return code if label is None else label[language]


def effect_label(value: str) -> str:
    """Whether something is in force, in words."""
    return {
        "now": say("En vigueur", "In force"),
        "later": say("À venir", "To come"),
        "ended": say("Terminé", "Ended"),
        "undated": say("Sans date établie", "No established date"),
    }[value]


def mine_label(value: str) -> str:
    """Standing for the visitor's project, in words."""
    return {
        "yes": say("Le concerne", "Concerns it"),
        "confirm": say("À confirmer", "To be confirmed"),
        "no": say("Ne le concerne pas", "Does not concern it"),
    }[value]


def kind_label(value: str, language: Language) -> str:
    """A kind or a family in words."""
    return (FAMILIES[value].title if value in FAMILIES else KINDS[value].many)[language]


def facets(found: Found, language: Language, mine: bool) -> tuple[Facet, ...]:
    """The filters worth showing beside what was found."""
    search, counts = found.search, found.counts
    kinds = search.kinds

    def boxes(name: str, title: str, values: Iterable[tuple[str, str, int]], chosen: Iterable[str]) -> Facet:
        on = set(chosen)
        shown = (
            Choice(value, label, count, value in on) for value, label, count in values if count or value in on
        )
        return Facet(name, title, tuple(shown))

    def simple(
        name: str, title: str, facet: str, values: Iterable[Any], label: Any, chosen: Iterable[Any]
    ) -> Facet:
        return boxes(name, title, ((str(v), label(v), counts[facet][v]) for v in values), map(str, chosen))

    def coded(name: str, title: str, chosen: tuple[str, ...]) -> Facet:
        of = tuple(sorted(counts[name], key=lambda value: (-counts[name][value], value)))
        keep = [value for value in of if value.partition(".")[0] in kinds and len(kinds) == 1]
        facet = simple(
            name, title, name, dict.fromkeys((*chosen, *keep)), lambda v: code_label(v, language), chosen
        )
        if len(facet.choices) <= _BOXES:
            return facet
        everything = Choice("", say("Tout", "All"), 0, not chosen)
        return Facet(name, title, (everything, *facet.choices), listed=True)

    stages = engines.knowledge().life_stages.values()
    titles = {stage.number: f"{stage.number}. {stage.title[language]}" for stage in stages}
    shown = [
        boxes("kind", say("Famille", "Family"), _families(found, language), search.kind),
        boxes("kind", say("Genre", "Kind"), _kinds(found, language), search.kind),
        simple("mine", say("Pour mon projet", "For my project"), "mine", STANDINGS if mine else (), mine_label, search.mine if mine else ()),
        coded("nature", say("Nature", "Nature"), search.nature),
        coded("topic", say("Sujet", "Subject"), search.topic),
        simple("availability", say("Dépôt", "Applications"), "availability",
               AVAILABILITIES if kinds and kinds <= set(members("funding")) else (), lambda v: VALUES[f"availability.{v}"][language], search.availability),
        simple("stage", say("Étape", "Stage"), "stage", titles, titles.__getitem__, search.stage),
        simple("in_force", say("En vigueur", "In force"), "effect", EFFECTS, effect_label, search.effect),
        simple("confidence", say("Confiance", "Confidence"), "confidence", CONFIDENCES, lambda v: VALUES[f"confidence.{v}"][language].capitalize(), search.confidence),
        boxes("late", say("Relecture", "Review"), [("1", say("En retard", "Late"), counts["late"][True])], ["1"] if search.late else ()),
        _places("region", say("Région", "Region"), found, language),
        _places("country", say("Pays", "Country"), found, language),
    ]  # fmt: skip
    return tuple(facet for facet in shown if facet.choices)


def _families(found: Found, language: Language) -> Iterable[tuple[str, str, int]]:
    for family in FAMILIES.values():
        count = sum(found.counts["kind"][name] for name in members(family.name))
        yield family.name, family.title[language], count


def _kinds(found: Found, language: Language) -> Iterable[tuple[str, str, int]]:
    """Kinds of the families that were opened."""
    opened = {KINDS[name].family for name in found.search.kinds}
    if len(opened) > 2:
        return
    for kind in KINDS.values():
        if kind.family in opened:
            yield kind.name, kind.many[language], found.counts["kind"][kind.name]


def _places(name: str, title: str, found: Found, language: Language) -> Facet:
    """Regions or countries, as a list to open."""
    search, chosen = found.search, getattr(found.search, name)
    wanted = search.kinds and search.kinds <= (_PLACED if name == "region" else {"country"})
    counts = found.counts[name]
    if not chosen and not (wanted and counts):
        return Facet(name, title, ())
    names = {code: text[language] for code, text in region_names(engines.knowledge()).items()}
    if name == "country":
        names = {
            code: VALUES[f"country.{code}"][language]
            for code in counts | {chosen: 1}
            if f"country.{code}" in VALUES
        }
    choices = [
        Choice(code, label, counts[code], code == chosen)
        for code, label in names.items()
        if counts[code] or code == chosen
    ]
    everywhere = Choice("", say("Tous", "All") if name == "country" else say("Toutes", "All"), 0, not chosen)
    return Facet(name, title, (everywhere, *choices), listed=True)


@dataclass(frozen=True)
class Chip:
    """A filter that is on.

    Attributes:
        label: the filter in words.
        link: the same search without it.
    """

    label: str
    link: str


def chips(search: Search, language: Language) -> tuple[Chip, ...]:
    """The filters that are on, each with the search without it."""
    found: list[Chip] = []

    def add(label: str, **without: Any) -> None:
        found.append(Chip(label, link_of(replace(search, **without))))

    for name, label in (
        ("kind", lambda v: kind_label(v, language)),
        ("stage", lambda v: say(f"étape {v}", f"stage {v}")),
        ("effect", effect_label),
        ("confidence", lambda v: say("confiance ", "confidence: ") + VALUES[f"confidence.{v}"][language]),
        ("nature", lambda v: code_label(v, language)),
        ("topic", lambda v: code_label(v, language)),
        ("availability", lambda v: VALUES[f"availability.{v}"][language]),
        ("mine", lambda v: say("mon projet : ", "my project: ") + mine_label(v)),
    ):
        for value in getattr(search, name):
            add(label(value), **{name: tuple(other for other in getattr(search, name) if other != value)})
    if search.late:
        add(say("relecture en retard", "review late"), late=False)
    if search.region:
        add(region_names(engines.knowledge())[search.region][language], region="")
    if search.country:
        add(code_label_country(search.country, language), country="")
    if search.linked:
        card = cards()[ref_of(search.linked)]
        add(say("en lien avec « {0} »", "linked with “{0}”").format(card.title[language]), linked="")
    return tuple(found)


def code_label_country(code: str, language: Language) -> str:
    """A country in words."""
    label = VALUES.get(f"country.{code}")
    return code if label is None else label[language]
