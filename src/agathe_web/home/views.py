"""The pages that belong to nobody."""

from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from agathe.roadmap import build_roadmap
from agathe.rules.proof import Proof, Step
from agathe_web import engines
from agathe_web.home import perms
from agathe_web.home.story import CHAPTERS, Stop, judged
from agathe_web.projects import reading
from agathe_web.projects.models import Project
from agathe_web.projects.queries import current, story_projects
from agathe_web.projects.schedules import schedule_of
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import say

THEMES = ("light", "dark", "auto")


@needs(perms.can_visit)
def home(request: AgatheRequest) -> HttpResponse:
    """The promise, the line of seven stages, five doors, a proof, the story, three figures of the base."""
    knowledge = engines.knowledge()
    proof, reasons = _class_of_the_story(knowledge.version)
    context = {
        "stages": knowledge.life_stages.values(),
        "chapters": CHAPTERS,
        "proof": proof,
        "reasons": reasons,
        "story": story_projects(),
        "rules": len(knowledge.duties),
        "schemes": len(knowledge.schemes),
        "questions": len(knowledge.questions),
        "mine": current(request.actor),
    }
    return render(request, "home/home.html", context)


@lru_cache(maxsize=2)
def _class_of_the_story(version: str) -> tuple[Proof, list[Step]]:
    """Why the tool of the fourth chapter has its class; ``version`` names the knowledge base that says so."""
    proof = judged(CHAPTERS[3]).prove("mdr_class")
    return proof, _first_reasons(proof.because, 4)


def _first_reasons(steps: Sequence[Step], most: int) -> list[Step]:
    """The answers a proof rests on, first ones first."""
    found: list[Step] = []
    for step in steps:
        if step.kind == "answer" and step.outcome == "true":
            found.append(step)
        found.extend(_first_reasons(step.because, most))
    return list({step.id: step for step in found}.values())[:most]


@needs(perms.can_visit)
def story(request: AgatheRequest) -> HttpResponse:
    """The seven chapters of the story."""
    return render(request, "home/story.html", {"chapters": CHAPTERS, "story": story_projects()})


@needs(perms.can_visit)
def chapter(request: AgatheRequest, stage: int) -> HttpResponse:
    """One chapter: what happens, and what Agathe computed for that project on that day."""
    told = next((one for one in CHAPTERS if one.stage == stage), None)
    if told is None:
        raise Http404
    judgement = judged(told)
    roadmap = build_roadmap(judgement)
    schedule = schedule_of(judgement)
    project = story_projects().get(stage)
    context = {
        "chapter": told,
        "project": project,
        "roadmap": roadmap,
        "line": [(s.number, s.title, address("home:chapter", s.number), "") for s in roadmap.stages],
        "counts": reading.counts(roadmap.stages),
        "milestones": reading.main_milestones(schedule)[:3],
        "decisions": [d for d in roadmap.decisions if d.settled and d.options != ("not_applicable",)][:4],
        "ways": [w for w in (*roadmap.pathways, *roadmap.schemes) if w.status in ("open", "to_argue")][:4],
        "open": sum(w.status in ("open", "to_argue") for w in (*roadmap.pathways, *roadmap.schemes)),
        "stops": [(stop, _place(stop, project, told.day.isoformat())) for stop in told.stops],
    }
    return render(request, "home/chapter.html", context)


def _place(stop: Stop, project: Project | None, on: str) -> str | None:
    """Address of what a chapter shows, on the pages of the demonstration project."""
    if project is None:
        return None
    if stop.kind == "schedule":
        return address("projects:calendar", project.pk, on=on)
    if stop.kind == "markets":
        return address("projects:markets", project.pk, on=on)
    if stop.kind == "whatif":
        return address("projects:whatif", project.pk, question=stop.id, on=on)
    if stop.kind == "compare":
        return address("projects:whatif", project.pk, compare=stop.id, on=on)
    return address("projects:item", project.pk, stop.kind, stop.id, on=on)


@needs(perms.can_visit)
def about(request: AgatheRequest) -> HttpResponse:
    """What Agathe is, what its answers are worth."""
    return render(
        request, "home/about.html", {"strategy": next(iter(engines.knowledge().strategies.values()), None)}
    )


@needs(perms.can_visit)
def accessibility(request: AgatheRequest) -> HttpResponse:
    """How far the site is accessible, and how to say what is not."""
    return render(request, "home/accessibility.html")


@needs(perms.can_visit)
def privacy(request: AgatheRequest) -> HttpResponse:
    """What is kept of people, how long, and their rights."""
    return render(request, "home/privacy.html", {"days": settings.ANONYMOUS_DAYS})


@needs(perms.can_visit)
def appearance(request: AgatheRequest) -> HttpResponse:
    """Light, dark, or as the system says; kept in a cookie."""
    if request.method == "POST" and request.POST.get("theme") in THEMES:
        back = request.POST.get("back", "")
        safe = url_has_allowed_host_and_scheme(
            back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        response = HttpResponseRedirect(back if safe else address("home:appearance"), status=303)
        if request.POST["theme"] == "auto":
            response.delete_cookie("agathe_theme")
        else:
            response.set_cookie(
                "agathe_theme",
                request.POST["theme"],
                max_age=31_536_000,
                samesite="Lax",
                secure=settings.SECURE,
                httponly=True,
            )
        return response
    return render(request, "home/appearance.html", {"theme": request.COOKIES.get("agathe_theme", "auto")})


@needs(perms.can_visit)
def health(request: AgatheRequest) -> HttpResponse:
    """Whether the site works: the database answers and the rules are loaded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(f"ok {engines.knowledge().version}\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here, or not for this reader: the two read the same."""
    return render(request, "home/not_found.html", {"path": request.get_full_path()[:300]}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no page of the site makes."""
    words = say(
        "Requête refusée : revenez à la page précédente et recommencez.",
        "Request refused: go back to the page before and try again.",
    )
    return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page too old, or from another site."""
    return render(request, "home/stale_form.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; nothing but this text is asked of the machine."""
    words = say(
        "Une erreur est survenue de notre côté. Ce qui était enregistré l'est toujours. Revenez à la page précédente, ou réessayez dans quelques minutes.",
        "Something went wrong on our side. What was saved still is. Go back to the page before, or try again in a few minutes.",
    )  # fmt: skip
    return HttpResponse(words, status=500, content_type="text/plain; charset=utf-8")
