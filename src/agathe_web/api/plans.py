"""Operations that plan: the roadmap in all its forms, and what another description would change."""

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from agathe.documents.absent import AbsentPackageError
from agathe.documents.docx import render_docx
from agathe.documents.html import render_html
from agathe.documents.pdf import render_pdf
from agathe.kernel import Language, Text
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.checklist import checklist_xlsx
from agathe.roadmap.document import roadmap_document
from agathe.roadmap.ical import deadlines_ics
from agathe.roadmap.schedule import build_schedule
from agathe.roadmap.whatif import Comparison, compare, variants_of
from agathe.roadmap.whatif.comparison import AS_TOLD
from agathe.rules import Judgement
from agathe_web.api.answers import written
from agathe_web.api.bodies import RoadmapBody, WhatIfBody, is_known
from agathe_web.api.described import SENDING, Described
from agathe_web.api.limits import spend
from agathe_web.api.problems import invalid, refused
from agathe_web.words import language

Form = Literal["json", "html", "ics", "xlsx", "pdf", "docx"]
Render = Callable[[Roadmap, Judgement, Language, bool], bytes | str]
router = Router()


def _html(roadmap: Roadmap, judgement: Judgement, language: Language, everything: bool) -> str:
    return render_html(roadmap_document(roadmap, judgement.engine.knowledge, language, everything=everything))


def _pdf(roadmap: Roadmap, judgement: Judgement, language: Language, everything: bool) -> bytes:
    return render_pdf(roadmap_document(roadmap, judgement.engine.knowledge, language, everything=everything))


def _docx(roadmap: Roadmap, judgement: Judgement, language: Language, everything: bool) -> bytes:
    return render_docx(roadmap_document(roadmap, judgement.engine.knowledge, language, everything=everything))


def _ics(roadmap: Roadmap, judgement: Judgement, language: Language, everything: bool) -> bytes:
    return deadlines_ics(roadmap, judgement.engine.knowledge, language, profile=judgement.profile)


def _xlsx(roadmap: Roadmap, judgement: Judgement, language: Language, everything: bool) -> bytes:
    return checklist_xlsx(roadmap, judgement.engine.knowledge, language)


FORMS: Mapping[str, tuple[str, Render]] = {
    "html": ("text/html", _html),
    "ics": ("text/calendar", _ics),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "pdf": ("application/pdf", _pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
}
"""Forms of the roadmap beside JSON: content type, and how it is made."""

ROADMAP = Described(
    "roadmap",
    Text("Feuille de route", "Roadmap"),
    Text(
        "La feuille de route entière, comme la commande « agathe roadmap » l’écrit : devoirs, voies, financements, marchés et calendrier. "
        "Les réponses qui se contredisent sont refusées.",
        "The whole roadmap, as the command “agathe roadmap” writes it: duties, pathways, funding, markets and schedule. Answers that "
        "contradict one another are refused.",
    ),
    Roadmap,
    problems=(*SENDING, "contradiction", "too-many"),
    example={
        "profile": {"answers": {"decision_support": True, "individual_patient": True}},
        "day": "2026-11-25",
        "schedule": False,
    },
    forms=tuple(type_ for type_, _ in FORMS.values()),
)
WHATIF = Described(
    "what-if",
    Text("Et si…", "What if…"),
    Text(
        "Le projet tel qu’il est et ses variantes, côte à côte : conclusions qui changent, dates, coûts. Les tirages sont communs : un "
        "écart ne doit rien au hasard. Donnez « variants », ou le nom d’une « comparison » toute prête.",
        "The project as told and its variants, side by side: conclusions that change, dates, costs. The draws are common: a difference "
        "owes nothing to luck. Give “variants”, or the name of a ready “comparison”.",
    ),
    Comparison,
    problems=(*SENDING, "contradiction", "too-many"),
    example={
        "profile": {"answers": {"decision_support": True, "individual_patient": True}},
        "day": "2026-11-25",
        "variants": [{"title": "IA", "answers": {"ai_technique": "ml_fixed"}}],
        "draws": 1000,
    },
)


@router.post("/roadmap", **ROADMAP.options())
def roadmap(request: HttpRequest, body: RoadmapBody, format: Form = "json") -> HttpResponse:  # noqa: A002
    if body.schedule or format != "json":
        spend(request)
    judgement = body.judged(strict=True)
    day = judgement.engine.day
    if body.by is not None and body.by < day:
        raise invalid(
            "body.by",
            f"le {body.by} vient avant le jour de la feuille de route ({day})",
            f"{body.by} comes before the day of the roadmap ({day})",
        )
    result = build_roadmap(judgement)
    if body.schedule:
        schedule = build_schedule(
            judgement, draws=body.draws, seed=body.seed, independent=body.independent, by=body.by
        )
        result = msgspec.structs.replace(result, schedule=schedule)
    if format == "json":
        return written(result)
    return _document(result, judgement, format, everything=body.everything)


def _document(result: Roadmap, judgement: Judgement, form: Form, *, everything: bool) -> HttpResponse:
    content_type, render = FORMS[form]
    try:
        content = render(result, judgement, language(), everything)
    except AbsentPackageError as error:
        raise refused(error, "query.format") from None
    # A document is to be kept: shown under our address, its own styles would be refused.
    disposition = f'attachment; filename="roadmap.{form}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})


@router.post("/what-if", **WHATIF.options())
def what_if(request: HttpRequest, body: WhatIfBody) -> HttpResponse:
    spend(request)
    judgement = body.judged(strict=True)
    engine = judgement.engine
    if (body.comparison is None) == (not body.variants):
        raise invalid(
            "body.variants",
            "il faut soit variants, soit comparison",
            "either variants or comparison is expected",
        )
    title, notes = Text("", ""), None
    if body.comparison is not None:
        is_known(body.comparison, engine.knowledge.plan_comparisons, "body.comparison")
        chosen = engine.knowledge.plan_comparisons[body.comparison]
        sides, title, notes = variants_of(chosen, engine), chosen.title, chosen.notes
    else:
        sides = [AS_TOLD, *(variant.read(number, engine) for number, variant in enumerate(body.variants))]
    return written(
        compare(
            engine,
            judgement.profile,
            sides,
            title=title,
            notes=notes,
            draws=body.draws,
            seed=body.seed,
            independent=body.independent,
        )
    )
