"""A class IIa telemonitoring device with AI, as a company in France would describe it on 25 February 2027."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from agathe.knowledge import Knowledge
from agathe.rules import Engine, Judgement, Profile, read_profile
from agathe.rules.profile import profile_from_plain

DAY = date(2027, 2, 25)
"""From this day on the usual durations of the notified body's tasks hold."""
EXAMPLE = Path(__file__).resolve().parents[4] / "knowledge" / "examples" / "telemonitoring-ai.yaml"


def profile(knowledge: Knowledge, plan: dict[str, Any] | None = None, **answers: Any) -> Profile:
    """The project, with other answers or a plan."""
    told = read_profile(EXAMPLE, knowledge)
    changed = profile_from_plain({"answers": answers, "plan": plan}, knowledge)
    return replace(told, answers={**told.answers, **changed.answers}, plan=changed.plan)


def judge(engine: Engine, plan: dict[str, Any] | None = None, **answers: Any) -> Judgement:
    """The judgement of that project."""
    return engine.judge(profile(engine.knowledge, plan, **answers))
