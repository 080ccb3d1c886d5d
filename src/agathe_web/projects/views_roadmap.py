"""The roadmap: its front page, each stage, each conclusion with its proof, lists of ways and places, files to take away."""

from datetime import date
from typing import Any

import msgspec
from csp.constants import NONE, UNSAFE_INLINE
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from agathe.roadmap import Roadmap
from agathe.roadmap.dossiers import DOSSIERS
from agathe.roadmap.markets import COLUMNS
from agathe.roadmap.whatif import offered
from agathe.rules import Judgement
from agathe.rules.changes import smallest_changes
from agathe.rules.profile import encode_answer
from agathe.rules.program import question_type
from agathe.rules.prose import Prose
from agathe_web import clock, engines
from agathe_web.projects import perms, reading
from agathe_web.projects.items import KINDS, Item, item_of
from agathe_web.projects.models import Project
from agathe_web.projects.queries import current, evidence_of, project_of
from agathe_web.projects.readings import Reading, reading_of
from agathe_web.projects.rendering import TYPES, document_bytes, rendered
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import language, say

PER_PAGE = 25


def day_asked(request: AgatheRequest) -> date | None:
    """The day of the law asked for with ``?on=``; ``None`` is today. What is no day is told and left out."""
    given = request.GET.get("on", "")
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = None
    if day is None or not engines.FIRST_YEAR <= day.year <= engines.LAST_YEAR:
        messages.error(request, say(
            f"Choisissez une date entre {engines.FIRST_YEAR} et {engines.LAST_YEAR} : la page montre la loi d'aujourd'hui.",
            f"Choose a date between {engines.FIRST_YEAR} and {engines.LAST_YEAR}: the page shows the law of today.",
        ))  # fmt: skip
        return None
    return None if day == clock.today() else day


def read(request: AgatheRequest, project: Project) -> tuple[Reading, dict[str, Any]]:
    """What is concluded from a project on the day asked for, and what every page of a roadmap shows."""
    on = day_asked(request)
    told = reading_of(project, on)
    role = perms.role_of(request.actor, project)
    return told, {
        "project": project,
        "title": project.name or say("Projet sans nom", "Unnamed project"),
        "on": on.isoformat() if on else None,
        "day": told.judgement.engine.day,
        "dropped": told.dropped,
        "role": role,
        "editable": role in perms.EDITING and on is None,
        "history": perms.can_see_history(request.actor, project),
    }


@needs(perms.can_read, of=project_of)
def roadmap(request: AgatheRequest, project: Project) -> HttpResponse:
    """The front page of a project: the line, what is in doubt, what to do now, when, and the current stage."""
    told, context = read(request, project)
    key = ("roadmap", language(), context["role"], context["editable"], context["history"])
    if key not in told.pages:
        told.pages[key] = mark_safe(
            render_to_string(
                "projects/roadmap/roadmap_body.html", context | _front(told, project, context["on"])
            )
        )
    return render(request, "projects/roadmap/roadmap.html", context | {"body": told.pages[key]})


def _front(told: Reading, project: Project, on: str | None) -> dict[str, Any]:
    """What the front page of a project shows."""
    found, schedule = told.roadmap, told.schedule
    here = found.here or 1
    stage = next(one for one in found.stages if one.number == here)
    rows = reading.attention(stage)
    now = reading.to_do(schedule, found)[: reading.MOST_NOW]
    chart = reading.gantt(
        sorted(
            (t for t in schedule.tasks if t.chance_critical > 0.5 and t.state in ("planned", "in_progress")),
            key=lambda t: t.end.p50 if t.end else date.max,
        )[:3]
    )
    return {
        "roadmap": found,
        "line": _line(found, project, on),
        "counts": reading.counts(found.stages),
        "doubts": reading.doubts(found)[: reading.MOST_DOUBTS],
        "now": now,
        "schedule": schedule,
        "milestones": reading.main_milestones(schedule)[:2],
        "chart": chart,
        "stage": stage,
        "rows": rows[: reading.MOST_ROWS],
        "hidden": max(0, len(rows) - reading.MOST_ROWS),
        "decisions": [
            d
            for d in found.decisions
            if d.options != ("not_applicable",) and (d.settled or len(d.options) <= 4)
        ][:3],
        "pathways": reading.open_ways(found.pathways)[:2],
        "schemes": [
            w
            for w in reading.open_ways(found.schemes)
            if w.status in ("open", "to_argue") and w.availability in ("open", "permanent", "announced")
        ][:2],
        "comparisons": offered(told.judgement)[:1],
        "formats": reading.FORMATS,
    }


