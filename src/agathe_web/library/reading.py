"""An entry as a page: what it says, field by field, in words."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from agathe.kernel import Language, Text
from agathe.knowledge.schema.base import Example
from agathe.knowledge.schema.fact import Fact
from agathe.knowledge.schema.funding import AidShare, Amount, Window
from agathe.roadmap.markets import COLUMNS
from agathe.rules.citation import cite
from agathe.rules.prose import show_date
from agathe_web import engines
from agathe_web.library.blocks import Line, Piece, Reading, Row, Section
from agathe_web.library.catalogue import Ref, cards, lead_of, region_names
from agathe_web.library.conditions import in_words
from agathe_web.library.labels import field_label, value_label
from agathe_web.library.measures import measure, partial, said_number, shape, window
from agathe_web.library.relations import CONDITIONS, reference

_FRAME = frozenset(
    {
        "id",
        "title",
        "sources",
        "legal_ref",
        "valid_from",
        "valid_to",
        "confidence",
        "confidence_note",
        "checked",
        "notes",
        "weight",
        "stage",
        "stages",
    }
)
"""Fields the page shows elsewhere, or that no reader needs."""
_HIDDEN = frozenset(
    {
        "Question.question", "Question.label", "Question.theme", "Question.type", "SourceEntry.publisher", "SourceEntry.url",
        "Fact.options", "LifeStage.number", "Axis.slug", "Axis.number", "PathwayHint.order", "Action.type_printed", "Action.code",
        "Country.ce_recognition", "Country.ce_until", "Country.ce_note", "Country.ce_reform", "Country.national_route",
        "Country.reimbursed_today", "Country.fees", "Country.fees_note", "Country.fees_confidence", "Country.pricing",
        "Country.payment", "Country.stats", "Country.languages", "Country.authority", "Country.from_pecan", "Option.id", "Option.weight",
        "FactOption.id", "Level.id", "Route.id", "Actor.url", "Step.n", "BudgetPart.id", "ActionService.id", "Phase.number", "Fact.ordered", "Fact.decision",
    }
)  # fmt: skip
"""Fields left out: said in the frame of the page or in the comparison of markets, or of no use to a reader."""
_QUIET = frozenset(
    {
        "rolling",
        "parallel",
        "soft",
        "cumulative",
        "exclusive",
        "judgement",
        "decision",
        "ordered",
        "lever",
        "trl_indicative",
        "personalised",
        "mandatory_",
    }
)
"""Yes-or-no fields that say nothing when they are "no"."""
_UNKNOWN = frozenset(
    {
        "Scheme.operator", "Amount.value", "AidShare.share", "Site.lead", "Site.region", "Site.wave", "GenericLine.code",
        "SkillsProject.amount_eur", "SkillsProject.partner_count", "Action.operator", "Phase.rate_company", "Phase.rate_research",
        "Campaign.launched", "Campaign.letters_deadline",
    }
)  # fmt: skip
"""Fields whose absence means "not established", and is said."""
_HEADS = ("text", "title", "label", "name", "word", "what", "product", "action", "regime", "state", "level")
_PARTIAL = frozenset({"at", "decided", "since", "reached", "announced", "as_of", "version", "published"})
_UNSET: tuple[object, ...] = (None, (), {})


def read(
    kind: str, entry: Any, language: Language, market: Mapping[str, Text | None] | None = None
) -> Reading:
    """An entry in words.

    Args:
        kind: kind of the entry.
        entry: the entry.
        language: language of the reader.
        market: for a foreign market, its cells in the comparison of markets.
    """
    return _Reader(language, entry).reading(market)


class _Reader:
    def __init__(self, language: Language, entry: Any) -> None:
        self.language: Language = language
        self.entry = entry
        self.not_established = "non établi" if language == "fr" else "not established"

    def reading(self, market: Mapping[str, Text | None] | None) -> Reading:
        lead = lead_of(self.entry, listed=False)
        rows: list[Row] = []
        sections: list[Section] = []
        for name in self.entry.__struct_fields__:
            value = getattr(self.entry, name)
            if name in _FRAME or (isinstance(value, Text) and value == lead) or self.hidden(self.entry, name):
                continue
            self.place(name, value, rows, sections)
        if market is not None:
            sections.insert(0, self.comparison(market))
        return Reading("" if lead is None else lead[self.language], tuple(rows), tuple(sections))

    def hidden(self, owner: Any, name: str) -> bool:
        if owner is self.entry and name == "region" and owner.region is not None:
            return True
        return f"{type(owner).__name__}.{name}" in _HIDDEN

    def place(self, name: str, value: Any, rows: list[Row], sections: list[Section]) -> None:
        """Put a field of the entry among the short ones, or in a section of its own."""
        label = field_label(self.entry, name)[self.language]
        if value == {} or (name == "probability" and value == 1):
            return
        if name in CONDITIONS and value is not None:
            words = self.condition(name, value)
            if words:
                sections.append(Section(label, tuple(Line(text) for text in words)))
        elif isinstance(value, dict) and value:
            sections.append(Section(label, tuple(self.mapping(name, value))))
        elif isinstance(value, tuple) and value and isinstance(value[0], Example):
            return
        elif isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
            if isinstance(value[0], Text) and len(value) < 4:
                rows.append(Row(label, tuple(Piece(text[self.language]) for text in value)))
            else:
                lines = tuple(self.line(item) for item in value)
                sections.append(Section(label, lines, ordered=name in ("steps", "phases")))
        elif (
            isinstance(value, msgspec.Struct)
            and shape(name, value, self.language) is None
            and not isinstance(value, Text)
        ):
            sections.append(Section(label, tuple(self.parts(value))))
        else:
            pieces = tuple(self.pieces(self.entry, name, value))
            if pieces:
                rows.append(Row(label, pieces))

    def condition(self, name: str, value: Any) -> tuple[str, ...]:
        formula = (
            self.entry.id
            if name == "formula" and isinstance(self.entry, Fact) and self.entry.type != "boolean"
            else ""
        )
        return in_words(value, self.language, formula)

    # ------------------------------------------------------------------ values

    def pieces(self, owner: Any, name: str, value: Any) -> Iterator[Piece]:
        """A value in words, one piece for each of its items."""
        place = f"{type(owner).__name__}.{name}"
        if value is None:
            if place in _UNKNOWN:
                yield Piece(self.not_established)
            return
        for one in value if isinstance(value, tuple) else (value,):
            ref = reference(owner, name, one)
            if ref is not None:
                yield Piece(cards()[ref].title[self.language], ref)
                continue
            text = self.said(owner, name, one)
            if text:
                yield Piece(text)

    def said(self, owner: Any, name: str, value: Any) -> str:
        """One value in words; empty when it says nothing."""
        language = self.language
        bare = name.rstrip("_")
        if isinstance(value, Text):
            return value[language]
        shaped = shape(name, value, language)
        if shaped is not None:
            return shaped
        if isinstance(value, bool):
            return (
                ""
                if not value and bare in _QUIET
                else {"fr": ("non", "oui"), "en": ("no", "yes")}[language][value]
            )
        label = value_label(type(owner).__name__, bare, value)
        if label is not None:
            return label[language]
        if isinstance(value, date):
            return show_date(value, language)
        if isinstance(value, int | float):
            return measure(owner, bare, value, language)
        if bare == "region":
            known = region_names(engines.knowledge())
            return known[value][language] if value in known else value
        if bare in _PARTIAL:
            return partial(value, language)
        if bare in ("legal_ref", "rule"):
            return cite(value, language)
        if bare in ("otherwise", "any_of") or (bare == "value" and isinstance(self.entry, Fact)):
            return self.option(value)
        if bare in ("line",):
            return self.generic_line(value)
        return str(value)

    def option(self, value: str) -> str:
        """An answer or a value of the entry in words."""
        for option in getattr(self.entry, "options", ()):
            if option.id == value:
                return option.label[self.language]  # type: ignore[no-any-return]
        return value

    def generic_line(self, value: str) -> str:
        question = engines.knowledge().questions.get("generic_line")
        for option in question.options if question is not None else ():
            if option.id == value:
                return option.label[self.language]
        return value

    # ------------------------------------------------------------------ structures

    def line(self, item: Any) -> Line:
        """An item of a list."""
        if isinstance(item, Text):
            return Line(item[self.language])
        if isinstance(item, Amount | AidShare | Window):
            return self.money_line(item)
        head, text = self.head(item)
        words: tuple[str, ...] = ()
        small: list[str] = []
        inner: list[Line] = []
        for name in item.__struct_fields__:
            value = getattr(item, name)
            if name in (head, "id", "sources") or self.hidden(item, name):
                continue
            if name in CONDITIONS and value is not None:
                judged = getattr(item, "nature", "") == "judgement" and value == "unknown"
                words = () if value == "true" or judged else in_words(value, self.language)
            elif isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
                inner.extend(self.line(one) for one in value)
            else:
                small.extend(self.detail(item, name, value))
        return Line(text, words, " · ".join(small), self.named(item), tuple(inner))

    def money_line(self, item: Amount | AidShare | Window) -> Line:
        """A figure or a period of a scheme, its value beside its name; what is not known is said."""
        colon = "\u00a0: " if self.language == "fr" else ": "
        if isinstance(item, Window):
            small = [
                *self.detail(item, "cut_offs", item.cut_offs or None),
                *self.detail(item, "rolling", item.rolling),
            ]
            small += [
                *self.detail(item, "confidence", item.confidence),
                *self.detail(item, "note", item.note),
            ]
            return Line(
                f"{item.label[self.language]}{colon}{window(item, self.language) or self.not_established}",
                small=" · ".join(small),
            )
        name = "value" if isinstance(item, Amount) else "share"
        value = getattr(item, name)
        said = self.not_established if value is None else measure(item, name, value, self.language)
        if isinstance(item, AidShare):
            return Line(f"{self.said(item, 'kind', item.kind)}{colon}{said}")
        small = [self.said(item, "kind", item.kind), *self.detail(item, "applies_to", item.applies_to)]
        small += [
            *self.detail(item, "valid_from", item.valid_from),
            *self.detail(item, "valid_to", item.valid_to),
        ]
        return Line(f"{item.label[self.language]}{colon}{said}", small=" · ".join(small))

    def named(self, item: Any) -> Ref | None:
        """The entry an item stands for."""
        return reference(item, "id", getattr(item, "id", None))

    def head(self, item: Any) -> tuple[str, str]:
        """Field and words that say what an item is."""
        if hasattr(item, "rule") and isinstance(self.entry, Fact):
            values = item.value if isinstance(item.value, tuple) else (item.value,)
            join = " ou " if self.language == "fr" else " or "
            return "value", join.join(self.option(value) for value in values)
        for name in _HEADS:
            value = getattr(item, name, None)
            if value is not None and not isinstance(value, tuple):
                return name, self.said(item, name, value)
        for name in item.__struct_fields__:
            value = getattr(item, name)
            if value not in _UNSET and name != "id":
                said = self.said(item, name, value)
                if said:
                    return name, said
        return "", ""

    def detail(self, owner: Any, name: str, value: Any) -> Iterator[str]:
        """A detail with its label; the bare words for those that need none."""
        texts = [piece.text for piece in self.pieces(owner, name, value)]
        if not texts:
            return
        if (
            isinstance(value, msgspec.Struct)
            and shape(name, value, self.language) is None
            and not isinstance(value, Text)
        ):
            yield from (line.text for line in self.parts(value))
            return
        joined = ", ".join(texts)
        if name in ("nature", "legal_ref", "role", "part", "text", "note", "word"):
            yield joined
        else:
            colon = "\u00a0: " if self.language == "fr" else ": "
            yield f"{field_label(owner, name)[self.language]}{colon}{joined}"

    def parts(self, value: Any) -> list[Line]:
        """The fields of a structure, one line each."""
        lines: list[Line] = []
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if inner in _UNSET or name in ("id", "sources") or self.hidden(value, name):
                continue
            if name in CONDITIONS:
                lines.append(Line(field_label(value, name)[self.language], in_words(inner, self.language)))
            elif isinstance(inner, tuple) and isinstance(inner[0], msgspec.Struct):
                lines.append(
                    Line(
                        field_label(value, name)[self.language], inner=tuple(self.line(one) for one in inner)
                    )
                )
            elif (
                isinstance(inner, msgspec.Struct)
                and not isinstance(inner, Text)
                and shape(name, inner, self.language) is None
            ):
                lines.append(Line(field_label(value, name)[self.language], inner=tuple(self.parts(inner))))
            else:
                lines.extend(Line(text) for text in self.detail(value, name, inner))
        return lines

    def mapping(self, name: str, value: Mapping[str, Any]) -> Iterator[Line]:
        """A table from codes to values."""
        names: Mapping[str, Any] = getattr(self.entry, "dimensions", {})
        colon = "\u00a0: " if self.language == "fr" else ": "
        for key, content in value.items():
            label = names[key][self.language] if key in names else self.option(key)
            if name == "members":
                yield Line(label, in_words(content, self.language))
            elif isinstance(content, Text):
                yield Line(content[self.language])
            else:
                level = "niveau" if self.language == "fr" else "level"
                numbers = ", ".join(
                    f"{level} {n}{colon}{said_number(number, self.language)}" for n, number in content.items()
                )
                yield Line(label, small=numbers)

    def comparison(self, market: Mapping[str, Text | None]) -> Section:
        """A market in the columns of the comparison."""
        title = "Comparaison des marchés" if self.language == "fr" else "Comparison of markets"
        rows = []
        for column, label in COLUMNS.items():
            text = market.get(column)
            rows.append(
                Row(
                    label[self.language],
                    (Piece(self.not_established if text is None else text[self.language]),),
                )
            )
        return Section(title, rows=tuple(rows))
