"""Schedules of projects, simulated once for one profile, one day and one knowledge base, and kept for a while.

They are kept on the disk, for all processes: a simulation takes a tenth of a second, reading it back a millisecond.
"""

import hashlib
import json
from datetime import date
from typing import Any

import msgspec
from django.core.cache import caches

import agathe
from agathe.roadmap.plan_model import Schedule
from agathe.roadmap.schedule import DRAWS, SEED, build_schedule
from agathe.rules import Judgement

DAYS = 7
"""Days a schedule is kept."""


def schedule_of(judgement: Judgement, by: date | None = None) -> Schedule:
    """The schedule of a judgement: 10,000 plans, always the same seed, so always the same bytes."""
    kept, key = caches["schedules"], _key(judgement, by)
    if (data := kept.get(key)) is not None:
        try:
            return msgspec.msgpack.decode(data, type=Schedule)
        except msgspec.MsgspecError:
            pass  # written by another version of Agathe
    schedule = build_schedule(judgement, draws=DRAWS, seed=SEED, by=by)
    kept.set(key, msgspec.msgpack.encode(schedule), DAYS * 24 * 3600)
    return schedule


def _key(judgement: Judgement, by: date | None) -> str:
    """Digest of all that a schedule depends on: answers, ticks and the plan (not the name), day, knowledge base and code."""
    plain: dict[str, Any] = judgement.profile.to_plain()
    parts = [
        [plain.get(key) for key in ("answers", "done", "plan")], judgement.engine.knowledge.version, judgement.engine.day, by,
        agathe.__version__, DRAWS, SEED,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
