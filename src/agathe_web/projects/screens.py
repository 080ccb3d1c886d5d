"""One screen of the guided path: what it shows, and the answers that come back from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.datastructures import MultiValueDict

from agathe.kernel import Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.question import Question
from agathe.rules import Judgement, Profile
from agathe.rules.interview.screens import box_answers
from agathe.rules.profile import Answer, encode_answer, read_answer
from agathe.rules.program import question_type
from agathe.rules.prose import Prose
from agathe_web.projects.numbers import read_number
from agathe_web.words import language, say

UNKNOWN = "not-known-yet"
"""What a form sends for "I don't know yet". Some questions have an option ``unknown``, which is an answer like another."""
NONE = "none-of-these"
MOST_RADIOS = 9
"""Above this number of options, a choice is a list to pick from."""
UNITS = {
    "EUR": Text("en euros", "in euros"),
    "percent": Text("en pourcentage", "as a percentage"),
    "months": Text("en mois", "in months"),
    "partners": Text("partenaires", "partners"),
}


@dataclass(frozen=True)
class Choice:
    """One answer offered.

    Attributes:
        value: what the form sends.
        label: in words.
        chosen: whether it is the present answer.
    """

    value: str
    label: Text
    chosen: bool = False


@dataclass(frozen=True)
class Screen:
    """A question, or the boxes of a group.

    Attributes:
        slug: name in the address: id of the question or of the group.
        kind: ``boolean``, ``choice``, ``multi``, ``number``, ``date`` or ``boxes``.
        questions: questions it answers.
        question: what is asked.
        help: how to answer.
        why: why it is asked.
        choices: answers offered.
        unknown: whether the present answer is "I don't know"; of boxes, those marked so.
        none: whether all boxes were left empty.
        value: present number or date, or what was typed.
        unit: unit of a number.
    """

    slug: str
    kind: str
    questions: tuple[str, ...]
    question: Text
    help: Text
    why: Text
    choices: tuple[Choice, ...] = ()
    unknown: frozenset[str] = frozenset()
    none: bool = False
    value: str = ""
    unit: Text | None = None
    bounds: tuple[object, object] = (None, None)

    own_unknown: bool = False
    """Whether one of the choices says "I don't know" already: it stands for all the others."""

    @property
    def listed(self) -> bool:
        """Whether the choices are a list to pick from."""
        return self.kind == "choice" and len(self.choices) > MOST_RADIOS


def screen(
    knowledge: Knowledge,
    slug: str,
    profile: Profile,
    together: tuple[str, ...] = (),
    ticked: frozenset[str] = frozenset(),
) -> Screen:
    """The screen of a question or of a group, with the present answers.

    Args:
        knowledge: the questions.
        slug: id of a question or of a group.
        profile: present answers.
        together: of a group, the questions to show; all of them when empty.
        ticked: of a group, choices whose box was ticked and whose detail is not given yet.

    Raises:
        LookupError: no question and no group of that name.
    """
    if slug in knowledge.question_groups:
        return _boxes(knowledge, slug, profile, together, ticked)
    question = knowledge.questions[slug]
    known = slug in profile.answers
    answer = profile.answers.get(slug)
    return Screen(
        slug, question.type, (slug,), question.question, question.help, question.why,
        choices=_choices(question, answer),
        unknown=frozenset((slug,)) if known and answer is None else frozenset(),
        value=_shown(question, answer),
        unit=UNITS.get(question.unit or ""),
        bounds=(question.min, question.max),
        own_unknown=_says_unknown(question),
    )  # fmt: skip


def _choices(question: Question, answer: Answer) -> tuple[Choice, ...]:
    if question.type == "boolean":
        words = (("yes", Text("Oui", "Yes"), True), ("no", Text("Non", "No"), False))
        return tuple(Choice(value, label, answer is meaning) for value, label, meaning in words)
    given = answer if isinstance(answer, tuple) else (answer,)
    return tuple(Choice(option.id, option.label, option.id in given) for option in question.options)


def _says_unknown(question: Question) -> bool:
    values = {option.id for option in question.options if not option.any_of}
    return question.type == "choice" and any(set(option.any_of) == values for option in question.options)


def _shown(question: Question, answer: Answer) -> str:
    if answer is None or question.type not in ("number", "date"):
        return ""
    if question.type == "number":
        assert isinstance(answer, float)
        text = f"{answer:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if language() == "fr" else text
    return str(answer)


def _boxes(
    knowledge: Knowledge, slug: str, profile: Profile, together: tuple[str, ...], ticked: frozenset[str]
) -> Screen:
    group = knowledge.question_groups[slug]
    members = [m for m in group.members if not together or m.question in together]
    choices = []
    for member in members:
        id_, question = member.question, knowledge.questions[member.question]
        answer = profile.answers.get(id_)
        empty = member.unticked if question.type != "multi" else (str(member.unticked),)
        chosen = answer is not None and (
            answer == member.ticked if question.type == "boolean" else answer != empty
        )
        choices.append(Choice(id_, member.label, chosen or (id_ in ticked and id_ not in profile.answers)))
    answered = [m.question for m in members if m.question in profile.answers]
    unknown = frozenset(id_ for id_ in answered if profile.answers[id_] is None)
    return Screen(
        slug, "boxes", tuple(m.question for m in members), group.question, group.help, group.why,
        choices=tuple(choices),
        unknown=unknown,
        none=len(answered) == len(members) and not unknown and not any(choice.chosen for choice in choices),
    )  # fmt: skip


# ---------------------------------------------------------------------- what comes back


@dataclass(frozen=True)
class Reply:
    """What a person answered on a screen.

    Attributes:
        answers: by question.
        ticked: choices whose box was ticked: their detail is asked next.
        problem: what is wrong, and nothing is to be recorded.
        typed: the number or date as typed, to be shown again.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    problem: str = ""
    typed: str = ""


