"""From a judgement to a roadmap."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from agathe.kernel import LANGUAGES, Text
from agathe.knowledge.schema.actor import Actor
from agathe.knowledge.schema.base import Criterion, Entry, Exclusion
from agathe.knowledge.schema.country import Country
from agathe.knowledge.schema.duty import Duty
from agathe.knowledge.schema.funding import Scheme
from agathe.knowledge.schema.pathway import Pathway
from agathe.knowledge.schema.site import Site, TestBed
from agathe.roadmap.model import (
    FORMAT,
    Availability,
    Citation,
    Contact,
    Decision,
    DutyItem,
    Grounds,
    Message,
    Part,
    Requirement,
    Roadmap,
    Stage,
    Status,
    Way,
    WayStatus,
)
from agathe.rules.engine import Judgement
from agathe.rules.prose import Prose
from agathe.rules.syntax import IfElse, Name
from agathe.rules.walk import walk

REVIEW_AFTER = timedelta(days=365)
"""A fact checked longer ago than this is shown as stale."""
DECISIONS = (
    "qualification", "mdr_class", "ivdr_class", "ai_act_status", "hosting_status", "research_regime", "life_stage",
)  # fmt: skip


def build_roadmap(judgement: Judgement) -> Roadmap:
    """Everything decided for the profile of a judgement, on its day."""
    return _Builder(judgement).roadmap()


class _Builder:
    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.engine = judgement.engine
        self.knowledge = judgement.engine.knowledge
        self.day = judgement.engine.day
        self.prose = {language: Prose(self.knowledge, language) for language in LANGUAGES}

    def roadmap(self) -> Roadmap:
        knowledge, judgement = self.knowledge, self.judgement
        profile = judgement.profile
        duties = [item for duty in knowledge.duties.values() if (item := self.duty(duty)) is not None]
        stages = tuple(
            Stage(
                number=stage.number,
                title=stage.title,
                duties=tuple(item for item in duties if item.stage == stage.number),
            )
            for stage in knowledge.life_stages.values()
        )
        here = judgement.options("life_stage") if "life_stage" in knowledge.facts else ()
        open_conclusions = [definition.id for definition in judgement.open_conclusions]
        askable = judgement.relevance.of_all(open_conclusions) - set(profile.answers)
        directory = knowledge.site_directory
        sites = [self.contact(site) for site in knowledge.sites.values()]
        beds = [self.contact(bed) for bed in knowledge.test_beds.values()]
        actors = [
            self.contact(actor)
            for actor in knowledge.actors.values()
            if not judgement.false(f"actor:{actor.id}")
        ]
        return Roadmap(
            format=FORMAT,
            project=profile.name,
            day=self.day,
            knowledge=knowledge.version,
            answered=sum(answer is not None for answer in profile.answers.values()),
            not_known=judgement.in_order(id_ for id_, answer in profile.answers.items() if answer is None),
            askable=judgement.in_order(askable),
            here=int(here[0][1:]) if len(here) == 1 else None,
            messages=tuple(self.messages()),
            decisions=tuple(self.decision(id_) for id_ in DECISIONS if id_ in knowledge.facts),
            stages=stages,
            pathways=self.ways("pathway", knowledge.pathways),
            requirements=tuple(self.requirements()),
            schemes=self.ways("scheme", knowledge.schemes),
            countries=self.ways("country", knowledge.countries),
            sites=tuple(
                sorted((*sites, *beds), key=lambda contact: ("yes", "maybe", "other").index(contact.match))
            ),
            actors=tuple(sorted(actors, key=lambda contact: ("yes", "maybe", "other").index(contact.match))),
            sites_note=_joined(directory.missing) if directory and not directory.complete else None,
        )

    # ------------------------------------------------------------------ grounds

    def grounds(self, entry: Entry) -> Grounds:
        """What an entry rests on, with the age of its check on the day of the roadmap."""
        citations = []
        for id_ in entry.sources:
            source = self.knowledge.sources.get(id_)
            if source is not None:
                citations.append(
                    Citation(source=id_, publisher=source.publisher, url=source.url, checked=source.checked)
                )
        return Grounds(
            legal_ref=entry.legal_ref,
            citations=tuple(citations),
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            confidence=entry.confidence,
            confidence_note=entry.confidence_note,
            checked=entry.checked,
            stale=self.day - entry.checked > REVIEW_AFTER,
        )

    # ------------------------------------------------------------------ answers

    def messages(self) -> Iterable[Message]:
        """Contradictions between answers, doubtful answers, answers that are not read."""
        judgement, profile = self.judgement, self.judgement.profile
        for rule in self.knowledge.consistency.values():
            if judgement.false(f"check:{rule.id}"):
                yield Message(id=rule.id, severity=rule.severity, text=rule.message, questions=rule.questions)
        for question in self.knowledge.questions.values():
            if (
                profile.answers.get(question.id) is None
                or judgement.values[question.id] == judgement.answers[question.id]
            ):
                continue
            node = self.engine.program.definitions[question.id].node
            if isinstance(node, IfElse) and walk(node.condition, judgement.values, judgement.answers) == 2:
                label = question.label
                text = Text(
                    f"La réponse à « {label.fr} » n'est pas lue : d'autres réponses la rendent sans objet.",
                    f"The answer to “{label.en}” is not read: other answers make it pointless.",
                )
                yield Message(
                    id=f"unread-{question.id}", severity="info", text=text, questions=(question.id,)
                )

    # ------------------------------------------------------------------ decisions

    def decision(self, id_: str) -> Decision:
        """One conclusion about the project itself."""
        judgement, fact = self.judgement, self.knowledge.facts[id_]
        proof = judgement.prove(id_)
        return Decision(
            id=id_,
            title=fact.title,
            value=proof.value,
            options=proof.options,
            settled=proof.settled,
            upcoming=fact.valid_from is not None and fact.valid_from > self.day,
            rules=tuple(step for step in proof.because if step.kind == "row"),
            missing=proof.missing,
            notes=fact.notes,
            grounds=self.grounds(fact),
        )

    # ------------------------------------------------------------------ duties

    def duty(self, duty: Duty) -> DutyItem | None:
        """A duty that applies or may apply; ``None`` when it does not concern the project."""
        id_ = f"duty:{duty.id}"
        if self.judgement.false(id_):
            return None
        alerts = tuple(
            alert.text
            for number, alert in enumerate(duty.alert, 1)
            if self.judgement.true(f"{id_}/alert-{number}")
        )
        weeks = duty.lead_time_weeks
        return DutyItem(
            id=duty.id,
            title=duty.title,
            kind=duty.kind,
            stage=duty.stage,
            status=self.duty_status(duty),
            action=duty.action,
            evidence=duty.evidence,
            authority=duty.authority,
            weeks=(weeks.min, weeks.max) if weeks else None,
            missing=self.judgement.missing(id_),
            alerts=alerts,
            notes=duty.notes,
            proof=self.judgement.profile.done.get(duty.id),
            grounds=self.grounds(duty),
        )

    def duty_status(self, duty: Duty) -> Status:
        if duty.id in self.judgement.profile.done:
            return "done"
        if not self.judgement.true(f"duty:{duty.id}"):
            return "to_confirm"
        # A condition written for a period after the entry's own says that something is still to be done.
        goes_on = not isinstance(duty.when, str) and any(self.day in dated.period for dated in duty.when)
        if duty.valid_to is not None and duty.valid_to < self.day and not goes_on:
            return "ended"
        if duty.valid_from is None:
            return "not_in_force"
        return "applies" if duty.valid_from <= self.day else "upcoming"

    # ------------------------------------------------------------------ ways

    def ways(self, kind: str, entries: Mapping[str, Entry]) -> tuple[Way, ...]:
        """All pathways, schemes or markets, the nearest to open first."""
        order = ("open", "to_argue", "not_yet", "to_confirm", "upcoming", "closed", "ended")
        found = [self.way(kind, entry) for entry in entries.values()]
        return tuple(sorted(found, key=lambda way: (order.index(way.status), way.availability == "closed")))

    def way(self, kind: str, entry: Entry) -> Way:
        judgement, id_ = self.judgement, f"{kind}:{entry.id}"
        possible = judgement.options(id_)
        criteria: tuple[Criterion, ...] = getattr(entry, "criteria", ())
        exclusions: tuple[Exclusion, ...] = getattr(entry, "exclusions", ())
        parts = tuple(
            [self.part(id_, criterion) for criterion in criteria if self.day in criterion.period]
            + [self.part(id_, exclusion) for exclusion in exclusions]
        )
        missing = judgement.missing(id_)
        status = self.way_status(entry, possible, missing, parts)
        warnings = tuple(
            warning.text
            for number, warning in enumerate(getattr(entry, "warnings", ()), 1)
            if judgement.true(f"{id_}/warning-{number}")
        )
        obligations = (
            entry.obligations if isinstance(entry, Pathway) and status not in ("closed", "ended") else ()
        )
        availability, window = self.availability(entry) if isinstance(entry, Scheme) else (None, None)
        stages = getattr(entry, "stages", None) or (getattr(entry, "stage", 7),)
        return Way(
            id=entry.id,
            kind=kind,  # type: ignore[arg-type]
            title=entry.title,
            description=entry.description,  # type: ignore[attr-defined]
            stages=tuple(stages),
            status=status,
            possible=possible,
            why=_why(status, parts),
            parts=parts,
            missing=missing,
            wanted=self.wanted(entry) if kind == "country" else None,
            availability=availability,
            window=window,
            total_days=getattr(entry, "legal_total_days", None),
            warnings=warnings,
            owed=tuple(duty.text for duty in obligations if judgement.true(f"{id_}/owed-{duty.id}")),
            grounds=self.grounds(entry),
        )

    def way_status(
        self, entry: Entry, possible: tuple[str, ...], missing: tuple[str, ...], parts: tuple[Part, ...]
    ) -> WayStatus:
        """Status of a way on the day.

        Where no answer is missing, what is left open is for an authority to judge: the way counts as the best of what
        remains possible, to be argued.
        """
        if entry.valid_to is not None and entry.valid_to < self.day:
            return "ended"
        if possible == ("closed",):
            return "closed"
        if entry.valid_from is not None and entry.valid_from > self.day:
            return "upcoming"
        if len(possible) > 1 and missing:
            return "to_confirm"
        if possible[-1] == "not_yet":
            return "not_yet"
        judged = len(possible) > 1 or any(part.outcome == "judgement" for part in parts)
        if isinstance(entry, Country) and not parts:
            judged = True  # the conditions of this market were not established
        return "to_argue" if judged else "open"

    def wanted(self, country: Entry) -> Literal["yes", "no", "maybe"]:
        value = self.judgement.values[f"country:{country.id}/wanted"]
        return "yes" if value == 1 else "no" if value == 2 else "maybe"

    def part(self, way: str, part: Criterion | Exclusion) -> Part:
        id_ = f"{way}/{part.id}"
        value = self.judgement.values[id_]
        nature = part.nature if isinstance(part, Criterion) else "exclusion"
        node = self.engine.program.definitions[id_].node
        good = 1 if isinstance(part, Criterion) else 2
        outcome = "unknown" if value == 3 else "met" if value == good else "unmet"
        fact = self.knowledge.facts.get(node.id) if isinstance(node, Name) else None
        judged = nature == "judgement" or (fact is not None and fact.judgement)
        missing = self.judgement.missing(id_)
        if (outcome == "unknown" and not missing) or (judged and outcome == "met"):
            outcome = "judgement"
        return Part(
            id=part.id,
            text=part.text,
            nature=nature,
            outcome=outcome,  # type: ignore[arg-type]
            legal_ref=part.legal_ref,
            missing=missing,
        )

    def availability(self, scheme: Scheme) -> tuple[Availability, tuple[date | None, date | None] | None]:
        """Whether one can apply on the day, from the windows known and the status."""
        if (scheme.valid_to and scheme.valid_to < self.day) or (
            scheme.ends_at_latest and scheme.ends_at_latest < self.day
        ):
            return "closed", None
        if scheme.valid_from and scheme.valid_from > self.day:
            return "announced", (scheme.valid_from, scheme.valid_to)
        for window in scheme.windows:
            opened = window.opens is not None and window.opens <= self.day
            running = window.closes is None or self.day <= window.closes
            if running and (opened or (window.opens is None and window.closes is not None)):
                days_known = window.opens_precision == window.closes_precision == "day"
                exact = opened and window.closes is not None and days_known
                return "open" if exact else "to_check", (window.opens, window.closes)
        coming = [window for window in scheme.windows if window.opens and window.opens > self.day]
        if coming:
            first = min(coming, key=lambda window: window.opens or date.max)
            return "announced", (first.opens, first.closes)
        if scheme.status in ("permanent", "rolling"):
            return "permanent", None
        if scheme.status == "closed":
            return "closed", None
        return "to_check", None

    def requirements(self) -> Iterable[Requirement]:
        """Assessments that apply or may apply."""
        for trigger in self.knowledge.evaluation_triggers.values():
            parts = [(f"evaluation:{trigger.id}", trigger.title, trigger.description)]
            if trigger.budget_impact is not None:
                title = Text("Analyse d'impact budgétaire", "Budget impact analysis")
                parts.append((f"evaluation:{trigger.id}/budget-impact", title, trigger.budget_impact.text))
            for id_, title, text in parts:
                if not self.judgement.false(id_):
                    yield Requirement(
                        id=id_.removeprefix("evaluation:"),
                        title=title,
                        text=text,
                        status="applies" if self.judgement.true(id_) else "to_confirm",
                        pathways=trigger.applies_to,
                        missing=self.judgement.missing(id_),
                        grounds=self.grounds(trigger),
                    )

    # ------------------------------------------------------------------ contacts

    def contact(self, entry: Actor | Site | TestBed) -> Contact:
        kind = "actor" if isinstance(entry, Actor) else "site" if isinstance(entry, Site) else "test_bed"
        value = self.judgement.values[f"{kind}:{entry.id}"]
        return Contact(
            id=entry.id,
            kind=kind,  # type: ignore[arg-type]
            title=entry.title,
            why=entry.description,
            stages=getattr(entry, "stages", (3,)),
            region=entry.region,
            url=getattr(entry, "url", None),
            match="yes" if value == 1 else "maybe" if value == 3 else "other",
            grounds=self.grounds(entry),
        )


def _why(status: WayStatus, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts that explain a status."""
    closing = ("structural", "judgement", "exclusion")
    if status == "closed":
        return tuple(part for part in parts if part.outcome == "unmet" and part.nature in closing)
    if status == "not_yet":
        return tuple(part for part in parts if part.outcome == "unmet" or part.outcome == "unknown")
    if status == "to_confirm":
        return tuple(part for part in parts if part.outcome in ("unknown", "unmet"))
    return tuple(part for part in parts if part.outcome == "judgement")


def _joined(texts: tuple[Text, ...]) -> Text:
    return Text(" ".join(text.fr for text in texts), " ".join(text.en for text in texts))
