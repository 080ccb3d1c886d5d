"""Duties: what law, doctrine or good practice asks of a project, and when."""

from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Alert, Condition, Entry, Example

DutyKind = Literal[
    "qualification", "obligation", "referential", "programme", "standard", "procedure", "pathway", "guidance"
]


class Weeks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A planning range in weeks (an estimate, not a legal delay)."""

    min: float
    max: float


class Duty(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One duty of the life line.

    Attributes:
        kind: nature of the text.
        stage: stage of the life line (1 to 7) where the work is done.
        when: condition under which the duty concerns the project.
        action: what to do, in plain words.
        evidence: what to produce.
        authority: who checks or decides.
        lead_time_weeks: planning range; ``None`` when there is nothing to plan.
        alert: warnings that depend on the answers.
        examples: answers for which the duty applies and does not apply.
    """

    kind: str
    stage: int
    when: Condition
    action: Text
    evidence: Text
    authority: Text
    lead_time_weeks: Weeks | None = None
    alert: tuple[Alert, ...] = ()
    examples: tuple[Example, ...] = ()
