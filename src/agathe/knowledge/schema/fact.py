"""Derived facts and decisions: computed from the answers, never asked."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Condition, Entry, Example

FactType = Literal["boolean", "choice", "multi", "number", "date"]


class FactOption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value a choice or multi fact can take.

    Attributes:
        id: identifier, written in quotes in expressions.
        label: the value in words.
    """

    id: str
    label: Text


class FactRow(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One line of a decision table.

    Attributes:
        id: identifier, unique in the table.
        when: condition of the line.
        value: the option it gives, or several when the texts leave it open.
        rule: the rule as a lawyer names it ("MDR rule 11(a)").
        text: why, in plain words.
    """

    id: str
    when: Condition
    value: str | tuple[str, ...]
    rule: str | None = None
    text: Text


class Fact(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A value computed from answers and other facts.

    Exactly one of ``formula`` (boolean, number, date), ``rows`` (choice) or ``members`` (multi) is given.

    Attributes:
        type: type of the value.
        options: values of a choice or multi; for an ordered choice, from lowest to highest.
        ordered: whether ``<`` and ``>`` make sense on the options.
        formula: expression giving the value.
        decide: how the rows combine: ``unique`` (exactly one row holds: proved by the checker), ``first`` (the first
            that holds; the last must be ``true``) or ``highest`` (the highest option among the rows that hold).
        rows: decision table.
        members: for a multi, the condition under which each option belongs to the set.
        judgement: true when an authority decides: a true value then means "can be argued", never "established".
        decision: true when the value is a conclusion in itself, shown to the user (class, regime, status).
        examples: answers and the value they must give.
    """

    type: FactType
    options: tuple[FactOption, ...] = ()
    ordered: bool = False
    formula: Condition | None = None
    decide: Literal["unique", "first", "highest"] | None = None
    rows: tuple[FactRow, ...] = ()
    members: dict[str, Condition] = {}
    judgement: bool = False
    decision: bool = False
    examples: tuple[Example, ...] = ()


class ParameterValue(
    msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}
):
    """The value of a parameter over one period, both ends included."""

    from_: date | None = None
    to: date | None = None
    value: float
    sources: tuple[str, ...] = ()
    legal_ref: str | None = None


class Parameter(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A number fixed by a text and used in expressions: a tariff, a threshold, a delay.

    Attributes:
        unit: EUR, days, months, percent...
        values: values by period; periods do not overlap.
    """

    unit: str
    values: tuple[ParameterValue, ...]
