"""The schedule as a section of a document: milestones, tasks as bars, deadlines, money, and what the figures are worth."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from agathe.documents import figures
from agathe.documents.blocks import (
    Axis,
    Bar,
    Block,
    Bullets,
    Cell,
    Content,
    Field,
    Fields,
    Inline,
    Mark,
    Notice,
    Paragraph,
    Section,
    Table,
    Tone,
)
from agathe.kernel import Text
from agathe.roadmap.model import Stage
from agathe.roadmap.plan_model import Dates, Euros, PlannedMilestone, PlannedTask, Schedule
from agathe.roadmap.words import Words
from agathe.rules.prose import show_number

CRITICAL = 0.5
"""Chance from which a task is said to be critical: in more than one draw in two."""
Severity = Literal["error", "warning", "info"]
ALL_QUARTERS = 8
"""Quarters up to which each is named on the axis; beyond, only years are."""


def plan_section(schedule: Schedule, stages: Sequence[Stage], words: Words) -> Section:
    """When, how much and how sure; only the reasons when nothing could be computed."""
    return _Plan(schedule, stages, words).section()


class _Plan:
    def __init__(self, schedule: Schedule, stages: Sequence[Stage], words: Words) -> None:
        self.schedule = schedule
        self.stages = stages
        self.words = words
        self.say = words.say
        self.semicolon = "\u00a0; " if words.language == "fr" else "; "
        self.titles = {task.id: self.text(task.title) for task in schedule.tasks}

    def section(self) -> Section:
        schedule = self.schedule
        blocks: list[Block] = []
        sections: list[Section] = []
        if schedule.draws:
            findings = tuple((finding,) for finding in self.findings())
            blocks += [Bullets(findings)] if findings else []
            blocks += self.problems()
            notes = self.say("plan_notes", self.number(schedule.draws), schedule.seed)
            start = self.say("plan_start", self.day(schedule.start))
            sections += [*self.milestones(), *self.tasks(), *self.deadlines(), *self.money()]
            sections += [*self.finished(), *self.details()]
            blocks.append(Paragraph((f"{start} {notes}",), quiet=True))
        else:
            blocks += [Paragraph((self.say("plan_none"),)), *self.problems()]
        if schedule.missing:
            asked = self.words.labels(schedule.missing, 8)
            blocks.append(Paragraph((self.say("plan_missing", asked),), quiet=True))
        return Section(self.say("plan"), tuple(blocks), tuple(sections), anchor="schedule")

    def problems(self) -> Iterable[Notice]:
        """One notice for each severity, the gravest first; a problem that does not name its tasks is followed by them."""
        severities: tuple[Severity, ...] = ("error", "warning", "info")
        for severity in severities:
            lines = []
            for problem in self.schedule.problems:
                if problem.severity == severity:
                    text = self.text(problem.text)
                    named = [self.titles[task] for task in problem.tasks if task in self.titles]
                    unsaid = ", ".join(title for title in named if title not in text)
                    lines.append(text + (f" ({unsaid})" if unsaid else ""))
            if lines:
                yield Notice(severity, self.say(severity), ("\n".join(lines),))

    def findings(self) -> Iterable[str]:
        """The plan in a sentence or two: its main milestones, in order."""
        for milestone in self.schedule.milestones:
            title = self.text(milestone.title)
            if milestone.main and milestone.state == "reached":
                yield (
                    self.say("plan_reached", title, self.day(milestone.reached))
                    if milestone.reached
                    else self.say("plan_reached_undated", title)
                )
            elif milestone.main and milestone.dates:
                yield self.say(
                    "plan_finding", title, self.day(milestone.dates.p50), self.day(milestone.dates.p90)
                )

    # ------------------------------------------------------------------ milestones

    def milestones(self) -> Iterable[Section]:
        if not self.schedule.milestones:
            return
        head = [self.say(key) for key in ("milestone", "p50", "p90", "likely", "interval", "success")]
        rows = [self.milestone(milestone) for milestone in self.schedule.milestones]
        shares: tuple[float, ...] = (5, 3, 3, 3, 4, 4)
        if self.schedule.by is not None:
            head.insert(3, self.say("by", self.day(self.schedule.by)))
            rows = [
                (*row[:3], self.by(milestone), *row[3:])
                for row, milestone in zip(rows, self.schedule.milestones, strict=True)
            ]
            shares = (5, 3, 3, 3, 3, 4, 4)
        table = Table(self.say("milestones_caption"), tuple(head), tuple(rows), shares=shares)
        blocks: list[Block] = [table, Paragraph((self.say("likely_note"),), quiet=True)]
        told = dict.fromkeys(
            f"{self.text(share.text)} ({figures.percent(share.rate, self.words.language)})"
            for milestone in self.schedule.milestones
            for share in milestone.rates
        )
        if told:
            text = f"{self.say('success')}{self.words.colon}{self.semicolon.join(told)}."
            blocks.append(Paragraph((text,), quiet=True))
        notes: list[Content] = []
        for milestone in self.schedule.milestones:
            if milestone.longer:
                title = Mark(self.text(milestone.title), "strong")
                notes.append((title, self.note("longer", self.both(milestone.longer))))
        for path, names in self.paths().items():
            steps = " → ".join(self.titles.get(task, task) for task in path)
            notes.append((Mark(" · ".join(names), "strong"), self.note("path", steps)))
        if notes:
            blocks.append(Bullets(tuple(notes)))
        yield Section(self.say("milestones"), tuple(blocks))

    def by(self, milestone: PlannedMilestone) -> Content:
        """Chance of a milestone by the day asked for."""
        if milestone.by is None:
            return ("–",)
        tone: Tone = "stop" if milestone.by < 0.1 else "maybe" if milestone.by < 0.5 else "plain"
        return (Mark(figures.chance(milestone.by, self.words.language), tone),)

    def paths(self) -> dict[tuple[str, ...], list[str]]:
        """What delays the main milestones, with their names: the same path is said once, without what another one repeats."""
        found: dict[tuple[str, ...], list[str]] = {}
        said: set[str] = set()
        for milestone in self.schedule.milestones:
            if not (milestone.main and milestone.path):
                continue
            # From the last task that ends another milestone on: what comes before is told there.
            place = max((n for n, task in enumerate(milestone.path[:-1]) if task in said), default=0)
            found.setdefault(milestone.path[place:], []).append(self.text(milestone.title))
            said.add(milestone.path[-1])
        return found

    def milestone(self, milestone: PlannedMilestone) -> tuple[Cell, ...]:
        title: list[Inline] = [self.text(milestone.title)]
        if milestone.state == "maybe":
            title += ["\n", Mark(self.say("maybe"), "maybe")]
        empty: Content = ("–",)
        if milestone.state == "reached":
            when = (
                self.say("reached", self.day(milestone.reached))
                if milestone.reached
                else self.say("reached_undated")
            )
            reached: Content = (Mark(when, "done"),)
            return (tuple(title), reached, empty, empty, empty, empty)
        dates, interval = milestone.dates, milestone.interval
        rates = ", ".join(figures.percent(share.rate, self.words.language) for share in milestone.rates)
        return (
            tuple(title),
            (self.day(dates.p50),) if dates else empty,
            (self.day(dates.p90),) if dates else empty,
            (self.day(milestone.likely),) if milestone.likely else empty,
            (figures.date_range(*interval, self.words.language),) if interval else empty,
            (rates,) if rates else empty,
        )

    # ------------------------------------------------------------------ tasks

    def tasks(self) -> Iterable[Section]:
        shown = [task for task in self.schedule.tasks if task.end is not None]
        ends = [task.end.p90 for task in shown if task.end]
        if not ends:
            return
        axis = self.axis(max(ends))
        rows: list[tuple[Cell, ...]] = []
        for stage in self.stages:
            inside = [task for task in shown if task.stage == stage.number]
            if inside:
                rows.append(((f"{self.say('stage', stage.number)} · {self.text(stage.title)}",),))
                rows += [self.task(task, axis) for task in inside]
        table = Table(
            self.say("tasks_caption"),
            tuple(map(self.say, ("task", "when", "p50", "p90"))),
            tuple(rows), numbers=(2, 3), axis=axis, shares=(6, 8, 4, 4),
        )  # fmt: skip
        yield Section(self.say("tasks"), (table, Paragraph((self.say("critical_note"),), quiet=True)))

    def finished(self) -> Iterable[Section]:
        """Tasks that are over, folded: they no longer ask for attention."""
        rows = tuple(
            (
                (self.text(task.title),),
                (self.say("bar_done", self.day(task.done)) if task.done else self.say("task_done_unknown"),),
            )
            for task in self.schedule.tasks
            if task.state == "done"
        )
        if rows:
            head = (self.say("task"), self.say("when"))
            table = Table(self.say("finished_caption"), head, rows, shares=(3, 2))
            yield Section(self.say("finished", len(rows)), (table,), folded=True)

    def axis(self, last: date) -> Axis:
        """From the quarter in which the plan starts to the end of the one in which it is over nine times in ten."""
        start = self.schedule.start
        year, number = start.year, (start.month - 1) // 3
        opens = date(year, 3 * number + 1, 1)
        begins = [opens]
        while begins[-1] <= last:
            number = (number + 1) % 4
            year += number == 0
            begins.append(date(year, 3 * number + 1, 1))
        every = len(begins) - 1 <= ALL_QUARTERS
        # A year's label near the end of the axis would run into the one before it.
        room = self.at(begins[-1]) - 0.08 * (self.at(begins[-1]) - self.at(opens))

        def label(day: date) -> str:
            if every:
                return str(day.year) if day.month == 1 else self.short(day)
            return str(day.year) if day.month == 1 and self.at(day) <= room else ""

        ticks = tuple((self.at(day), label(day)) for day in begins[:-1])
        return Axis(self.at(opens), self.at(begins[-1]), ticks)

    def short(self, day: date) -> str:
        return figures.quarter(day.year, (day.month + 2) // 3, self.words.language).split()[0]

    def at(self, day: date) -> float:
        """A day as weeks from the start of the plan: the unit of the axis."""
        return (day - self.schedule.start).days / 7

    def task(self, task: PlannedTask, axis: Axis) -> tuple[Cell, ...]:
        title: list[Inline] = [self.text(task.title)]
        tone: Tone = "applies"
        if task.state == "in_progress":
            title += ["\n", Mark(self.say("in_progress"), "applies")]
        elif task.state == "maybe":
            tone = "maybe"
            title += ["\n", Mark(self.say("maybe"), "maybe")]
        if task.chance_critical > CRITICAL:
            tone = "stop"
            title += ["\n", Mark(self.say("critical"), "stop")]
        assert task.start is not None
        assert task.end is not None
        start, end = task.start.p50, task.end
        said_bar = self.say("bar", self.day(start), self.day(end.p50), self.day(end.p90))
        bar = Bar(max(self.at(start), axis.start), self.at(end.p50), self.at(end.p90), tone, said_bar)
        return (tuple(title), bar, (self.day(end.p50),), (self.day(end.p90),))

    def details(self) -> Iterable[Section]:
        """Where durations and costs come from: folded, for those who check."""
        rows: list[tuple[Cell, ...]] = []
        for task in self.schedule.tasks:
            if task.state == "done":
                continue
            title: list[Inline] = [self.text(task.title)]
            if task.state == "set_aside":
                title += ["\n", Mark(self.say("task_set_aside"), "quiet")]
            length = "–"
            if task.weeks:
                low, likely, high = (figures.short_number(value, self.words.language) for value in task.weeks)
                length = low if low == high else self.say("duration_of", low, high, likely)
            ground = f"{self.say(task.basis)}, {self.say('confidence', self.say(task.confidence))}"
            if task.limit_days:
                ground += f"{self.semicolon}{self.say('limit', self.number(task.limit_days))}"
            cost = self.amounts(task.cost) if task.cost else "–"
            rows.append((tuple(title), (length,), (ground,), (cost,), (self.text(task.who),)))
        if rows:
            head = tuple(map(self.say, ("task", "duration", "basis_of", "task_cost", "who")))
            table = Table(self.say("task_details_caption"), head, tuple(rows), shares=(5, 4, 5, 4, 3))
            yield Section(self.say("task_details"), (table,), folded=True)

    # ------------------------------------------------------------------ deadlines and money

    def deadlines(self) -> Iterable[Section]:
        rows: list[tuple[Cell, ...]] = []
        for limit in self.schedule.deadlines:
            title: list[Inline] = [self.text(limit.title)]
            if limit.soft:
                title.append(f"\n{self.say('soft')}")
            missed = figures.chance(limit.missed, self.words.language)
            tone: Tone = "stop" if limit.missed >= 0.5 else "maybe" if limit.missed >= 0.1 else "plain"
            rows.append((tuple(title), (self.number(limit.max_days),), (Mark(missed, tone),)))
        if rows:
            head = tuple(map(self.say, ("deadline", "max_days", "missed")))
            table = Table(self.say("deadlines_caption"), head, tuple(rows), numbers=(1, 2), shares=(6, 2, 3))
            yield Section(self.say("deadlines"), (table,))

    def money(self) -> Iterable[Section]:
        schedule = self.schedule
        ranges = [("cost", schedule.cost), ("longer_cost", schedule.longer_cost)]
        fields = tuple(
            Field(
                self.say(key),
                (self.say("cost_range", self.euros(cost.p10), self.euros(cost.p90), self.euros(cost.p50)),),
            )
            for key, cost in ranges
            if cost
        )
        blocks: list[Block] = [Fields(fields)] if fields else []
        if schedule.cash:
            rows = tuple(
                (
                    (figures.quarter(one.year, one.quarter, self.words.language),),
                    *(
                        (self.euros(amount),)
                        for amount in (one.spent.p50, one.spent.p90, one.total.p50, one.total.p90)
                    ),
                )
                for one in schedule.cash
            )
            head = tuple(map(self.say, ("quarter", "spent50", "spent90", "sum50", "sum90")))
            blocks.append(Table(self.say("cash_caption"), head, rows, numbers=(1, 2, 3, 4)))
        if blocks:
            yield Section(self.say("money"), tuple(blocks))

    # ------------------------------------------------------------------ small pieces

    def text(self, text: Text) -> str:
        return text[self.words.language]

    def day(self, day: date) -> str:
        return self.words.day(day)

    def number(self, value: float) -> str:
        return show_number(value, self.words.language)

    def euros(self, amount: float) -> str:
        return figures.money(amount, self.words.language, simulated=True)

    def amounts(self, cost: Euros) -> str:
        return figures.money_range(cost.p10, cost.p90, self.words.language, simulated=True)

    def both(self, dates: Dates) -> str:
        return f"{self.day(dates.p50)} ({self.say('p50')}), {self.day(dates.p90)} ({self.say('p90')})"

    def note(self, key: str, content: str) -> str:
        said = self.say(key)
        return f" · {said[:1].lower()}{said[1:]}{self.words.colon}{content}"
