"""A project's description of itself: answers to questions, and duties already done."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from agathe.kernel import AgatheError, Location, Text, nearest, visible
from agathe.kernel.documents import read_document
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.question import Question
from agathe.rules.plan import Plan, read_plan
from agathe.rules.program import encode, question_type
from agathe.rules.scalar import Value, unknown

FORMAT = 1
MOST_PROBLEMS = 20
"""Problems told at once."""
_WORDS = {"oui": True, "yes": True, "true": True, "non": False, "no": False, "false": False}
_ONE_MORE = Text("…", "…")
"""Stands for a problem that is counted and not told."""
Answer = bool | str | tuple[str, ...] | float | date | None
"""``None`` is "I don't know": the question was asked, the answer is not known, it is not asked again."""
_KEYS = ("agathe_profile", "name", "description", "answers", "done", "plan")


class ProfileError(AgatheError):
    """A profile that cannot be used as it stands; the message lists every problem found."""


@dataclass(frozen=True)
class Profile:
    """One project.

    Attributes:
        answers: by question id; absent means not asked yet, ``None`` means asked and not known.
        done: duties ticked as done, with the evidence named (may be empty).
        name: name of the project.
        description: free text, not used by the rules.
        source: file it was read from.
        plan: tasks ticked, dates and estimates of the project's own.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    done: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    description: str = ""
    source: str | None = None
    plan: Plan = field(default_factory=Plan)

    def answered(self, question: str, answer: Answer) -> "Profile":
        """The same profile with one more answer (or one changed)."""
        return replace(self, answers={**self.answers, question: answer})

    def without(self, questions: Iterable[str]) -> "Profile":
        """The same profile with some answers taken back."""
        gone = set(questions)
        return replace(self, answers={k: v for k, v in self.answers.items() if k not in gone})

    def encoded(self, knowledge: Knowledge) -> dict[str, Value]:
        """Answers in the encoding of the interpreters; duties not ticked are not done."""
        values: dict[str, Value] = {f"done:{id_}": 1 if id_ in self.done else 2 for id_ in knowledge.duties}
        for id_, answer in self.answers.items():
            values[id_] = encode_answer(knowledge.questions[id_], answer)
        return values

    def to_plain(self) -> dict[str, object]:
        """Plain values for YAML or JSON; :func:`profile_from_plain` reads them back."""
        answers = {k: list(v) if isinstance(v, tuple) else v for k, v in self.answers.items()}
        plain: dict[str, object] = {"agathe_profile": FORMAT}
        if self.name:
            plain["name"] = self.name
        if self.description:
            plain["description"] = self.description
        plain["answers"] = answers
        if self.done:
            plain["done"] = dict(self.done)
        if plan := self.plan.to_plain():
            plain["plan"] = plan
        return plain


def encode_answer(question: Question, answer: Answer) -> Value:
    """Encoding of one answer; "I don't know" is the same as anything possible."""
    type_ = question_type(question)
    if answer is None:
        return unknown(type_)
    if type_.kind == "choice":
        option = next(option for option in question.options if option.id == answer)
        return type_.mask(option.any_of or (option.id,))
    if type_.kind == "multi":
        assert isinstance(answer, tuple)
        inside = type_.mask(answer)
        blurred = [id_ for option in question.options if option.id in answer for id_ in option.any_of]
        undecided = type_.mask(blurred) & ~inside
        return inside | undecided | (type_.full & ~inside) << len(type_.options)
    return encode(answer, type_)


def read_profile(path: Path, knowledge: Knowledge) -> Profile:
    """Read and check a profile file (YAML or JSON).

    Raises:
        DocumentError: the file cannot be read.
        ProfileError: unknown question, wrong type or option, impossible value.
    """
    return replace(profile_from_plain(read_document(path), knowledge, str(path)), source=str(path))


