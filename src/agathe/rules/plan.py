"""What a project says of its own plan: tasks over or under way, dates it knows, durations and costs of its own."""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from agathe.kernel import Text, nearest, visible
from agathe.knowledge.base import Knowledge

Triple = tuple[float, float, float]
MOST_WEEKS = 1040.0
"""Longest duration accepted, in weeks: twenty years."""
MOST_EUROS = 1e9
FIRST_YEAR, LAST_YEAR = 2000, 2060
MOST_TOLD = 20
"""Problems above which one more is only counted."""


@dataclass(frozen=True)
class TaskNote:
    """What a project says of one task.

    Attributes:
        done: whether it is over.
        ended: day it was over, when known.
        started: day it began.
        ends: day it will be over, known in advance (a committee, a signature).
        not_before: it will not begin before this day.
        weeks: duration of the project's own: lowest, likely, highest.
        cost_eur: cost of the project's own, in euros without VAT: lowest, likely, highest.
        after: further tasks it waits for.
        skip: the project sets it aside.
    """

    done: bool = False
    ended: date | None = None
    started: date | None = None
    ends: date | None = None
    not_before: date | None = None
    weeks: Triple | None = None
    cost_eur: Triple | None = None
    after: tuple[str, ...] = ()
    skip: bool = False

    def to_plain(self) -> object:
        """Plain value that :func:`read_plan` reads back."""
        plain: dict[str, object] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value != item.default and item.name not in ("done", "ended"):
                plain[item.name] = list(value) if isinstance(value, tuple) else value
        if self.done:
            plain = {"done": self.ended or True, **plain}
        return plain


@dataclass(frozen=True)
class Plan:
    """The plan as the project tells it.

    Attributes:
        start: nothing left to do starts before this day; the day of the roadmap when absent.
        tags: scenario tags switched on; ``None`` leaves the choice to the answers.
        tasks: remarks by task id.
    """

    start: date | None = None
    tags: tuple[str, ...] | None = None
    tasks: Mapping[str, TaskNote] = field(default_factory=dict)

    def to_plain(self) -> dict[str, object]:
        """Plain values that :func:`read_plan` reads back."""
        plain: dict[str, object] = {}
        if self.start:
            plain["start"] = self.start
        if self.tags is not None:
            plain["tags"] = list(self.tags)
        if self.tasks:
            plain["tasks"] = {id_: note.to_plain() for id_, note in self.tasks.items()}
        return plain


_KEYS = ("start", "tags", "tasks")
_TASK_KEYS = ("done", "started", "ends", "not_before", "weeks", "cost_eur", "after", "skip")
_DONE_WORDS = ("done", "fait", "faite", "terminé", "terminée")


def read_plan(raw: object, knowledge: Knowledge, problems: list[Text]) -> Plan:
    """Understand the ``plan`` of a profile; what is wrong with it is added to ``problems``."""
    if raw is None:
        return Plan()
    if not isinstance(raw, dict):
        problems.append(Text(
            "plan : il faut des lignes « clé: valeur » (start, tags, tasks)",
            "plan: lines “key: value” are expected (start, tags, tasks)",
        ))  # fmt: skip
        return Plan()
    _unknown_keys("plan", raw, _KEYS, problems)
    start = None if raw.get("start") is None else _day("plan : start", raw["start"], problems)
    tags: tuple[str, ...] | None = None
    if raw.get("tags") is not None:
        tags = _names("plan : tags", raw["tags"], knowledge.plan_tags, problems)
    content = raw.get("tasks") or {}
    if isinstance(content, list):
        content = dict.fromkeys((str(id_) for id_ in content), True)
    notes: dict[str, TaskNote] = {}
    if not isinstance(content, dict):
        problems.append(Text(
            "plan : tasks : il faut les tâches, une par ligne", "plan: tasks: the tasks are expected, one a line"
        ))  # fmt: skip
        content = {}
    for id_, value in content.items():
        if id_ not in knowledge.tasks and len(problems) >= MOST_TOLD:
            problems.append(Text("…", "…"))  # counted, not told: a hostile file may hold thousands
            continue
        if id_ not in knowledge.tasks:
            shown = visible(str(id_))[:60]
            problems.append(Text(
                f"plan : tâche inconnue « {shown} »{nearest(shown, knowledge.tasks, 'fr')}",
                f"plan: unknown task “{shown}”{nearest(shown, knowledge.tasks)}",
            ))  # fmt: skip
            continue
        note = read_note(id_, value, knowledge, problems)
        if note != TaskNote():
            notes[id_] = note
    return Plan(start, tags, notes)


