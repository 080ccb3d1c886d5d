"""Questions put to the project, and the rules that say when two answers cannot both be right."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text

QuestionType = Literal["boolean", "choice", "multi", "number", "date"]
Theme = Literal[
    "project", "purpose", "device", "in_house", "ai", "data", "digital_service", "study", "market", "access", "funding",
    "international", "buyer",
]  # fmt: skip
Severity = Literal["error", "warning"]


class Option(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One answer of a choice, or one box of a multi.

    Attributes:
        id: identifier, unique in the question; written in quotes in expressions.
        label: the answer in words.
        weight: editorial estimate of how plausible the answer is. For a choice, relative to the other options; for a
            multi, the probability that the box is ticked. Used only to choose the order of questions.
        any_of: for a choice, the options this one stands for: choosing it means "one of these, which one is not
            known"; such an option is never a value and is never named in an expression. For a multi, the boxes that
            ticking this one leaves undecided.
        exclusive: for a multi, whether ticking it unticks all the others ("none").
    """

    id: str
    label: Text
    weight: float
    any_of: tuple[str, ...] = ()
    exclusive: bool = False


class Question(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One question of the interview.

    Attributes:
        id: name of the answer in expressions, lower case with underscores.
        type: type of the answer.
        theme: part of the interview it belongs to.
        lever: whether the answer is a choice of the project (a claim, a market, a host), not a state of the world: only such
            answers are changed by the suggestions of a what-if.
        label: short noun phrase naming the answer, used in proofs and in conditions put into words.
        question: the question in plain words.
        help: how to answer: examples, limits, traps.
        why: why it is asked: the decisions that depend on it.
        options: the possible answers of a choice or multi, none for the other types.
        weight: for a boolean, plausible share of "yes" (editorial estimate, used only to choose the order of questions).
        min: lowest sensible value of a number or date; lower is taken for a slip.
        max: highest sensible value of a number or date.
        unit: unit of a number: EUR, months, percent, people...
        asked_when: condition under which the question is put; always when absent. It rests on other questions only.
        otherwise: value the question takes when ``asked_when`` is false (required with ``asked_when`` for boolean,
            choice and multi). Without it, a number or a date that is not asked stays unknown.
        sources: ids of the registry ``sources.yaml``, when the wording itself rests on a text.
    """

    id: str
    type: QuestionType
    theme: Theme
    lever: bool = False
    label: Text
    question: Text
    help: Text
    why: Text
    options: tuple[Option, ...] = ()
    weight: float | None = None
    min: float | date | None = None
    max: float | date | None = None
    unit: str | None = None
    asked_when: str | None = None
    otherwise: bool | float | str | tuple[str, ...] | None = None
    sources: tuple[str, ...] = ()


class GroupMember(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One box of a group.

    Attributes:
        question: id of the question the box answers; a boolean, a choice or a multi.
        label: the box in plain words: a short sentence that is true when it is ticked.
        unticked: answer given when the box is left empty: for a choice or a multi, the id of the option that says "no".
        ticked: answer of a boolean when the box is ticked. A ticked choice or multi has no answer yet: its own question
            is asked next, for the detail.
    """

    question: str
    label: Text
    unticked: bool | str = False
    ticked: bool = True


class QuestionGroup(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Questions that are answered together on one screen of boxes ("tick all that apply").

    Each member keeps an answer of its own. A box left empty means "no", which every screen says; a member nobody can
    answer is marked "I don't know" alone. A member that depends on another one of its group is shown with it, and its
    answer is left out when the other one closes it.

    Attributes:
        id: identifier, lower case with dashes.
        theme: part of the interview it belongs to.
        question: what all the boxes answer.
        help: how to answer.
        why: why it is asked.
        members: the boxes, in the order shown, eight at most.
    """

    id: str
    theme: Theme
    question: Text
    help: Text
    why: Text
    members: tuple[GroupMember, ...]


class ConsistencyRule(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What must hold between answers for the set to make sense.

    Attributes:
        id: identifier, lower case with dashes.
        require: expression that is true when the answers agree; the rule speaks only when it is false, never when an
            answer is missing.
        questions: the questions to look at again.
        message: what disagrees and what to do.
        severity: ``error`` for a real contradiction, ``warning`` for an answer that is probably missing.
    """

    id: str
    require: str
    questions: tuple[str, ...]
    message: Text
    severity: Severity