def profile_from_plain(content: object, knowledge: Knowledge, source: str | None = None) -> Profile:
    """Check plain values and make a profile of them; see :func:`read_profile`."""
    place = Location(file=source)
    if not isinstance(content, dict) or not isinstance(content.get("answers", None), dict):
        message = Text(
            "un profil est un ensemble « clé: valeur » qui contient « answers: » suivi des réponses",
            "a profile is a set of “key: value” lines that holds “answers:” followed by the answers",
        )
        raise ProfileError(message, place)
    problems = [
        Text(
            f"clé inconnue « {_brief(key)} »{nearest(_brief(key), _KEYS, 'fr')}",
            f"unknown key “{_brief(key)}”{nearest(_brief(key), _KEYS)}",
        )
        for key in content
        if key not in _KEYS
    ]
    if content.get("agathe_profile", FORMAT) != FORMAT:
        problems.append(Text(
            f"version de profil inconnue : {_brief(content['agathe_profile'])} (cette version lit {FORMAT})",
            f"unknown profile version: {_brief(content['agathe_profile'])} (this version reads {FORMAT})",
        ))  # fmt: skip
    answers: dict[str, Answer] = {}
    for id_, raw in content["answers"].items():
        question = knowledge.questions.get(id_)
        if question is None:
            # The nearest name is looked for only while it will be told: a hostile file may hold thousands.
            told = len(problems) < MOST_PROBLEMS
            problems.append(_unknown_question(_brief(id_), knowledge) if told else _ONE_MORE)
            continue
        found = read_answer(question, raw)
        if isinstance(found, Text):
            problems.append(Text(f"{id_} : {found.fr}", f"{id_}: {found.en}"))
        else:
            answers[id_] = found.value
    done = _read_done(content.get("done"), knowledge, problems)
    plan = read_plan(content.get("plan"), knowledge, problems)
    if problems:
        raise ProfileError(_join(problems), place)
    name, description = (visible(str(content.get(key) or "")) for key in ("name", "description"))
    return Profile(answers, done, name, description, plan=plan)


@dataclass(frozen=True)
class Read:
    """An answer that was understood (``value`` may be ``None``: not known)."""

    value: Answer


def read_answer(question: Question, raw: object) -> Read | Text:
    """Understand one raw value as the answer to a question, or say what is wrong with it."""
    if raw is None or (raw == "unknown" and not any(option.id == "unknown" for option in question.options)):
        return Read(None)
    match question.type:
        case "boolean":
            value = _WORDS.get(raw.strip().lower(), raw) if isinstance(raw, str) else raw
            return Read(value) if isinstance(value, bool) else _wrong("oui ou non", "yes or no", raw)
        case "choice":
            return _option(question, raw)
        case "multi":
            return _options(question, raw)
        case "number":
            return _number(question, raw)
        case _:
            return _date(question, raw)


def _option(question: Question, raw: object) -> Read | Text:
    ids = [option.id for option in question.options]
    # YAML reads a bare no as false and a bare 11 as a number: options written so are understood all the same.
    value = (
        {True: "yes", False: "no"}[raw]
        if isinstance(raw, bool)
        else str(raw)
        if isinstance(raw, int)
        else raw
    )
    if value in ids:
        return Read(str(value))
    known, shown = ", ".join(ids), _brief(value)
    return Text(
        f"« {shown} » n'est pas une réponse possible{nearest(shown, ids, 'fr')} ; choix : {known}",
        f"“{shown}” is not a possible answer{nearest(shown, ids)}; choices: {known}",
    )


def _options(question: Question, raw: object) -> Read | Text:
    if isinstance(raw, str):
        raw = [raw]
    if not isinstance(raw, list | tuple) or not raw:
        return _wrong("une liste de réponses, au moins une", "a list of answers, at least one", raw)
    chosen: list[str] = []
    for item in raw:
        found = _option(question, item)
        if isinstance(found, Text):
            return found
        if found.value in chosen:
            return Text(f"« {item} » est donné deux fois", f"“{item}” is given twice")
        chosen.append(str(found.value))
    alone = [option.id for option in question.options if option.exclusive and option.id in chosen]
    if alone and len(chosen) > 1:
        return Text(
            f"« {alone[0]} » ne va pas avec une autre réponse", f"“{alone[0]}” cannot go with another answer"
        )
    order = [option.id for option in question.options]
    return Read(tuple(sorted(chosen, key=order.index)))


