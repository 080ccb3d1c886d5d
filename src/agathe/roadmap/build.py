"""From a judgement to a roadmap."""

from collections.abc import Iterable, Mapping
from typing import Literal

from agathe.kernel import LANGUAGES, Text
from agathe.knowledge.schema.actor import Actor
from agathe.knowledge.schema.base import Criterion, Entry, Exclusion
from agathe.knowledge.schema.duty import Duty
from agathe.knowledge.schema.funding import Scheme
from agathe.knowledge.schema.pathway import Pathway
from agathe.knowledge.schema.site import Site, TestBed
from agathe.roadmap.grounds import grounds_of
from agathe.roadmap.markets import markets
from agathe.roadmap.model import (
    FORMAT,
    Contact,
    Decision,
    DutyItem,
    Grounds,
    Message,
    Part,
    Requirement,
    Roadmap,
    Stage,
    Way,
    WayStatus,
)
from agathe.roadmap.status import (
    DECISIONS,
    availability,
    duty_status,
    is_judged,
    part_outcome,
    parts_in_force,
    requirement_status,
    requirements_of,
    way_status,
)
from agathe.rules.engine import Judgement
from agathe.rules.prose import Prose
from agathe.rules.syntax import IfElse
from agathe.rules.walk import walk


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
        pathways = self.ways("pathway", knowledge.pathways)
        countries = self.ways("country", knowledge.countries)
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
            pathways=pathways,
            requirements=tuple(self.requirements()),
            schemes=self.ways("scheme", knowledge.schemes),
            countries=countries,
            sites=tuple(
                sorted((*sites, *beds), key=lambda contact: ("yes", "maybe", "other").index(contact.match))
            ),
            actors=tuple(sorted(actors, key=lambda contact: ("yes", "maybe", "other").index(contact.match))),
            sites_note=_joined(directory.missing) if directory and not directory.complete else None,
            markets=markets(pathways, countries, knowledge, self.day),
        )

    def value(self, id_: str) -> int:
        """Encoded value of a boolean."""
        return int(self.judgement.values[id_] or 0)

    def grounds(self, entry: Entry) -> Grounds:
        return grounds_of(entry, self.knowledge, self.day)

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
        status = duty_status(duty, self.day, self.value(id_), duty.id in self.judgement.profile.done)
        if status is None:
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
            status=status,
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

    # ------------------------------------------------------------------ ways

    def ways(self, kind: str, entries: Mapping[str, Entry]) -> tuple[Way, ...]:
        """All pathways, schemes or markets, the nearest to open first."""
        order = ("open", "to_argue", "not_yet", "to_confirm", "upcoming", "closed", "ended")
        found = [self.way(kind, entry) for entry in entries.values()]
        return tuple(sorted(found, key=lambda way: (order.index(way.status), way.availability == "closed")))

    def way(self, kind: str, entry: Entry) -> Way:
        judgement, id_ = self.judgement, f"{kind}:{entry.id}"
        possible = judgement.options(id_)
        parts = tuple(self.part(id_, part) for part in parts_in_force(entry, self.day))
        missing = judgement.missing(id_)
        judged = any(part.outcome == "judgement" for part in parts)
        status = way_status(entry, self.day, possible, bool(missing), judged)
        warnings = tuple(
            warning.text
            for number, warning in enumerate(getattr(entry, "warnings", ()), 1)
            if judgement.true(f"{id_}/warning-{number}")
        )
        obligations = (
            entry.obligations if isinstance(entry, Pathway) and status not in ("closed", "ended") else ()
        )
        available, window = availability(entry, self.day) if isinstance(entry, Scheme) else (None, None)
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
            availability=available,
            window=window,
            total_days=getattr(entry, "legal_total_days", None),
            warnings=warnings,
            owed=tuple(duty.text for duty in obligations if judgement.true(f"{id_}/owed-{duty.id}")),
            grounds=self.grounds(entry),
        )

    def wanted(self, country: Entry) -> Literal["yes", "no", "maybe"]:
        value = self.judgement.values[f"country:{country.id}/wanted"]
        return "yes" if value == 1 else "no" if value == 2 else "maybe"

    def part(self, way: str, part: Criterion | Exclusion) -> Part:
        id_ = f"{way}/{part.id}"
        missing = self.judgement.missing(id_)
        judged = is_judged(part, self.engine.program.definitions[id_].node, self.knowledge)
        return Part(
            id=part.id,
            text=part.text,
            nature=part.nature if isinstance(part, Criterion) else "exclusion",
            outcome=part_outcome(part, self.value(id_), bool(missing), judged),
            legal_ref=part.legal_ref,
            missing=missing,
        )

    def requirements(self) -> Iterable[Requirement]:
        """Assessments that apply or may apply."""
        for trigger in self.knowledge.evaluation_triggers.values():
            for id_, title, text in requirements_of(trigger):
                status = requirement_status(self.value(id_))
                if status is not None:
                    yield Requirement(
                        id=id_.removeprefix("evaluation:"),
                        title=title,
                        text=text,
                        status=status,
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
