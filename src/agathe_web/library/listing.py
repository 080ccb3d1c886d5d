"""Results of a search as lists and tables show them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from agathe.documents.typography import spaced
from agathe.kernel import Language
from agathe.roadmap.grounds import REVIEW_AFTER
from agathe.rules.citation import cite
from agathe.rules.prose import show_date
from agathe_web import engines
from agathe_web.library import queries
from agathe_web.library.catalogue import Card, entry_of, region_names
from agathe_web.library.facets import code_label, code_label_country, effect_label, kind_label, link_of
from agathe_web.library.folding import fold, snippet
from agathe_web.library.kinds import FAMILIES, KINDS
from agathe_web.library.labels import VALUES
from agathe_web.library.mine import GROUPS, Standing
from agathe_web.library.queries import Found, Search
from agathe_web.library.relations import relations
from agathe_web.theme.links import address
from agathe_web.words import say

REVIEW_DAYS = REVIEW_AFTER.days
_PEOPLE = ("actor", "site", "test_bed")


@dataclass(frozen=True)
class Hit:
    """One result.

    Attributes:
        card: the entry.
        url: its page.
        part: a part of its text, the words looked for marked.
        details: what else tells results apart.
        status: status for the visitor's project.
        since: first day, for something to come.
    """

    card: Card
    url: str
    part: Markup
    details: str
    status: str | None
    since: date | None


def hits(found: Found, shown: Iterable[Card], language: Language, standing: Standing | None) -> list[Hit]:
    """Results of one page."""
    shown = list(shown)
    bodies = found.bodies(shown, language) if found.terms else {}
    result = []
    for card in shown:
        text = bodies.get(card.ref) or (card.lead[language] if card.lead is not None else "")
        part = snippet(spaced(text, language), found.terms, marks=2)
        status = standing.status(card.ref) if standing is not None else None
        since = standing.since(card.ref) if standing is not None else None
        result.append(
            Hit(
                card,
                address("library:entry", *card.ref),
                part,
                " · ".join(details(card, language)),
                status,
                since,
            )
        )
    return result


def details(card: Card, language: Language) -> Iterator[str]:
    """What tells an entry apart in a list: kind, stage, validity, place, confidence, age of its check."""
    kind = KINDS[card.kind].one[language]
    yield code_label(card.nature, language) if card.nature and card.kind in ("duty", "actor") else kind
    if card.stages and card.kind not in (*_PEOPLE, "stage"):
        numbers = ", ".join(str(number) for number in sorted(card.stages))
        yield (
            say(f"Étape {numbers}", f"Stage {numbers}")
            if len(card.stages) == 1
            else say(f"Étapes {numbers}", f"Stages {numbers}")
        )
    if card.region:
        yield region_names(engines.knowledge())[card.region][language]
    elif card.country:
        yield code_label_country(card.country, language)
    if card.availability:
        yield VALUES[f"availability.{card.availability}"][language].capitalize()
    elif card.effect:
        yield effect_said(card, language)
    if card.kind == "source":
        count = len(relations().cited_by.get(card.key, ()))
        yield (
            say(f"citée par {count} fiches", f"cited by {count} entries")
            if count > 1
            else say(
                f"citée par {count} fiche",
                f"cited by {count} entry" if count == 1 else f"cited by {count} entries",
            )
        )
    if card.confidence and card.confidence != "high":
        yield say("Confiance ", "Confidence: ") + VALUES[f"confidence.{card.confidence}"][language]
    if card.checked is not None:
        shown = show_date(card.checked, language)
        yield (
            say(f"À relire : vérifié le {shown}", f"To be read again: checked on {shown}")
            if card.late
            else say(f"Vérifié le {shown}", f"Checked on {shown}")
        )


def effect_said(card: Card, language: Language) -> str:
    """Since when or until when an entry has effect."""
    since = show_date(card.since, language) if card.since else ""
    until = show_date(card.until, language) if card.until else ""
    if card.effect == "now":
        if until:
            return say(f"En vigueur jusqu'au {until}", f"In force until {until}")
        return say(f"En vigueur depuis le {since}", f"In force since {since}")
    if card.effect == "later":
        return say(f"À partir du {since}", f"From {since}")
    return (
        say(f"A pris fin le {until}", f"Ended on {until}")
        if card.effect == "ended"
        else effect_label("undated")
    )


def heading(search: Search) -> str:
    """What the page of results is called."""
    titles = {
        ("scheme",): say("Financer le projet", "Fund the project"),
        ("site", "test_bed"): say("Expérimenter", "Try out"),
        ("evidence",): say("Prouver", "Evidence"),
        ("action",): say("Les actions de la stratégie", "Actions of the strategy"),
        ("source",): say("Sources et dates", "Sources and dates"),
    }
    if search.kind in titles:
        return titles[search.kind]
    language: Language = "en" if say("fr", "en") == "en" else "fr"
    if len(search.kind) == 1:
        return kind_label(search.kind[0], language)
    return say("Chercher dans la base", "Search the base")


def wider(found: Found, language: Language, standing: Standing | None) -> list[tuple[str, str, int]]:
    """Searches to try instead of one that finds nothing: words, address, number of results."""
    rows = []
    for why, other, count in queries.wider(found, language, standing):
        words = {
            "filters": say("Sans aucun filtre", "Without any filter"),
            "kind": say("Sans les autres filtres", "Without the other filters"),
            "words": say("Sans les mots, avec les mêmes filtres", "Without the words, with the same filters"),
            "spelling": say("Vouliez-vous dire « {0} » ?", "Did you mean “{0}”?"),
            "word": say("Seulement « {0} »", "Only “{0}”"),
        }[why].format(other.q)
        rows.append((words, link_of(other), count))
    return rows


def rows(
    found: Found, language: Language, standing: Standing | None, base: str
) -> Iterator[Sequence[object]]:
    """The whole list as a table, with its headings."""
    yield (
        say("Famille", "Family"), say("Genre", "Kind"), say("Identifiant", "Identifier"), say("Titre", "Title"),
        say("Étapes", "Stages"), say("Validité", "Validity"), say("Début", "From"), say("Fin", "Until"),
        say("Confiance", "Confidence"), say("Vérifié le", "Checked on"), say("À relire", "To be read again"), say("Lieu", "Place"),
        say("Dépôt", "Applications"), say("Texte", "Text of law"), say("Pour mon projet", "For my project"), say("Adresse", "Address"),
    )  # fmt: skip
    names = region_names(engines.knowledge())
    for card in found.cards:
        reference = getattr(entry_of(*card.ref), "legal_ref", None)
        status = standing.status(card.ref) if standing is not None else None
        yield (
            FAMILIES[KINDS[card.kind].family].title[language],
            KINDS[card.kind].one[language],
            card.key,
            card.title[language],
            ", ".join(str(number) for number in sorted(card.stages)),
            effect_label(card.effect) if card.effect else "",
            card.since,
            card.until,
            VALUES[f"confidence.{card.confidence}"][language] if card.confidence else "",
            card.checked,
            say("oui", "yes") if card.late else "",
            names[card.region][language] if card.region else code_label_country(card.country or "", language),
            VALUES[f"availability.{card.availability}"][language] if card.availability else "",
            cite(reference, language) if reference else "",
            {
                "yes": say("oui", "yes"),
                "confirm": say("à confirmer", "to be confirmed"),
                "no": say("non", "no"),
            }[GROUPS[status]]
            if status
            else "",
            base.rstrip("/") + address("library:entry", *card.ref),
        )


def grouped(found: Mapping[str, Sequence[Card]], language: Language) -> Iterator[tuple[str, list[Card]]]:
    """Entries of a region by kind, each list sorted by nature then title."""
    for kind in (*_PEOPLE, "training"):
        if found.get(kind):
            yield (
                kind,
                sorted(
                    found[kind],
                    key=lambda card: (code_label(card.nature or "", language), fold(card.title[language])),
                ),
            )