def _line(roadmap: Roadmap, project: Project, on: str | None) -> list[tuple[int, Any, str, str]]:
    line = []
    for stage in roadmap.stages:
        done, owed = reading.progress(stage)
        below = (
            say(f"{done} sur {owed}", f"{done} of {owed}") if owed else say("rien à faire", "nothing to do")
        )
        line.append(
            (
                stage.number,
                stage.title[language()],
                address("projects:stage", project.pk, stage.number, on=on),
                below,
            )
        )
    return line


@needs(perms.can_read, of=project_of)
def stage(request: AgatheRequest, project: Project, number: int) -> HttpResponse:
    """All duties of a stage."""
    told, context = read(request, project)
    found = told.roadmap
    chosen = next((one for one in found.stages if one.number == number), None)
    if chosen is None:
        raise Http404
    schedule = told.schedule
    context |= {
        "roadmap": found, "line": _line(found, project, context["on"]), "stage": chosen, "rows": reading.attention(chosen),
        "progress": reading.progress(chosen),
        "tasks": [task for task in schedule.tasks if task.stage == number and task.state != "set_aside"],
        "first": reading.PER_STAGE,
    }  # fmt: skip
    return render(request, "projects/roadmap/stage.html", context)


@needs(perms.can_read, of=project_of)
def item(request: AgatheRequest, project: Project, kind: str, entry: str) -> HttpResponse:
    """One conclusion: its status for the project, what to do, its proof, what would change it."""
    told, context = read(request, project)
    found = item_of(told, kind, entry)
    if found is None:
        raise Http404
    knowledge, prose = engines.knowledge(), Prose(engines.knowledge(), language())
    proof = (
        told.judgement.prove(found.definition) if found.definition and _shows_proof(request, found) else None
    )
    context |= {
        "item": found,
        "kind": KINDS[found.kind],
        "evidence": evidence_of(project, f"{kind}:{entry}"),
        "proof": proof,
        "depth": reading.depth_shown(proof.because) if proof else 1,
        "answered_on": {id_: date.fromisoformat(day) for id_, day in project.answered_on.items()},
        "changes": _changes(told.judgement, found, prose) if "changes" in request.GET else None,
        "sources": [knowledge.sources[id_] for id_ in found.sources if id_ in knowledge.sources],
        "tasks": [t for t in told.schedule.tasks if entry in t.duties][:5] if kind == "duty" else [],
        "ticked": project.profile.get("done", {}).get(entry) if kind == "duty" else None,
    }
    return render(request, "projects/roadmap/item.html", context)


def _shows_proof(request: AgatheRequest, found: Item) -> bool:
    """The conditions of a way already say why: its whole proof comes on demand."""
    return not getattr(found.found, "parts", ()) or "proof" in request.GET or "changes" in request.GET


def _changes(judgement: Judgement, found: Item, prose: Prose) -> list[dict[str, Any]]:
    """Smallest sets of answers that change a conclusion, in words."""
    if found.definition is None:
        return []
    definition = judgement.engine.program.definitions[found.definition]
    if definition.type.kind not in ("boolean", "choice"):
        return []
    knowledge, told = judgement.engine.knowledge, []
    for change in smallest_changes(judgement, found.definition):
        parts = []
        for id_, answer in change.answers.items():
            asked = knowledge.questions[id_]
            parts.append({
                "id": id_, "label": asked.label, "lever": asked.lever,
                "answer": prose.value(id_, question_type(asked), encode_answer(asked, answer)),
            })  # fmt: skip
        told.append({"parts": parts, "value": prose.value(definition.id, definition.type, change.value)})
    return told


LISTS = {"pathway": "pathways", "scheme": "schemes", "country": "countries"}


