"""The same project described or planned in several ways, side by side."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from agathe.kernel import LANGUAGES, AgatheError, Location, Text, nearest
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.task import PlanComparison
from agathe.roadmap.build import build_roadmap
from agathe.roadmap.model import Roadmap
from agathe.roadmap.plan_model import PlanProblem
from agathe.roadmap.schedule.build import DRAWS, SEED, Run, euros
from agathe.roadmap.schedule.planning import Planning
from agathe.roadmap.schedule.simulation import quantile
from agathe.roadmap.whatif.model import Change, Comparison, Gap, MilestoneRow, Row, RowKind, Side, TaskRow
from agathe.roadmap.words import Words
from agathe.rules.engine import Engine, Judgement, read_fact
from agathe.rules.plan import TaskNote
from agathe.rules.profile import Answer, Profile, Read, encode_answer, read_answer
from agathe.rules.program import fact_type, question_type
from agathe.rules.prose import Prose, show_date, show_number

MONTH = 365.25 / 12 / 7
"""Weeks in a month."""
ABSENT = Text("ne s'applique pas", "does not apply")
_NONE = Text("non répondu", "not answered")


@dataclass(frozen=True)
class Variant:
    """A way to describe or plan the project otherwise.

    Attributes:
        id: identifier.
        title: name.
        answers: answers changed; ``None`` takes an answer as not known.
        suppose: facts taken as given.
        tags: scenario tags added.
        without: scenario tags taken away.
        tasks: remarks on tasks, in place of the project's own.
        start: start of the plan, in place of the project's own.
    """

    id: str
    title: Text
    answers: Mapping[str, Answer] = field(default_factory=dict)
    suppose: Mapping[str, object] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    tasks: Mapping[str, TaskNote] = field(default_factory=dict)
    start: date | None = None

    def applied(self, engine: Engine, profile: Profile) -> Judgement:
        """The project judged this way.

        Raises:
            AgatheError: a supposed fact does not exist or cannot have that value.
        """
        plan = replace(
            profile.plan,
            tasks={**profile.plan.tasks, **self.tasks},
            start=self.start or profile.plan.start,
        )
        changed = replace(profile, answers={**profile.answers, **self.answers}, plan=plan)
        judgement = engine.supposing(self.suppose).judge(changed)
        if self.tags or self.without:
            kept = (tag for tag in Planning(judgement).tags if tag not in self.without)
            tags = tuple(dict.fromkeys((*kept, *self.tags)))
            judgement = replace(judgement, profile=replace(changed, plan=replace(plan, tags=tags)))
        return judgement


AS_TOLD = Variant("as-told", Text("Le projet tel qu'il est décrit", "The project as told"))


def offered(judgement: Judgement) -> list[PlanComparison]:
    """Comparisons of the knowledge base that make sense for a project, or may."""
    comparisons = judgement.engine.knowledge.plan_comparisons
    return [one for one in comparisons.values() if not judgement.false(f"comparison:{one.id}")]


def variants_of(comparison: PlanComparison, engine: Engine) -> list[Variant]:
    """The sides of a comparison of the knowledge base; a scenario that tells them apart is on in its own side only."""
    variants = []
    told_apart = {tag for variant in comparison.variants for tag in variant.tags}
    for variant in comparison.variants:
        answers: dict[str, Answer] = {}
        for id_, raw in variant.set.items():
            found = read_answer(engine.knowledge.questions[id_], raw)
            if isinstance(found, Text):  # the check of the knowledge base refuses it
                raise AgatheError(found, Location(entry=comparison.id, field=id_))
            answers[id_] = found.value
        without = tuple(sorted(told_apart.difference(variant.tags)))
        variants.append(Variant(variant.id, variant.title, answers, variant.suppose, variant.tags, without))
    return variants


def compare(
    engine: Engine,
    profile: Profile,
    variants: Sequence[Variant],
    *,
    title: Text,
    notes: Text | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    independent: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Comparison:
    """Compare sides; the first one is the reference of all differences.

    The random numbers are common to all sides, so that a difference owes nothing to luck where the work is the same.

    Raises:
        AgatheError: a supposed fact does not exist or cannot have that value.
    """
    judgements = [variant.applied(engine, profile) for variant in variants]
    runs = [
        Run(
            judgement,
            draws=draws,
            seed=seed,
            independent=independent,
            progress=_part(progress, number, len(judgements)),
        )
        for number, judgement in enumerate(judgements)
    ]
    roadmaps = [build_roadmap(judgement) for judgement in judgements]
    possible = [run.planning.possible for run in runs]
    told = engine.judge(profile)
    costs = [run.simulation.cost if run.planning.possible else None for run in runs]
    return Comparison(
        project=profile.name,
        day=engine.day,
        knowledge=engine.knowledge.version,
        draws=draws,
        seed=seed,
        title=title,
        sides=tuple(
            Side(
                id=variant.id,
                title=variant.title,
                changes=tuple(changes(told, judgement, variant)),
                duties=sum(1 for stage in roadmap.stages for duty in stage.duties if duty.status in ("applies", "to_confirm")),
                tasks=len(run.activities),
                cost=None if cost is None else euros(cost),
                problems=(*_contradictions(roadmap), *run.planning.problems),
            )
            for variant, judgement, roadmap, run, cost in zip(
                variants, judgements, roadmaps, runs, costs, strict=True
            )
        ),
        rows=tuple(conclusion_rows(roadmaps)),
        milestones=tuple(_milestones(engine, runs)) if any(possible) else (),
        tasks=tuple(_tasks(engine, runs)),
        cost=tuple(
            None if number == 0 or cost is None or costs[0] is None else gap(cost, costs[0])
            for number, cost in enumerate(costs)
        ),
        notes=notes,
    )  # fmt: skip


def _part(
    progress: Callable[[float], None] | None, number: int, count: int
) -> Callable[[float], None] | None:
    return None if progress is None else lambda share: progress((number + share) / count)


def gap(values: npt.ArrayLike, reference: npt.ArrayLike, scale: float = 1.0) -> Gap:
    """Difference of two sides draw by draw, divided by ``scale``."""
    difference = (np.asarray(values, dtype=np.float64) - np.asarray(reference, dtype=np.float64)) / scale
    error = float(difference.std(ddof=1) / np.sqrt(len(difference))) if len(difference) > 1 else 0.0
    low, middle, high = (round(quantile(difference, chance), 3) for chance in (0.1, 0.5, 0.9))
    return Gap(
        mean=round(float(difference.mean()), 3),
        error=round(error, 4),
        p10=low,
        p50=middle,
        p90=high,
        sooner=round(float((difference < 0).mean()), 4),
    )


def _contradictions(roadmap: Roadmap) -> Iterable[PlanProblem]:
    for message in roadmap.messages:
        if message.severity == "error":
            yield PlanProblem(id=message.id, severity="error", text=message.text)


# ---------------------------------------------------------------------- what differs


def conclusion_rows(roadmaps: Sequence[Roadmap]) -> Iterable[Row]:
    """Conclusions that are not the same in all roadmaps, in the order of a roadmap."""
    found = [_conclusions(roadmap) for roadmap in roadmaps]
    order = list(dict.fromkeys(key for conclusions in found for key in conclusions))
    for kind, id_ in order:
        known = [conclusions.get((kind, id_)) for conclusions in found]
        if len({one[1] if one else "absent" for one in known}) == 1:
            continue
        title = next(one[0] for one in known if one is not None)
        yield Row(
            kind=kind,
            id=id_,
            title=title,
            statuses=tuple(one[1] if one else "absent" for one in known),
            values=tuple(one[2] if one else ABSENT for one in known),
        )


def _conclusions(roadmap: Roadmap) -> dict[tuple[RowKind, str], tuple[Text, str, Text]]:
    """Title, status and words of each conclusion."""
    found: dict[tuple[RowKind, str], tuple[Text, str, Text]] = {}
    for decision in roadmap.decisions:
        found["decision", decision.id] = decision.title, "|".join(decision.options), decision.value
    for stage in roadmap.stages:
        for duty in stage.duties:
            found["duty", duty.id] = duty.title, duty.status, status_words(duty.status)
    ways: tuple[tuple[RowKind, Sequence[Any]], ...] = (
        ("pathway", roadmap.pathways), ("requirement", roadmap.requirements), ("scheme", roadmap.schemes),
        ("country", roadmap.countries),
    )  # fmt: skip
    for kind, entries in ways:
        for entry in entries:
            found[kind, entry.id] = entry.title, entry.status, status_words(entry.status)
    return found


def status_words(status: str) -> Text:
    """A status in words."""
    return Text(Words.of("fr", status), Words.of("en", status))


def _milestones(engine: Engine, runs: Sequence[Run]) -> Iterable[MilestoneRow]:
    for milestone in engine.knowledge.milestones.values():
        times = [run.reached(milestone.id) if run.planning.possible else None for run in runs]
        states = []
        for run, time in zip(runs, times, strict=True):
            if run.planning.milestone_tasks(milestone, "done"):
                states.append("reached")
            elif time is not None:
                states.append("planned")
            else:
                states.append("maybe" if run.planning.milestone_tasks(milestone, "maybe") else "absent")
        if set(states) == {"absent"}:
            continue
        yield MilestoneRow(
            id=milestone.id,
            title=milestone.title,
            main=milestone.main,
            states=tuple(states),
            dates=tuple(
                None if time is None else run.dates(time) for run, time in zip(runs, times, strict=True)
            ),
            months=tuple(
                None if number == 0 or time is None or times[0] is None else gap(time, times[0], MONTH)
                for number, time in enumerate(times)
            ),
        )


def _tasks(engine: Engine, runs: Sequence[Run]) -> Iterable[TaskRow]:
    for task in engine.knowledge.tasks.values():
        states = tuple(
            planned.state if (planned := run.planning.tasks.get(task.id)) is not None else "absent"
            for run in runs
        )
        if len(set(states)) > 1:
            yield TaskRow(id=task.id, title=task.title, states=states)


# ---------------------------------------------------------------------- the changes in words


def changes(told: Judgement, judgement: Judgement, variant: Variant) -> Iterable[Change]:
    """What makes a side differ from the project as told; answers that are the same are left out."""
    knowledge, profile = told.engine.knowledge, told.profile
    for id_, answer in variant.answers.items():
        before = profile.answers.get(id_)
        if id_ in profile.answers and before == answer:
            continue
        yield Change(
            what=id_,
            label=knowledge.questions[id_].label,
            before=_answer(told, id_, before) if id_ in profile.answers else _NONE,
            after=_answer(told, id_, answer),
        )
    for id_, raw in variant.suppose.items():
        type_ = fact_type(knowledge.facts[id_])
        value = read_fact(id_, raw, knowledge)
        if told.values[id_] == value:
            continue
        yield Change(
            what=id_,
            label=knowledge.facts[id_].title,
            before=_value(told, id_, type_, told.values[id_]),
            after=_value(told, id_, type_, value),
        )
    before_plan, after_plan = Planning(told), Planning(judgement)
    for id_, note in variant.tasks.items():
        old = profile.plan.tasks.get(id_, TaskNote())
        states = [
            plan.tasks[id_].state if id_ in plan.tasks else "absent" for plan in (before_plan, after_plan)
        ]
        # A task over on both sides, or in no plan, is the same whatever is said of it.
        if old != note and states not in (["done", "done"], ["absent", "absent"]):
            yield Change(
                what=id_,
                label=knowledge.tasks[id_].title,
                before=note_words(old, knowledge),
                after=note_words(note, knowledge),
            )
    before_tags, after_tags = before_plan.tags, after_plan.tags
    for tag in (*before_tags, *after_tags):
        if (tag in before_tags) != (tag in after_tags):
            yes, no = Text("oui", "yes"), Text("non", "no")
            here = tag in before_tags
            title = knowledge.plan_tags[tag].title
            yield Change(what=tag, label=title, before=yes if here else no, after=no if here else yes)
    today = told.engine.day
    before_start, after_start = (max(plan.plan.start or today, today) for plan in (before_plan, after_plan))
    if before_start != after_start:
        label = Text("début du plan", "start of the plan")
        yield Change(what="start", label=label, before=_day(before_start), after=_day(after_start))


def note_words(note: TaskNote, knowledge: Knowledge) -> Text:
    """What a project says of a task, in words."""
    parts: list[Text] = []
    if note.skip:
        parts.append(Text("mise de côté", "set aside"))
    if note.done:
        parts.append(
            Text("terminée", "over")
            if note.ended is None
            else Text(f"terminée le {_day(note.ended).fr}", f"over on {_day(note.ended).en}")
        )
    for day, words in (
        (note.started, Text("commencée le {0}", "begun on {0}")),
        (note.ends, Text("finit le {0}", "ends on {0}")),
        (note.not_before, Text("pas avant le {0}", "not before {0}")),
    ):
        if day is not None:
            parts.append(Text(words.fr.format(_day(day).fr), words.en.format(_day(day).en)))
    for triple, unit in ((note.weeks, Text("semaines", "weeks")), (note.cost_eur, Text("euros", "euros"))):
        if triple is not None:
            shown = dict.fromkeys(triple)  # a value that is certain is said once
            french, english = (
                " / ".join(show_number(value, language) for value in shown) for language in LANGUAGES
            )
            parts.append(Text(f"{french} {unit.fr}", f"{english} {unit.en}"))
    if note.after:
        titles = [knowledge.tasks[name].title for name in note.after]
        parts.append(Text(
            "après " + ", ".join(f"« {title.fr} »" for title in titles),
            "after " + ", ".join(f"“{title.en}”" for title in titles),
        ))  # fmt: skip
    if not parts:
        return Text("comme prévu par défaut", "as planned by default")
    return Text(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts))


def _answer(judgement: Judgement, id_: str, answer: Answer) -> Text:
    question = judgement.engine.knowledge.questions[id_]
    if answer is None:
        return Text("pas encore connu", "not known yet")
    return _value(judgement, id_, question_type(question), encode_answer(question, answer))


def _value(judgement: Judgement, id_: str, type_: Any, value: Any) -> Text:
    knowledge = judgement.engine.knowledge
    french, english = (Prose(knowledge, language).value(id_, type_, value) for language in ("fr", "en"))
    return Text(french, english)


def _day(day: date) -> Text:
    return Text(show_date(day, "fr"), show_date(day, "en"))


def read_change(text: str, profile: Profile, engine: Engine) -> tuple[str, Answer]:
    """Understand ``question=answer``, or ``question+=option`` and ``question-=option`` for a question with boxes.

    Raises:
        AgatheError: not of this form, no such question, or not a possible answer.
    """
    import yaml

    knowledge = engine.knowledge
    key, sign, raw = text.partition("=")
    if not sign:
        raise AgatheError(Text(
            f"« {text} » n'est pas de la forme question=réponse", f"“{text}” is not of the form question=answer"
        ), Location(field="--set"))  # fmt: skip
    mode = key[-1:] if key[-1:] in ("+", "-") else ""
    id_ = key.rstrip("+-").strip()
    place = Location(field=f"--set {id_}")
    question = knowledge.questions.get(id_)
    if question is None:
        if id_ in knowledge.facts:
            raise AgatheError(Text(
                "ce fait se calcule à partir des réponses : changez une réponse, ou supposez-le avec --suppose",
                "this fact is computed from the answers: change an answer, or suppose it with --suppose",
            ), place)  # fmt: skip
        raise AgatheError(Text(
            f"question inconnue{nearest(id_, knowledge.questions, 'fr')}", f"unknown question{nearest(id_, knowledge.questions)}"
        ), place)  # fmt: skip
    if mode:
        if question.type != "multi":
            raise AgatheError(Text(
                "+= et -= ne valent que pour une question à plusieurs réponses", "+= and -= are for questions with several answers"
            ), place)  # fmt: skip
        current = profile.answers.get(id_)
        boxes = list(current) if isinstance(current, tuple) else []
        named = [box.strip() for box in raw.split(",") if box.strip()]
        exclusive = {option.id for option in question.options if option.exclusive}
        value: object
        if mode == "-":
            value = [box for box in boxes if box not in named] or sorted(exclusive)[:1]
        elif exclusive.intersection(named):
            value = named
        else:
            value = [*(box for box in boxes if box not in exclusive and box not in named), *named]
    elif question.type == "multi":
        value = [box.strip() for box in raw.strip("[] ").split(",") if box.strip()]
    else:
        try:
            value = yaml.safe_load(raw) if raw.strip() else raw
        except (yaml.YAMLError, ValueError):
            value = raw
    found = read_answer(question, value)
    if not isinstance(found, Read):
        raise AgatheError(found, place)
    return id_, found.value
