"""What each kind of entry concludes, written as definitions over the same language.

- a duty concerns the project or not (boolean);
- a pathway, a scheme, a country is ``closed``, ``not_yet`` or ``open`` (choice), each criterion being a part of it;
- an actor or a site is useful or not (boolean);
- a task belongs to the plan or not, and is over or not (booleans, planned rather than decided);
- a consistency rule holds or not (boolean, not a conclusion).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from agathe.kernel import Period
from agathe.knowledge.schema.actor import Actor
from agathe.knowledge.schema.base import Criterion, Exclusion
from agathe.knowledge.schema.funding import FundingHint
from agathe.knowledge.schema.pathway import PathwayHint
from agathe.knowledge.schema.site import Site, TestBed
from agathe.rules.syntax import (
    BOOLEAN,
    FALSE,
    TRUE,
    UNKNOWN,
    Name,
    Node,
    OptionIn,
    Table,
    Type,
    conjunction,
    disjunction,
    negation,
)

if TYPE_CHECKING:
    from agathe.knowledge.base import Knowledge
    from agathe.rules.program import Compiler, Definition

STATUS = Type("choice", ("closed", "not_yet", "open"))
"""Status of a way: closed by what the product is, not yet open, or open."""


def conclusions(compiler: "Compiler", day: date) -> Iterator[tuple["Definition", Period]]:
    """Definitions of all conclusions on a day, with the dates of effect of their entry."""
    from agathe.rules.program import Definition

    knowledge = compiler.knowledge
    for duty in knowledge.duties.values():
        node = compiler.condition(duty.when, day, duty.id, "when")
        yield Definition(f"duty:{duty.id}", "duty", duty.id, node, main=True), duty.period
        for number, alert in enumerate(duty.alert, 1):
            node = compiler.condition(alert.when, day, duty.id, f"alert/{number}")
            yield Definition(f"duty:{duty.id}/alert-{number}", "duty", duty.id, node), duty.period
    for pathway in knowledge.pathways.values():
        for definition in _way(compiler, day, "pathway", pathway.id, pathway.criteria, pathway.exclusions):
            yield definition, pathway.period
        for number, warning in enumerate(pathway.warnings, 1):
            node = compiler.condition(warning.when, day, pathway.id, f"warnings/{number}")
            yield (
                Definition(f"pathway:{pathway.id}/warning-{number}", "pathway", pathway.id, node),
                pathway.period,
            )
        for owed in pathway.obligations:
            node = compiler.condition(owed.when, day, pathway.id, f"obligations/{owed.id}")
            yield (
                Definition(f"pathway:{pathway.id}/owed-{owed.id}", "pathway", pathway.id, node),
                pathway.period,
            )
    for trigger in knowledge.evaluation_triggers.values():
        node = compiler.condition(trigger.when, day, trigger.id, "when")
        yield (
            Definition(f"evaluation:{trigger.id}", "evaluation", trigger.id, node, main=True),
            trigger.period,
        )
        for condition in trigger.conditions:
            node = compiler.condition(condition.when, day, trigger.id, f"conditions/{condition.id}")
            yield (
                Definition(f"evaluation:{trigger.id}/{condition.id}", "evaluation", trigger.id, node),
                trigger.period,
            )
        if trigger.budget_impact is not None:
            node = compiler.condition(trigger.budget_impact.when, day, trigger.id, "budget_impact")
            id_ = f"evaluation:{trigger.id}/budget-impact"
            yield Definition(id_, "evaluation", trigger.id, node, main=True), trigger.period
    for scheme in knowledge.schemes.values():
        elsewhere = [id_.removeprefix("pathways:") for id_ in scheme.see if id_.startswith("pathways:")]
        for definition in _way(compiler, day, "scheme", scheme.id, scheme.criteria, (), elsewhere):
            yield definition, scheme.period
        for theme in scheme.sub_themes:
            node = compiler.condition(theme.when, day, scheme.id, f"sub_themes/{theme.id}")
            yield Definition(f"scheme:{scheme.id}/theme-{theme.id}", "scheme", scheme.id, node), scheme.period
    for country in knowledge.countries.values():
        for definition in _way(compiler, day, "country", country.id, country.criteria, ()):
            yield definition, country.period
        node = compiler.condition(country.when, day, country.id, "when")
        yield Definition(f"country:{country.id}/wanted", "country", country.id, node), country.period
        for route in country.routes:
            for criterion in route.criteria:
                node = compiler.condition(
                    criterion.when, day, country.id, f"routes/{route.id}/{criterion.id}"
                )
                id_ = f"country:{country.id}/route-{route.id}-{criterion.id}"
                yield Definition(id_, "country", country.id, node), country.period
    for task in knowledge.tasks.values():
        node = compiler.condition(task.when, day, task.id, "when")
        yield Definition(f"task:{task.id}", "task", task.id, node), task.period
        for part, stated in (("done", task.done_when), ("unless", task.unless)):
            node = FALSE if stated is None else compiler.condition(stated, day, task.id, part)
            yield Definition(f"task:{task.id}/{part}", "task", task.id, node), task.period
    for comparison in knowledge.plan_comparisons.values():
        node = compiler.condition(comparison.when, day, comparison.id, "when")
        yield Definition(f"comparison:{comparison.id}", "comparison", comparison.id, node), Period()
    for tag in knowledge.plan_tags.values():
        node = FALSE if tag.when is None else compiler.condition(tag.when, day, tag.id, "when")
        yield Definition(f"tag:{tag.id}", "tag", tag.id, node), Period()
    for kind, contact in _contacts(knowledge):
        node = compiler.condition(contact.when, day, contact.id, "when")
        yield Definition(f"{kind}:{contact.id}", kind, contact.id, node, main=True), contact.period
    hints: list[PathwayHint | FundingHint] = [*knowledge.pathway_hints.values()]
    hints.extend(knowledge.funding_hints.values())
    for hint in hints:
        node = compiler.condition(hint.when, day, hint.id, "when")
        yield Definition(f"hint:{hint.id}", "hint", hint.id, node), Period()
    for rule in knowledge.consistency.values():
        node = compiler.expression(rule.require, BOOLEAN, rule.id, "require")
        yield Definition(f"check:{rule.id}", "check", rule.id, node), Period()


def _contacts(knowledge: "Knowledge") -> Iterator[tuple[str, Actor | Site | TestBed]]:
    for actor in knowledge.actors.values():
        yield "actor", actor
    for site in knowledge.sites.values():
        yield "site", site
    for bed in knowledge.test_beds.values():
        yield "test_bed", bed


def _way(
    compiler: "Compiler",
    day: date,
    kind: str,
    entry: str,
    criteria: tuple[Criterion, ...],
    exclusions: tuple[Exclusion, ...],
    elsewhere: Iterable[str] = (),
) -> Iterator["Definition"]:
    """Parts and status of an entry made of criteria.

    ``elsewhere`` names pathways that hold further conditions of the entry: closed there is closed here.
    """
    from agathe.rules.program import Definition

    closing: list[Node] = []
    pending: list[Node] = []
    for exclusion in exclusions:
        part = f"{kind}:{entry}/{exclusion.id}"
        node = compiler.condition(exclusion.when, day, entry, f"exclusions/{exclusion.id}")
        yield Definition(part, kind, entry, node)
        closing.append(Name(part, BOOLEAN))
    for criterion in criteria:
        part = f"{kind}:{entry}/{criterion.id}"
        node = TRUE
        if day in criterion.period:
            node = compiler.condition(criterion.when, day, entry, f"criteria/{criterion.id}")
        yield Definition(part, kind, entry, node)
        if node == UNKNOWN:
            continue  # no answer can settle it: shown as "to be argued", it neither opens nor closes
        if criterion.nature in ("structural", "judgement"):
            closing.append(negation(Name(part, BOOLEAN)))
        else:
            pending.append(negation(Name(part, BOOLEAN)))
    for pathway in elsewhere:
        status = Name(f"pathway:{pathway}", STATUS)
        closing.append(OptionIn(status, STATUS.mask(["closed"])))
        pending.append(OptionIn(status, STATUS.mask(["not_yet"])))
    rows = (
        (disjunction(tuple(closing)), STATUS.mask(["closed"])),
        (disjunction(tuple(pending)), STATUS.mask(["not_yet"])),
        (conjunction(()), STATUS.mask(["open"])),
    )
    yield Definition(
        f"{kind}:{entry}", kind, entry, Table("first", rows, STATUS), ("closed", "not_yet", "open"), True
    )