@needs(perms.can_read, of=project_of)
def ways(request: AgatheRequest, project: Project, kind: str) -> HttpResponse:
    """Pathways, funding or markets, those open to the project first."""
    if kind not in LISTS:
        raise Http404
    told, context = read(request, project)
    found = told.roadmap
    all_ways = getattr(found, LISTS[kind])
    shown = reading.open_ways(all_ways)
    order = ("open", "to_argue", "not_yet", "to_confirm", "upcoming", "closed", "ended")
    shown.sort(key=lambda way: order.index(way.status))
    context |= {
        "roadmap": found, "kind": kind, "ways": shown, "aside": [way for way in all_ways if way not in shown],
        "markets": found.markets if kind == "country" else (), "comparison": engines.knowledge().comparison,
    }  # fmt: skip
    return render(request, "projects/roadmap/ways.html", context)


@needs(perms.can_read, of=project_of)
def markets(request: AgatheRequest, project: Project) -> HttpResponse:
    """Foreign markets side by side, France first."""
    told, context = read(request, project)
    found = told.roadmap
    wanted = request.GET.getlist("m") or [
        m.id for m in found.markets if m.wanted == "yes" or m.country == "FR"
    ]
    chosen = [m for m in found.markets if m.id in wanted][:4] or list(found.markets[:3])
    context |= {"roadmap": found, "chosen": chosen, "columns": market_columns()}
    return render(request, "projects/roadmap/markets.html", context)


def market_columns() -> list[tuple[str, Any]]:
    """Columns of the comparison with their titles."""
    return list(COLUMNS.items())


@needs(perms.can_read, of=project_of)
def places(request: AgatheRequest, project: Project) -> HttpResponse:
    """Sites where to try the tool and actors to meet, those that fit first."""
    told, context = read(request, project)
    found = told.roadmap
    context |= {
        "roadmap": found,
        "sites": [s for s in found.sites if s.match != "other"][:PER_PAGE],
        "elsewhere": sum(s.match == "other" for s in found.sites),
        "actors": [a for a in found.actors if a.match != "other"][:PER_PAGE],
    }
    return render(request, "projects/roadmap/places.html", context)


@needs(perms.can_read, of=project_of)
def download(request: AgatheRequest, project: Project, form: str) -> HttpResponse:
    """The roadmap as a file."""
    if form not in TYPES:
        raise Http404
    told = reading_of(project, day_asked(request))
    found = msgspec.structs.replace(told.roadmap, schedule=told.schedule)
    data = rendered(found, told.judgement, form, language())
    response = HttpResponse(data, content_type=TYPES[form])
    disposition = "inline" if form in ("html", "json") else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="agathe-feuille-de-route.{form}"'
    return contained(response)


def contained(response: HttpResponse) -> HttpResponse:
    """A document that carries its own style sheet: it may style itself, and do nothing else."""
    response._csp_replace = {  # type: ignore[attr-defined]
        "default-src": [NONE], "script-src": [NONE], "connect-src": [NONE], "form-action": [NONE],
        "style-src": [UNSAFE_INLINE], "img-src": ["data:"], "sandbox": ["allow-downloads", "allow-top-navigation-by-user-activation"],
    }  # fmt: skip
    return response


@needs(perms.can_read, of=project_of)
def dossiers(request: AgatheRequest, project: Project) -> HttpResponse:
    """Files to complete, filled in with what is known: which suit the project and which do not."""
    told, context = read(request, project)
    context["dossiers"] = [
        {"id": id_, "title": dossier.title, "refused": dossier.refused(told.judgement)}
        for id_, dossier in DOSSIERS.items()
    ]
    return render(request, "projects/roadmap/dossiers.html", context)


@needs(perms.can_read, of=project_of)
def dossier(request: AgatheRequest, project: Project, name: str, form: str) -> HttpResponse:
    """One of these files, as HTML, PDF or Word."""
    told = reading_of(project)
    judgement = told.judgement
    if (
        name not in DOSSIERS
        or form not in ("html", "pdf", "docx")
        or DOSSIERS[name].refused(judgement) is not None
    ):
        raise Http404
    data = document_bytes(DOSSIERS[name].build(judgement, told.roadmap, language()), form)
    response = HttpResponse(data, content_type=TYPES[form])
    response["Content-Disposition"] = (
        f'{"inline" if form == "html" else "attachment"}; filename="agathe-{name}.{form}"'
    )
    return contained(response)


@needs(perms.can_list)
def mine(request: AgatheRequest) -> HttpResponse:
    """The roadmap of the project touched last, or the dashboard."""
    project = current(request.actor)
    return redirect(address("projects:roadmap", project.pk) if project else address("projects:dashboard"))
