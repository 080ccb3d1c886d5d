"""What a request may hold. The shape is checked here, the profile by the domain, which knows every question."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from agathe.kernel import AgatheError, Text, nearest, visible
from agathe.knowledge import Knowledge
from agathe.roadmap.whatif import Variant
from agathe.rules import Engine, Judgement, ProfileError
from agathe.rules.engine import read_fact
from agathe.rules.plan import TaskNote, read_note
from agathe.rules.profile import Answer, read_answer
from agathe_web import engines
from agathe_web.api.problems import Refusal, brief, invalid

MOST_DRAWS = 20_000
MOST_VARIANTS = 4
MOST_SEED = 2**53 - 1
"""Largest whole number every program reads exactly in JSON."""
MAX_NAME = 200
Scope = Literal["class", "roadmap", "everything"]


def _read_day(raw: object) -> date | None:
    if raw is None:
        return None
    try:
        if not isinstance(raw, str) or len(raw) != len("2026-11-25"):
            raise ValueError
        day = date.fromisoformat(raw)
    except ValueError:
        raise _said(
            "il faut une date qui existe, comme 2026-11-25", "a date that exists is expected, like 2026-11-25"
        ) from None
    first, last = engines.FIRST_YEAR, engines.LAST_YEAR
    if not first <= day.year <= last:
        raise _said(
            f"cette date est hors de la période couverte ({first} à {last})",
            f"this date is outside the period covered ({first} to {last})",
        )
    return day


def _said(fr: str, en: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{en}", {"fr": fr, "en": en})


Day = Annotated[
    date | None,
    BeforeValidator(_read_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}], "default": None}),
]
ProfileValues = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "title": "Profile"})]
"""A profile; its published schema, made of the questions themselves, is in :mod:`agathe_web.api.openapi`."""
Draws = Annotated[int, Field(ge=100, le=MOST_DRAWS)]
Seed = Annotated[int, Field(ge=0, le=MOST_SEED)]
Names = Annotated[list[str], Field(max_length=200)]


class Body(BaseModel):
    """Base of all bodies: the profile of the project, the day whose law is applied (today when absent)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    profile: ProfileValues
    day: Day = None

    def judged(self, *, strict: bool = False) -> Judgement:
        """The profile evaluated on the day.

        Raises:
            Refusal: a wrong profile; with ``strict``, answers that contradict one another.
        """
        rules = engines.engine(self.day)
        for key in ("name", "description"):
            value = self.profile.get(key)
            if value is not None and not isinstance(value, str):
                raise invalid(f"body.profile.{key}", "il faut un texte", "a text is expected")
            if key == "name" and value is not None and len(value) > MAX_NAME:
                raise invalid(
                    "body.profile.name",
                    f"il faut {MAX_NAME} signes au plus",
                    f"at most {MAX_NAME} characters are expected",
                )
        try:
            judgement = rules.judge(engines.read(self.profile))
        except ProfileError as error:
            raise _refused_profile(error, rules.knowledge) from None
        if strict:
            _refuse_contradictions(judgement)
        return judgement


class NextQuestionBody(Body):
    """A profile, and what is to be settled."""

    scope: Scope = "roadmap"
    ticked: Names = Field(default_factory=list)


class DecideBody(Body):
    """A profile to decide."""


class ExplainBody(Body):
    """A profile, and the conclusion to explain."""

    conclusion: Annotated[str, Field(min_length=1, max_length=200)]
    changes: Annotated[int, Field(ge=0, le=3)] = 3