def _number(question: Question, raw: object) -> Read | Text:
    if (
        isinstance(raw, bool)
        or not isinstance(raw, int | float)
        or raw != raw
        or raw in (float("inf"), float("-inf"))
    ):
        return _wrong("un nombre", "a number", raw)
    return _bounded(question, raw, float(raw))


def _date(question: Question, raw: object) -> Read | Text:
    value = raw
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if not isinstance(value, date):
        return _wrong("une date qui existe, comme 2026-05-26", "a date that exists, like 2026-05-26", raw)
    return _bounded(question, value, value)


def _bounded(question: Question, raw: object, value: float | date) -> Read | Text:
    for bound, word_fr, word_en in (
        (question.min, "au moins", "at least"),
        (question.max, "au plus", "at most"),
    ):
        if bound is None:
            continue
        too_far = value < bound if word_en == "at least" else value > bound  # type: ignore[operator]
        if too_far:
            return Text(
                f"{raw} n'est pas plausible : {word_fr} {bound}", f"{raw} is not plausible: {word_en} {bound}"
            )
    return Read(value)


def _wrong(expected_fr: str, expected_en: str, raw: object) -> Text:
    shown = _brief(raw)
    return Text(f"il faut {expected_fr}, pas « {shown} »", f"{expected_en} is expected, not “{shown}”")


def _brief(raw: object) -> str:
    """A value as it may be shown in a message."""
    if raw is None:
        return "null"
    text = visible(str(raw))
    return text if len(text) <= 60 else text[:59] + "…"


def _unknown_question(id_: str, knowledge: Knowledge) -> Text:
    if id_ in knowledge.facts:
        return Text(
            f"« {id_} » se calcule à partir des autres réponses : ne le donnez pas",
            f"“{id_}” is computed from the other answers: leave it out",
        )
    return Text(
        f"question inconnue « {id_} »{nearest(id_, knowledge.questions, 'fr')}",
        f"unknown question “{id_}”{nearest(id_, knowledge.questions)}",
    )


def _read_done(raw: object, knowledge: Knowledge, problems: list[Text]) -> dict[str, str]:
    if raw is None:
        return {}
    if isinstance(raw, list) and all(isinstance(id_, str) for id_ in raw):
        raw = dict.fromkeys(raw, "")
    if not isinstance(raw, dict):
        problems.append(
            Text("done : il faut la liste des devoirs faits", "done: the list of duties done is expected")
        )
        return {}
    done: dict[str, str] = {}
    for id_, evidence in raw.items():
        if id_ not in knowledge.duties and len(problems) >= MOST_PROBLEMS:
            problems.append(_ONE_MORE)
            continue
        if id_ not in knowledge.duties:
            problems.append(Text(
                f"done : devoir inconnu « {_brief(id_)} »{nearest(_brief(id_), knowledge.duties, 'fr')}",
                f"done: unknown duty “{_brief(id_)}”{nearest(_brief(id_), knowledge.duties)}",
            ))  # fmt: skip
            continue
        if evidence is not None and evidence is not True and not isinstance(evidence, str | date):
            problems.append(Text(
                f"done : {id_} : il faut le nom de la preuve (ou rien), pas {_brief(evidence)} ; un devoir qui n'est pas fait "
                "ne s'écrit pas",
                f"done: {id_}: the name of the evidence (or nothing) is expected, not {_brief(evidence)}; leave out a duty "
                "that is not done",
            ))  # fmt: skip
            continue
        done[id_] = "" if evidence is None or evidence is True else visible(str(evidence))
    return done


def _join(problems: list[Text]) -> Text:
    if len(problems) == 1:
        return problems[0]
    if len(problems) > MOST_PROBLEMS:
        left = len(problems) - MOST_PROBLEMS
        problems = [*problems[:MOST_PROBLEMS], Text(f"… et {left} autres", f"… and {left} more")]
    return Text(
        f"{len(problems)} problèmes :" + "".join(f"\n  - {problem.fr}" for problem in problems),
        f"{len(problems)} problems:" + "".join(f"\n  - {problem.en}" for problem in problems),
    )