def read_note(id_: str, raw: object, knowledge: Knowledge, problems: list[Text]) -> TaskNote:
    """Understand what is said of one task: ``done``, a date (over that day) or ``key: value`` lines."""
    if raw is None or raw is False:
        return TaskNote()
    if not isinstance(raw, dict):
        raw = {"done": raw}
    place = f"plan : {id_}"
    _unknown_keys(place, raw, _TASK_KEYS, problems)
    done, ended = False, None
    given = raw.get("done")
    if isinstance(given, str) and given.strip().lower() in _DONE_WORDS:
        given = True
    if given is not None and given is not False:
        done = True
        if given is not True:
            ended = _day(f"{place} : done", given, problems)
    dates = {
        key: None if raw.get(key) is None else _day(f"{place} : {key}", raw[key], problems)
        for key in ("started", "ends", "not_before")
    }
    if ended and dates["started"] and ended < dates["started"]:
        problems.append(Text(
            f"{place} : terminée le {ended}, avant d'avoir commencé le {dates['started']}",
            f"{_en(place)}: over on {ended}, before it began on {dates['started']}",
        ))  # fmt: skip
    if done and (dates["ends"] or dates["not_before"]):
        problems.append(Text(
            f"{place} : une tâche terminée n'a ni « ends » ni « not_before »",
            f"{_en(place)}: a task that is over has no “ends” and no “not_before”",
        ))  # fmt: skip
    skip = raw.get("skip", False)
    if not isinstance(skip, bool):
        problems.append(Text(
            f"{place} : skip : il faut true ou false", f"{_en(place)}: skip: true or false is expected"
        ))  # fmt: skip
        skip = False
    if skip and len(raw) > 1:
        problems.append(Text(
            f"{place} : une tâche mise de côté (skip) n'a pas d'autre ligne",
            f"{_en(place)}: a task set aside (skip) has no other line",
        ))  # fmt: skip
    after = _names(f"{place} : after", raw.get("after"), knowledge.tasks, problems)
    if id_ in after:
        problems.append(Text(
            f"{place} : une tâche ne s'attend pas elle-même", f"{_en(place)}: a task does not wait for itself"
        ))  # fmt: skip
    return TaskNote(
        done=done,
        ended=ended,
        started=dates["started"],
        ends=dates["ends"],
        not_before=dates["not_before"],
        weeks=_triple(f"{place} : weeks", raw.get("weeks"), MOST_WEEKS, problems),
        cost_eur=_triple(f"{place} : cost_eur", raw.get("cost_eur"), MOST_EUROS, problems),
        after=after,
        skip=skip,
    )


def _unknown_keys(place: str, raw: Mapping[Any, object], keys: tuple[str, ...], problems: list[Text]) -> None:
    for key in raw:
        if key not in keys:
            shown = visible(str(key))[:60]
            problems.append(Text(
                f"{place} : clé inconnue « {shown} »{nearest(shown, keys, 'fr')}",
                f"{_en(place)}: unknown key “{shown}”{nearest(shown, keys)}",
            ))  # fmt: skip


def _day(place: str, raw: object, problems: list[Text]) -> date | None:
    value = raw.date() if isinstance(raw, datetime) else raw
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value.strip())
    if not isinstance(value, date):
        shown = visible(str(raw))[:60]
        problems.append(Text(
            f"{place} : il faut une date qui existe, comme 2026-05-26, pas « {shown} »",
            f"{_en(place)}: a date that exists is expected, like 2026-05-26, not “{shown}”",
        ))  # fmt: skip
        return None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        problems.append(Text(
            f"{place} : {value} n'est pas plausible (de {FIRST_YEAR} à {LAST_YEAR})",
            f"{_en(place)}: {value} is not plausible ({FIRST_YEAR} to {LAST_YEAR})",
        ))  # fmt: skip
        return None
    return value


def _triple(place: str, raw: object, most: float, problems: list[Text]) -> Triple | None:
    """One number (certain), or lowest, likely and highest."""
    if raw is None:
        return None
    if isinstance(raw, dict) and set(raw) == {"min", "likely", "max"}:
        raw = [raw["min"], raw["likely"], raw["max"]]
    values = raw if isinstance(raw, list | tuple) else [raw]
    # Beyond a googol, a whole number does not fit a float: it is refused like any other that is too large.
    numbers = [
        float(v)
        for v in values
        if isinstance(v, int | float) and not isinstance(v, bool) and not abs(v) > 1e100
    ]
    if len(numbers) == len(values) == 1:
        numbers = numbers * 3
    right = len(numbers) == 3 and len(values) in (1, 3) and all(math.isfinite(v) for v in numbers)
    if not right or not 0 <= numbers[0] <= numbers[1] <= numbers[2] <= most:
        problems.append(Text(
            f"{place} : il faut un nombre, ou trois nombres croissants [au moins, probable, au plus], de 0 à {most:g}",
            f"{_en(place)}: one number is expected, or three rising ones [lowest, likely, highest], from 0 to {most:g}",
        ))  # fmt: skip
        return None
    return numbers[0], numbers[1], numbers[2]


def _names(place: str, raw: object, known: Mapping[str, object], problems: list[Text]) -> tuple[str, ...]:
    """Ids of entries, one or a list."""
    if raw is None:
        return ()
    names = [raw] if isinstance(raw, str) else raw
    if not isinstance(names, list | tuple):
        problems.append(Text(f"{place} : il faut une liste", f"{_en(place)}: a list is expected"))
        return ()
    found: list[str] = []
    for name in names:
        shown = visible(str(name))[:60]
        if not isinstance(name, str) or name not in known:
            problems.append(Text(
                f"{place} : « {shown} » n'existe pas{nearest(shown, known, 'fr')}",
                f"{_en(place)}: there is no “{shown}”{nearest(shown, known)}",
            ))  # fmt: skip
        elif name not in found:
            found.append(str(name))
    return tuple(found)


def _en(place: str) -> str:
    return place.replace(" : ", ": ")
