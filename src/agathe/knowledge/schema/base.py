"""What every entry of the knowledge base carries: titles, sources, dates of effect, last check, confidence."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Period, Text

Confidence = Literal["high", "medium", "low"]
Nature = Literal["structural", "milestone", "progress", "judgement"]


class DatedExpr(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """An expression that holds only between two dates, both included.

    Attributes:
        expr: condition in the language of :mod:`agathe.rules`.
        from_: first day of effect (written ``from`` in YAML); open when absent.
        to: last day of effect; open when absent.
    """

    expr: str
    from_: date | None = None
    to: date | None = None

    @property
    def period(self) -> Period:
        return Period(self.from_, self.to)


Condition = str | tuple[DatedExpr, ...]
"""An expression, or one expression for each period of effect (false outside all of them)."""


class Entry(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Keys common to all entries.

    Attributes:
        id: stable identifier, lower case with dashes, unique in its kind.
        title: short title.
        sources: ids of the registry ``sources.yaml``.
        legal_ref: articles or documents, as a lawyer would cite them.
        valid_from: first day the entry has effect; ``None`` when not in force or not established.
        valid_to: last day of effect; ``None`` while it lasts.
        confidence: how far the fact was established.
        confidence_note: what is weak.
        checked: day of the last check against the source.
        notes: cautions and reading aids.
    """

    id: str
    title: Text
    sources: tuple[str, ...]
    legal_ref: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Confidence
    confidence_note: Text | None = None
    checked: date
    notes: Text | None = None

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_to)


class Criterion(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One condition of a pathway, a scheme or a market.

    Attributes:
        id: identifier, unique in its entry.
        when: condition that must hold.
        text: the condition in words, as the text of law or the call puts it.
        nature: ``structural`` (what the product is: false closes the way), ``milestone`` (can be obtained: false means
            "not yet"), ``progress`` (the project's own checklist) or ``judgement`` (an authority decides).
        legal_ref: article.
        sources: further sources than those of the entry.
        valid_from: first day the criterion counts.
        valid_to: last day it counts.
    """

    id: str
    when: Condition
    text: Text
    nature: Nature
    legal_ref: str | None = None
    sources: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_to)


class Exclusion(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A condition that closes the way when it holds.

    Attributes:
        id: identifier, unique in its entry.
        when: condition that closes.
        text: the condition in words.
        legal_ref: article.
        sources: further sources than those of the entry.
    """

    id: str
    when: Condition
    text: Text
    legal_ref: str | None = None
    sources: tuple[str, ...] = ()


class Alert(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A warning shown when its condition holds.

    Attributes:
        when: condition on the project.
        text: the warning in words.
    """

    when: Condition
    text: Text


class Example(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Answers for which the entry must give a stated result; checked at every build.

    Attributes:
        given: answers to questions.
        then: the result they must give.
    """

    given: dict[str, object]
    then: bool | str
