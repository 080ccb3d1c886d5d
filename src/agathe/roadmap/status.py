"""Statuses as the roadmap shows them, as pure functions of an entry, a day and what the rules found.

The roadmap calls them for one project; the watch calls them once for each combination of their few small arguments and
looks the result up for many projects. That is why they take values rather than a judgement.
"""

from collections.abc import Iterator
from datetime import date

from agathe.kernel import Text
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.base import Criterion, Entry, Exclusion
from agathe.knowledge.schema.country import Country
from agathe.knowledge.schema.duty import Duty
from agathe.knowledge.schema.evaluation import EvaluationTrigger
from agathe.knowledge.schema.funding import Scheme
from agathe.roadmap.model import Availability, Outcome, RequirementStatus, Status, WayStatus
from agathe.rules.syntax import Name, Node

DECISIONS = (
    "qualification", "mdr_class", "ivdr_class", "ai_act_status", "hosting_status", "research_regime", "life_stage",
)  # fmt: skip
"""Facts shown as conclusions about the project itself, in order."""


def duty_status(duty: Duty, day: date, value: int, done: bool) -> Status | None:
    """Status of a duty; ``None`` when it does not concern the project.

    Args:
        duty: the duty.
        day: date whose law is applied.
        value: value of its condition (1 true, 2 false, 3 unknown).
        done: whether the project ticked it.
    """
    if value == 2:
        return None
    if done:
        return "done"
    if value != 1:
        return "to_confirm"
    # A condition written for a period after the entry's own says that something is still to be done.
    goes_on = not isinstance(duty.when, str) and any(day in dated.period for dated in duty.when)
    if duty.valid_to is not None and duty.valid_to < day and not goes_on:
        return "ended"
    if duty.valid_from is None:
        return "not_in_force"
    return "applies" if duty.valid_from <= day else "upcoming"


def parts_in_force(entry: Entry, day: date) -> tuple[Criterion | Exclusion, ...]:
    """Criteria that count on a day, then exclusions."""
    criteria: tuple[Criterion, ...] = getattr(entry, "criteria", ())
    exclusions: tuple[Exclusion, ...] = getattr(entry, "exclusions", ())
    return (*(criterion for criterion in criteria if day in criterion.period), *exclusions)


def is_judged(part: Criterion | Exclusion, node: Node, knowledge: Knowledge) -> bool:
    """Whether an authority has the last word on a part, so that "met" only means that it can be argued.

    Args:
        part: the criterion or exclusion.
        node: its condition on the day.
        knowledge: for the fact it may be.
    """
    fact = knowledge.facts.get(node.id) if isinstance(node, Name) else None
    nature = part.nature if isinstance(part, Criterion) else "exclusion"
    return nature == "judgement" or (fact is not None and fact.judgement)


def part_outcome(part: Criterion | Exclusion, value: int, missing: bool, judged: bool) -> Outcome:
    """Outcome of a criterion or an exclusion.

    Args:
        part: the criterion or exclusion.
        value: value of its condition (1 true, 2 false, 3 unknown).
        missing: whether an answer that is missing may change it.
        judged: see :func:`is_judged`.
    """
    good = 1 if isinstance(part, Criterion) else 2
    if value == 3:
        return "unknown" if missing else "judgement"
    if value != good:
        return "unmet"
    return "judgement" if judged else "met"


def way_status(entry: Entry, day: date, possible: tuple[str, ...], missing: bool, judged: bool) -> WayStatus:
    """Status of a pathway, a scheme or a market.

    Where no answer is missing, what is left open is for an authority to judge: the way counts as the best of what
    remains possible, to be argued.

    Args:
        entry: the way.
        day: date whose law is applied.
        possible: statuses the rules leave possible, among ``closed``, ``not_yet``, ``open``, in that order.
        missing: whether an answer that is missing may change it.
        judged: whether an authority judges one of its parts.
    """
    if entry.valid_to is not None and entry.valid_to < day:
        return "ended"
    if possible == ("closed",):
        return "closed"
    if entry.valid_from is not None and entry.valid_from > day:
        return "upcoming"
    if len(possible) > 1 and missing:
        return "to_confirm"
    if possible[-1] == "not_yet":
        return "not_yet"
    # The conditions of a market without parts were not established.
    unknown_market = isinstance(entry, Country) and not parts_in_force(entry, day)
    return "to_argue" if len(possible) > 1 or judged or unknown_market else "open"


def availability(scheme: Scheme, day: date) -> tuple[Availability, tuple[date | None, date | None] | None]:
    """Whether one can apply to a scheme on a day, and the window found, from its windows and its status."""
    if (scheme.valid_to and scheme.valid_to < day) or (scheme.ends_at_latest and scheme.ends_at_latest < day):
        return "closed", None
    if scheme.valid_from and scheme.valid_from > day:
        return "announced", (scheme.valid_from, scheme.valid_to)
    for window in scheme.windows:
        opened = window.opens is not None and window.opens <= day
        running = window.closes is None or day <= window.closes
        if running and (opened or (window.opens is None and window.closes is not None)):
            days_known = window.opens_precision == window.closes_precision == "day"
            exact = opened and window.closes is not None and days_known
            return "open" if exact else "to_check", (window.opens, window.closes)
    coming = [window for window in scheme.windows if window.opens and window.opens > day]
    if coming:
        first = min(coming, key=lambda window: window.opens or date.max)
        return "announced", (first.opens, first.closes)
    if scheme.status in ("permanent", "rolling"):
        return "permanent", None
    if scheme.status == "closed":
        return "closed", None
    return "to_check", None


def requirements_of(trigger: EvaluationTrigger) -> Iterator[tuple[str, Text, Text]]:
    """Id of the definition, title and rule of each assessment an entry calls for."""
    yield f"evaluation:{trigger.id}", trigger.title, trigger.description
    if trigger.budget_impact is not None:
        title = Text("Analyse d'impact budgétaire", "Budget impact analysis")
        yield f"evaluation:{trigger.id}/budget-impact", title, trigger.budget_impact.text


def requirement_status(value: int) -> RequirementStatus | None:
    """Status of an assessment; ``None`` when it is not called for."""
    return None if value == 2 else "applies" if value == 1 else "to_confirm"
