"""What the operations answer, beside the published structures of the domain. Each becomes a schema of the documentation."""

from datetime import date
from typing import Literal

import msgspec
from django.http import HttpResponse
from msgspec import UNSET, UnsetType

from agathe.kernel import Text
from agathe.knowledge.schema.question import QuestionType, Theme
from agathe.roadmap.model import Citation, Decision, Message, RequirementStatus, Status, WayStatus
from agathe.rules.proof import Proof


def written(value: msgspec.Struct) -> HttpResponse:
    """A structure as the answer of an operation."""
    return HttpResponse(msgspec.json.encode(value), content_type="application/json")


class Written(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Base of these structures: fields that keep their default are left out of JSON."""


class Wording(Written, kw_only=True, frozen=True):
    """A text in French, in English or in both, as the request asked for."""

    fr: str | UnsetType = UNSET
    en: str | UnsetType = UNSET


class OfferedOption(Written, kw_only=True, frozen=True):
    """One answer of a choice, or one box of a multi.

    Attributes:
        id: what the profile holds.
        label: in words.
        any_of: options this one stands for ("one of these").
        exclusive: whether it goes with no other ("none").
    """

    id: str
    label: Wording
    any_of: tuple[str, ...] = ()
    exclusive: bool = False


class OfferedQuestion(Written, kw_only=True, frozen=True):
    """A question that a profile may answer.

    Attributes:
        id: name of the answer in the profile.
        type: ``boolean``, ``choice`` (one option), ``multi`` (a list of options), ``number`` or ``date``.
        theme: part of the interview it belongs to.
        group: group on whose screen of boxes it may be asked.
        lever: whether the answer is a choice of the project rather than a state of the world.
        label: short name.
        question: the question in plain words.
        help: how to answer.
        why: why it is asked.
        options: possible answers of a choice or multi.
        unit: unit of a number.
        min: lowest number or first date accepted.
        max: highest number or last date accepted.
        asked_when: condition under which it is put, in the language of conditions.
        otherwise: value it takes when it is not put.
    """

    id: str
    type: QuestionType
    theme: Theme
    group: str | None = None
    lever: bool = False
    label: Wording
    question: Wording
    help: Wording
    why: Wording
    options: tuple[OfferedOption, ...] = ()
    unit: str | None = None
    min: float | date | None = None
    max: float | date | None = None
    asked_when: str | None = None
    otherwise: bool | float | str | tuple[str, ...] | None = None


class Box(Written, kw_only=True, frozen=True):
    """One box of a group.

    Attributes:
        question: question it answers.
        label: sentence that is true when it is ticked.
        unticked: answer to write in the profile when the box is left empty.
        ticked: answer when it is ticked; absent for a choice or a multi, whose own question is asked next: give no answer
            and name it in ``ticked`` of the next request.
    """

    question: str
    label: Wording
    unticked: bool | str | tuple[str, ...]
    ticked: bool | None = None


class OfferedGroup(Written, kw_only=True, frozen=True):
    """Questions that may be answered together on one screen of boxes."""

    id: str
    theme: Theme
    question: Wording
    help: Wording
    why: Wording
    boxes: tuple[Box, ...]


class Questions(Written, kw_only=True, frozen=True):
    """All questions and groups, in the order of the questionnaire, with the version of the knowledge base."""

    knowledge: str
    questions: tuple[OfferedQuestion, ...]
    groups: tuple[OfferedGroup, ...]


class Named(Written, kw_only=True, frozen=True):
    """Something with a name."""

    id: str
    title: Text


class Screen(Written, kw_only=True, frozen=True):
    """What to ask now: one question, or the boxes of a group.

    Attributes:
        kind: ``question`` or ``boxes``.
        question: the question; of boxes, the one that weighs most.
        group: the group and the boxes to show; absent for a question asked alone.
        together: ids of the questions on the screen.
        moves: conclusions that the answer can still change, the most concerned first.
        at_most: screens that may still come, this one included: no answer makes it more.
        expected: screens left on average, this one included.
        needed: share of plausible projects in which the question has to be asked whatever the other answers.
        gain: what the answer is expected to tell about the conclusions wanted, in bits.
    """

    kind: Literal["question", "boxes"]
    question: OfferedQuestion
    group: OfferedGroup | None = None
    together: tuple[str, ...]
    moves: tuple[Named, ...]
    at_most: int
    expected: float
    needed: float
    gain: float


class NextQuestion(Written, kw_only=True, frozen=True):
    """The next step of the interview.

    Attributes:
        day: day whose law is applied.
        knowledge: version of the knowledge base.
        answered: questions answered.
        not_known: questions answered "I don't know".
        finished: whether no question changes the conclusions wanted any more.
        next: what to ask; null when finished.
        messages: contradictions between answers, and answers that look wrong.
    """

    day: date
    knowledge: str
    answered: int
    not_known: tuple[str, ...] = ()
    finished: bool
    next: Screen | None
    messages: tuple[Message, ...] = ()


class DecidedDuty(Written, kw_only=True, frozen=True):
    """A duty or a standard; ``absent`` when it does not concern the project.

    Attributes:
        conclusion: name to give to ``/explain``.
        missing: questions that decide.
    """

    id: str
    conclusion: str
    title: Text
    stage: int
    status: Status | Literal["absent"]
    missing: tuple[str, ...] = ()


class DecidedWay(Written, kw_only=True, frozen=True):
    """A pathway, a funding scheme or a foreign market.

    Attributes:
        conclusion: name to give to ``/explain``.
        possible: statuses still possible while an answer is missing.
        missing: questions that decide.
    """

    id: str
    conclusion: str
    kind: Literal["pathway", "scheme", "country"]
    title: Text
    status: WayStatus
    possible: tuple[str, ...]
    missing: tuple[str, ...] = ()


class DecidedRequirement(Written, kw_only=True, frozen=True):
    """An assessment that a request for coverage calls for."""

    id: str
    title: Text
    status: RequirementStatus
    pathways: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class DecidedContact(Written, kw_only=True, frozen=True):
    """An actor to meet, or a site where to try the tool.

    Attributes:
        conclusion: name to give to ``/explain``.
        match: ``yes`` (fits this project), ``maybe`` (an answer is missing) or ``other`` (a site elsewhere).
    """

    id: str
    conclusion: str
    kind: Literal["actor", "site", "test_bed"]
    title: Text
    match: Literal["yes", "maybe", "other"]


class Decided(Written, kw_only=True, frozen=True):
    """Everything that is decided for a profile on a day.

    Attributes:
        project: name of the project.
        day: day whose law is applied.
        knowledge: version of the knowledge base.
        answered: questions answered.
        not_known: questions answered "I don't know".
        missing: questions whose answers can still change something.
        here: stage the project seems to be in; absent when it is not settled.
        messages: contradictions between answers, and answers that look wrong.
        decisions: qualification, class, status under each law.
        duties: all duties and standards.
        ways: pathways, funding schemes, foreign markets.
        requirements: assessments called for.
        contacts: whom to meet and where to try the tool.
    """

    project: str
    day: date
    knowledge: str
    answered: int
    not_known: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    here: int | None = None
    messages: tuple[Message, ...] = ()
    decisions: tuple[Decision, ...]
    duties: tuple[DecidedDuty, ...]
    ways: tuple[DecidedWay, ...]
    requirements: tuple[DecidedRequirement, ...] = ()
    contacts: tuple[DecidedContact, ...] = ()


class SmallestChange(Written, kw_only=True, frozen=True):
    """A smallest set of answers to change, and the value the conclusion would have. Information, not advice.

    Attributes:
        answers: new answer of each question.
        value: value of the conclusion then.
        words: the same in words.
    """

    answers: dict[str, bool | float | str | tuple[str, ...] | None]
    value: str
    words: Text


class MissingAnswer(Written, kw_only=True, frozen=True):
    """A question whose answer may still change the conclusion."""

    id: str
    question: Text


class Explained(Written, kw_only=True, frozen=True):
    """Why a conclusion holds, and what would change it.

    Attributes:
        day: day whose law is applied.
        knowledge: version of the knowledge base.
        proof: the reasons, down to the answers.
        condition: when the conclusion is true, in words; absent for what is not a yes or no.
        valid_from: first day of effect of the entry.
        valid_to: last day of effect.
        in_force: whether the entry has effect on the day; absent where it has no dates.
        missing: questions whose answers may still change it.
        changes: smallest changes of answers that would give another value.
        searched: whether changes were looked for: only where the conclusion has a few values.
        citations: sources of the proof.
    """

    day: date
    knowledge: str
    proof: Proof
    condition: Text | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    in_force: bool | None = None
    missing: tuple[MissingAnswer, ...] = ()
    changes: tuple[SmallestChange, ...] = ()
    searched: bool
    citations: tuple[Citation, ...] = ()
