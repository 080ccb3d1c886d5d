"""The roadmap as pages read it: counts, what decides most, what to do now, rows of a list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agathe.kernel import Text
from agathe.roadmap import Roadmap
from agathe.roadmap.model import Contact, DutyItem, Requirement, Stage, Way
from agathe.roadmap.plan_model import PlannedMilestone, PlannedTask, Schedule
from agathe.roadmap.words import DUTY_ORDER, aside
from agathe.rules.proof import Step

MOST_NOW, MOST_DOUBTS, MOST_ROWS, PER_STAGE = 3, 2, 4, 25
COUNTED = ("applies", "to_confirm", "upcoming", "done")
OWED = ("applies", "done")


@dataclass(frozen=True)
class Doubt:
    """A question whose answer would settle conclusions.

    Attributes:
        question: its id.
        lifts: number of conclusions that wait for it.
    """

    question: str
    lifts: int


def counts(stages: Iterable[Stage]) -> dict[str, int]:
    """Duties by status."""
    found: Counter[str] = Counter(duty.status for stage in stages for duty in stage.duties)
    return {status: found[status] for status in COUNTED}


def progress(stage: Stage) -> tuple[int, int]:
    """Duties done, and duties that apply or are done."""
    return sum(d.status == "done" for d in stage.duties), sum(d.status in OWED for d in stage.duties)


def doubts(roadmap: Roadmap) -> list[Doubt]:
    """Questions by the number of duties, pathways and decisions that wait for them."""
    waiting: Counter[str] = Counter()
    items: list[DutyItem | Way | Requirement] = [duty for stage in roadmap.stages for duty in stage.duties]
    items += [*roadmap.pathways, *roadmap.requirements]
    for item in items:
        if item.status == "to_confirm":
            waiting.update(item.missing)
    for decision in roadmap.decisions:
        if not decision.settled:
            waiting.update(decision.missing)
    askable = set(roadmap.askable)
    return [Doubt(id_, lifts) for id_, lifts in waiting.most_common() if id_ in askable]


def attention(stage: Stage) -> list[DutyItem]:
    """Duties of a stage, what asks for something first, the longest first."""
    return sorted(stage.duties, key=lambda d: (DUTY_ORDER.index(d.status), -(d.weeks[1] if d.weeks else 0.0)))


def to_do(schedule: Schedule, roadmap: Roadmap) -> list[PlannedTask]:
    """Tasks to take up now: under way first, then by start and by how much they delay the rest."""
    here = roadmap.here or 1
    open_ = [t for t in schedule.tasks if t.state in ("planned", "in_progress") and t.start]
    ready = [t for t in open_ if t.stage <= here + 1] or open_
    return sorted(
        ready,
        key=lambda t: (t.state != "in_progress", t.start.p50 if t.start else date.max, -t.chance_critical),
    )


def main_milestones(schedule: Schedule) -> list[PlannedMilestone]:
    """Milestones that sum up the plan."""
    return [m for m in schedule.milestones if m.main and (m.dates or m.reached)]


def open_ways(ways: Sequence[Way]) -> list[Way]:
    """Ways that are not closed, over or set aside."""
    return [way for way in ways if not aside(way)]


def find(roadmap: Roadmap, kind: str, id_: str) -> DutyItem | Way | Contact | Requirement | None:
    """The item of a roadmap with this kind and id, if the roadmap has it."""
    pools: dict[str, Iterable[DutyItem | Way | Contact | Requirement]] = {
        "duty": (duty for stage in roadmap.stages for duty in stage.duties),
        "pathway": roadmap.pathways,
        "scheme": roadmap.schemes,
        "country": roadmap.countries,
        "site": roadmap.sites,
        "test_bed": roadmap.sites,
        "actor": roadmap.actors,
        "evaluation": roadmap.requirements,
    }
    return next((item for item in pools.get(kind, ()) if item.id == id_), None)


@dataclass(frozen=True)
class Bar:
    """One line of the schedule, in hundredths of its width.

    Attributes:
        task: the task.
        start: where it starts, one chance in two.
        middle: where it ends, one chance in two.
        late: where it ends, nine chances in ten.
    """

    task: PlannedTask
    start: float
    middle: float
    late: float

    @property
    def critical(self) -> bool:
        """Whether it delays the target in more than one draw in two."""
        return self.task.chance_critical > 0.5


@dataclass(frozen=True)
class Gantt:
    """The schedule drawn: years of the axis and bars.

    Attributes:
        years: years of the axis, first to last.
        bars: lines.
    """

    years: tuple[int, ...]
    bars: tuple[Bar, ...]

    @property
    def ticks(self) -> list[float]:
        """Where each year begins."""
        return [round(100 * number / len(self.years), 2) for number in range(len(self.years))]


def gantt(tasks: Sequence[PlannedTask]) -> Gantt | None:
    """Bars of the tasks that have dates, on whole years; ``None`` without any."""
    dated = [task for task in tasks if task.start and task.end]
    if not dated:
        return None
    first = min(task.start.p50.year for task in dated if task.start)
    last = max(task.end.p90.year for task in dated if task.end)
    years = tuple(range(first, last + 1))
    origin, span = date(first, 1, 1), (date(last + 1, 1, 1) - date(first, 1, 1)).days

    def place(day: date) -> float:
        return round(100 * (day - origin).days / span, 2)

    bars = []
    for task in dated:
        assert task.start
        assert task.end
        bars.append(Bar(task, place(task.start.p50), place(task.end.p50), place(task.end.p90)))
    return Gantt(years, tuple(bars))


FORMATS = {
    "pdf": Text("PDF", "PDF"),
    "html": Text("Page à imprimer (HTML)", "Page to print (HTML)"),
    "docx": Text("Word", "Word"),
    "xlsx": Text("Liste de contrôle (Excel)", "Checklist (Excel)"),
    "ics": Text("Agenda (iCalendar)", "Calendar (iCalendar)"),
    "json": Text("Données (JSON)", "Data (JSON)"),
}
"""Forms in which a roadmap is taken away."""


def depth_shown(steps: Sequence[Step], most: int = 22) -> int:
    """How deep a proof is shown so that a page stays light: what is deeper is reached by its own page."""
    level, total, depth = list(steps), 0, 0
    while level and total + len(level) <= most:
        total += len(level)
        depth += 1
        level = [reason for step in level for reason in step.because]
    return max(depth, 1)