class VariantBody(BaseModel):
    """The project described or planned otherwise."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[str, Field(max_length=MAX_NAME)] | None = None
    answers: dict[str, Any] = Field(default_factory=dict)
    suppose: dict[str, Any] = Field(default_factory=dict)
    tasks: dict[str, Any] = Field(default_factory=dict)
    tags: Names = Field(default_factory=list)
    start: Day = None

    def read(self, number: int, engine: Engine) -> Variant:
        """The variant, every name and value checked.

        Args:
            number: its place in the request, from 0.
            engine: the rules.

        Raises:
            Refusal: an unknown name or an impossible value.
        """
        place, knowledge, wrong = f"body.variants.{number}", engine.knowledge, _Wrong()
        answers: dict[str, Answer] = {}
        for id_, raw in self.answers.items():
            question = knowledge.questions.get(id_)
            found = _unknown(id_, knowledge.questions) if question is None else read_answer(question, raw)
            if isinstance(found, Text):
                wrong.add(f"{place}.answers.{id_}", found)
            else:
                answers[id_] = found.value
        suppose = {id_: _fact_value(id_, raw, knowledge) for id_, raw in self.suppose.items()}
        for id_, value in suppose.items():
            try:
                read_fact(brief(id_), value, knowledge)
            except AgatheError as error:
                wrong.add(f"{place}.suppose.{id_}", error.message)
        notes = {
            id_: self._note(id_, raw, f"{place}.tasks.{id_}", knowledge, wrong)
            for id_, raw in self.tasks.items()
        }
        for tag in self.tags:
            if tag not in knowledge.plan_tags:
                wrong.add(f"{place}.tags", _unknown(tag, knowledge.plan_tags))
        wrong.refuse()
        title = visible(self.title) if self.title else None
        return Variant(
            f"variant-{number + 1}",
            Text(title, title) if title else Text("Avec ces changements", "With these changes"),
            answers=answers,
            suppose=suppose,
            tags=tuple(dict.fromkeys(self.tags)),
            tasks=notes,
            start=self.start,
        )

    def _note(self, id_: str, raw: object, place: str, knowledge: Knowledge, wrong: "_Wrong") -> TaskNote:
        if id_ not in knowledge.tasks:
            wrong.add(place, _unknown(id_, knowledge.tasks))
            return TaskNote()
        problems: list[Text] = []
        note = read_note(id_, raw, knowledge, problems)
        for problem in problems:
            wrong.add(place, problem)
        return note


class WhatIfBody(Body):
    """A profile, and either variants or a comparison of the knowledge base."""

    variants: Annotated[list[VariantBody], Field(max_length=MOST_VARIANTS)] = Field(default_factory=list)
    comparison: Annotated[str, Field(max_length=200)] | None = None
    draws: Draws = 10_000
    seed: Seed = 1
    independent: bool = False


class RoadmapBody(Body):
    """A profile whose roadmap is wanted, and how its schedule is simulated."""

    schedule: bool = True
    by: Day = None
    everything: bool = False
    draws: Draws = 10_000
    seed: Seed = 1
    independent: bool = False


class _Wrong:
    """What is wrong with a request, gathered so that all is told at once."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, Text]] = []

    def add(self, path: str, words: Text | str) -> None:
        self.errors.append((path, words if isinstance(words, Text) else Text(str(words), str(words))))

    def refuse(self) -> None:
        if self.errors:
            raise Refusal("invalid", errors=self.errors)


def _unknown(id_: str, known: Iterable[str]) -> Text:
    shown = brief(id_)
    return Text(
        f"« {shown} » n’existe pas{nearest(shown, known, 'fr')}",
        f"there is no “{shown}”{nearest(shown, known)}",
    )


def _fact_value(id_: str, raw: object, knowledge: Knowledge) -> object:
    """A value supposed for a fact: JSON has no dates, the engine wants them."""
    fact = knowledge.facts.get(id_)
    if fact is not None and fact.type == "date":
        try:
            return date.fromisoformat(raw) if isinstance(raw, str) else "?"
        except ValueError:
            return "?"
    return brief(raw) if isinstance(raw, dict) else raw


def _refused_profile(error: ProfileError, knowledge: Knowledge) -> Refusal:
    """Each problem of a profile with its place."""
    assert isinstance(error.message, Text)
    # The domain tells several problems in one message, one a line.
    parts = [text.split("\n  - ") for text in (error.message.fr, error.message.en)]
    french, english = (lines[1:] if len(lines) > 1 else lines for lines in parts)
    return Refusal(
        "invalid",
        Text("Le profil ne peut pas être lu : corrigez ce qui suit.", "The profile cannot be read: correct what follows."),
        errors=[_placed(fr, en, knowledge) for fr, en in zip(french, english, strict=False)],
    )  # fmt: skip


def _placed(fr: str, en: str, knowledge: Knowledge) -> tuple[str, Text]:
    """Where in the profile a problem stands, from the name its message begins with, and the rest of the message."""
    name, _, rest = en.partition(": ")
    if name in knowledge.questions:
        return f"body.profile.answers.{name}", Text(fr.partition(" : ")[2], rest)
    return f"body.profile.{name}" if name in ("done", "plan") else "body.profile", Text(fr, en)


def contradictions(judgement: Judgement) -> list[tuple[str, Text]]:
    """Rules of error that the answers break: place of each question concerned, and what to do."""
    return [
        (f"body.profile.answers.{question}", rule.message)
        for rule in judgement.engine.knowledge.consistency.values()
        if rule.severity == "error" and judgement.false(f"check:{rule.id}")
        for question in rule.questions
    ]


def _refuse_contradictions(judgement: Judgement) -> None:
    if found := contradictions(judgement):
        raise Refusal(
            "contradiction",
            Text(
                "Des réponses se contredisent : corrigez-en une, puis redemandez.",
                "Some answers contradict one another: correct one of them, then ask again.",
            ),
            errors=found,
        )


def is_known(id_: str, known: Mapping[str, object], path: str) -> None:
    """Refuse a name that is unknown.

    Raises:
        Refusal: with the nearest right name.
    """
    if id_ not in known:
        raise Refusal("invalid", errors=[(path, _unknown(id_, known))])
