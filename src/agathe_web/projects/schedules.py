"""Schedules of projects, simulated once for one profile, one day and one knowledge base, and kept for a while."""

import json
from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import Any

from agathe.roadmap.plan_model import Schedule
from agathe.roadmap.schedule import DRAWS, SEED, build_schedule
from agathe.rules import Judgement

KEPT = 256
_kept: OrderedDict[str, Schedule] = OrderedDict()
_lock = Lock()


def schedule_of(judgement: Judgement, by: date | None = None) -> Schedule:
    """The schedule of a judgement: 10,000 plans, always the same seed, so always the same bytes."""
    key = json.dumps(
        [_plain(judgement), judgement.engine.knowledge.version, str(judgement.engine.day), str(by)],
        default=str,
    )
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    schedule = build_schedule(judgement, draws=DRAWS, seed=SEED, by=by)
    with _lock:
        _kept[key] = schedule
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return schedule


def _plain(judgement: Judgement) -> dict[str, Any]:
    """What a schedule depends on: answers, ticks and the plan, not the name."""
    plain = judgement.profile.to_plain()
    return {key: plain.get(key) for key in ("answers", "done", "plan")}
