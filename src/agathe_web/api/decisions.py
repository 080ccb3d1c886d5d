"""Operations that decide a profile, and say why."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from agathe.kernel import LANGUAGES, Text
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.model import Citation
from agathe.rules import Judgement
from agathe.rules.changes import smallest_changes
from agathe.rules.profile import Answer
from agathe.rules.program import Definition
from agathe.rules.proof import Proof, options_of
from agathe.rules.prose import Prose
from agathe_web.api.answers import (
    Decided,
    DecidedContact,
    DecidedDuty,
    DecidedRequirement,
    DecidedWay,
    Explained,
    MissingAnswer,
    SmallestChange,
    written,
)
from agathe_web.api.bodies import DecideBody, ExplainBody, is_known
from agathe_web.api.described import SENDING, Described
from agathe_web.api.limits import spend

router = Router()

DECIDE = Described(
    "decide",
    Text("Décider", "Decide"),
    Text(
        "Tout ce qui se conclut du profil ce jour-là : ce qu’est le produit, les devoirs, les voies et les financements, avec les "
        "questions qui manquent. Les réponses qui se contredisent sont dites dans « messages ».",
        "Everything that follows from the profile on that day: what the product is, duties, pathways and funding, with the questions "
        "that are missing. Answers that contradict one another are told in “messages”.",
    ),
    Decided,
    problems=SENDING,
    example={
        "profile": {"answers": {"decision_support": True, "individual_patient": True}},
        "day": "2026-11-25",
    },
)
EXPLAIN = Described(
    "explain",
    Text("Expliquer", "Explain"),
    Text(
        "La preuve d’une conclusion, jusqu’aux réponses ; les questions qui manquent ; les plus petits changements de réponses qui la "
        "changeraient (une information, pas un conseil).",
        "The proof of a conclusion, down to the answers; the questions that are missing; the smallest changes of answers that would "
        "change it (information, not advice).",
    ),
    Explained,
    problems=(*SENDING, "too-many"),
    example={
        "profile": {"answers": {"decision_support": True, "individual_patient": True}},
        "conclusion": "mdr_class",
        "day": "2026-11-25",
    },
)


@router.post("/decide", **DECIDE.options())
def decide(request: HttpRequest, body: DecideBody) -> HttpResponse:
    judgement = body.judged()
    return written(decided(build_roadmap(judgement), judgement))


@router.post("/explain", **EXPLAIN.options())
def explain(request: HttpRequest, body: ExplainBody) -> HttpResponse:
    spend(request)
    judgement = body.judged()
    is_known(body.conclusion, judgement.engine.program.definitions, "body.conclusion")
    return written(explained(judgement, body.conclusion, body.changes))


def decided(roadmap: Roadmap, judgement: Judgement) -> Decided:
    """The conclusions of a roadmap, without what only a page needs; duties that do not concern the project are named too."""
    found = {item.id: item for stage in roadmap.stages for item in stage.duties}
    duties = []
    for duty in judgement.engine.knowledge.duties.values():
        item = found.get(duty.id)
        duties.append(
            DecidedDuty(
                id=duty.id,
                conclusion=f"duty:{duty.id}",
                title=duty.title,
                stage=duty.stage,
                status="absent" if item is None else item.status,
                missing=() if item is None else item.missing,
            )
        )
    return Decided(
        project=roadmap.project,
        day=roadmap.day,
        knowledge=roadmap.knowledge,
        answered=roadmap.answered,
        not_known=roadmap.not_known,
        missing=roadmap.askable,
        here=roadmap.here,
        messages=roadmap.messages,
        decisions=roadmap.decisions,
        duties=tuple(duties),
        ways=tuple(
            DecidedWay(
                id=way.id,
                conclusion=f"{way.kind}:{way.id}",
                kind=way.kind,
                title=way.title,
                status=way.status,
                possible=way.possible,
                missing=way.missing,
            )
            for way in (*roadmap.pathways, *roadmap.schemes, *roadmap.countries)
        ),
        requirements=tuple(
            DecidedRequirement(
                id=one.id, title=one.title, status=one.status, pathways=one.pathways, missing=one.missing
            )
            for one in roadmap.requirements
        ),
        contacts=tuple(
            DecidedContact(
                id=one.id, conclusion=f"{one.kind}:{one.id}", kind=one.kind, title=one.title, match=one.match
            )
            for one in (*roadmap.sites, *roadmap.actors)
        ),
    )


def explained(judgement: Judgement, target: str, most: int) -> Explained:
    """Why a conclusion holds, and what would change it.

    Args:
        judgement: the profile evaluated.
        target: name of a definition.
        most: answers changed together at most; 0 does not look for changes.
    """
    engine = judgement.engine
    knowledge, definition = engine.knowledge, engine.program.definitions[target]
    proof, prose = judgement.prove(target), [Prose(knowledge, language) for language in LANGUAGES]
    entry = knowledge.decided(definition.kind, definition.entry)
    boolean = definition.type.kind == "boolean"
    searched = most > 0 and definition.type.kind in ("boolean", "choice")
    return Explained(
        day=engine.day,
        knowledge=knowledge.version,
        proof=proof,
        condition=Text(*(one.condition(definition.node) for one in prose)) if boolean else None,
        valid_from=None if entry is None else entry.valid_from,
        valid_to=None if entry is None else entry.valid_to,
        in_force=None if entry is None else engine.day in entry.period,
        missing=tuple(
            MissingAnswer(id=id_, question=knowledge.questions[id_].question) for id_ in proof.missing
        ),
        changes=_changes(judgement, definition, most, prose) if searched else (),
        searched=searched,
        citations=_citations(judgement, proof),
    )


def _changes(
    judgement: Judgement, definition: Definition, most: int, prose: list[Prose]
) -> tuple[SmallestChange, ...]:
    return tuple(
        SmallestChange(
            answers={id_: plain(answer) for id_, answer in change.answers.items()},
            value=options_of(definition, change.value)[0],
            words=Text(*(one.value(definition.id, definition.type, change.value) for one in prose)),
        )
        for change in smallest_changes(judgement, definition.id, most=most)
    )


def _citations(judgement: Judgement, proof: Proof) -> tuple[Citation, ...]:
    sources = judgement.engine.knowledge.sources
    return tuple(
        Citation(source=id_, publisher=source.publisher, url=source.url, checked=source.checked)
        for id_ in proof.sources
        if (source := sources.get(id_)) is not None
    )


def plain(answer: Answer) -> bool | float | str | tuple[str, ...] | None:
    """An answer as JSON holds it."""
    return answer.isoformat() if isinstance(answer, date) else answer