def reply(knowledge: Knowledge, shown: Screen, data: "MultiValueDict[str, Any]") -> Reply:
    """Understand what a form of a screen sent."""
    if shown.kind == "boxes":
        return _boxes_reply(knowledge, shown, data)
    question = knowledge.questions[shown.slug]
    given = [str(value)[:100] for value in data.getlist("answer")]
    typed = given[0].strip() if given else ""
    if "unknown" not in [option.id for option in question.options]:
        given = [UNKNOWN if value == "unknown" else value for value in given]
    if UNKNOWN in given or "unknown" in data:
        if [value for value in given if value not in ("", UNKNOWN)]:
            return Reply(problem=_both(), typed=typed)
        return Reply({shown.slug: None})
    if not [value for value in given if value]:
        return Reply(problem=_nothing(question.type), typed=typed)
    raw: object = given if question.type == "multi" else typed
    if question.type == "number":
        number = read_number(typed)
        if number is None:
            return Reply(problem=_not_a_number(), typed=typed)
        raw = number
    found = read_answer(question, raw)
    if isinstance(found, Text):
        return Reply(problem=found[language()], typed=typed)
    return Reply({shown.slug: found.value})


def _boxes_reply(knowledge: Knowledge, shown: Screen, data: "MultiValueDict[str, Any]") -> Reply:
    known = set(shown.questions)
    ticked = known.intersection(data.getlist("answer"))
    doubtful = known.intersection(data.getlist("unknown"))
    none, all_unknown = (
        NONE in data.getlist("answer"),
        not {UNKNOWN, "unknown"}.isdisjoint(data.getlist("answer")),
    )
    if ticked & doubtful:
        return Reply(problem=_both())
    if ((none or all_unknown) and ticked) or (none and (all_unknown or doubtful)):
        return Reply(problem=_both())
    if not (ticked or doubtful or none or all_unknown):
        return Reply(problem=_nothing("boxes"))
    unknown = known if all_unknown else doubtful
    answers = box_answers(knowledge, shown.slug, shown.questions, ticked, unknown)
    details = frozenset(id_ for id_ in ticked if knowledge.questions[id_].type != "boolean")
    return Reply(answers, details)


def _nothing(kind: str) -> str:
    return {
        "boxes": say("Cochez au moins une case, « Aucune » ou « Je ne sais pas encore »", "Tick at least one box, “None” or “I don't know yet”"),
        "multi": say("Cochez au moins une réponse, ou « Je ne sais pas encore »", "Tick at least one answer, or “I don't know yet”"),
        "number": say("Écrivez un nombre, ou cochez « Je ne sais pas encore »", "Enter a number, or tick “I don't know yet”"),
        "date": say("Choisissez une date, ou cochez « Je ne sais pas encore »", "Choose a date, or tick “I don't know yet”"),
    }.get(kind, say("Choisissez une réponse, ou « Je ne sais pas encore »", "Choose an answer, or “I don't know yet”"))  # fmt: skip


def _both() -> str:
    return say(
        "Ces réponses ne vont pas ensemble : gardez les réponses, ou « Aucune », ou « Je ne sais pas encore »",
        "These answers do not go together: keep the answers, or “None”, or “I don't know yet”",
    )


def _not_a_number() -> str:
    return say(
        "Écrivez un nombre, par exemple 1 840 000 ou 12,5", "Enter a number, for example 1,840,000 or 12.5"
    )


# ---------------------------------------------------------------------- the way so far


def trail(knowledge: Knowledge, profile: Profile) -> list[str]:
    """Screens answered, in the order they first were: ids of groups and of questions asked alone."""
    groups = {m.question: group.id for group in knowledge.question_groups.values() for m in group.members}
    # The detail of a ticked choice has a screen of its own.
    detailed = {
        id_ for id_, answer in profile.answers.items()
        if id_ in groups and knowledge.questions[id_].type != "boolean" and answer is not None and not _is_empty(knowledge, groups[id_], id_, answer)
    }  # fmt: skip
    return list(dict.fromkeys(id_ if id_ in detailed else groups.get(id_, id_) for id_ in profile.answers))


def _is_empty(knowledge: Knowledge, group: str, question: str, answer: Answer) -> bool:
    member = next(m for m in knowledge.question_groups[group].members if m.question == question)
    return answer in (member.unticked, (str(member.unticked),))


def before(knowledge: Knowledge, profile: Profile, slug: str) -> str | None:
    """The screen answered before this one, or the last one answered when this one was not."""
    way = trail(knowledge, profile)
    if slug in way:
        position = way.index(slug)
        return way[position - 1] if position else None
    return way[-1] if way else None


def answer_words(judgement: Judgement, question: str, prose: Prose) -> str:
    """The present answer to a question, in words."""
    answer = judgement.profile.answers[question]
    asked = judgement.engine.knowledge.questions[question]
    if answer is None:
        return say("je ne sais pas encore", "I don't know yet")
    return prose.value(question, question_type(asked), encode_answer(asked, answer))
