"""The guided path: begin, one question a page in the order of the engine, look again at the answers, take them away."""

from typing import Any

import msgspec
import yaml
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from agathe.kernel import AgatheError
from agathe.roadmap.model import Decision
from agathe.rules.interview.questions import Suggestion
from agathe.rules.prose import Prose
from agathe_web import engines
from agathe_web.projects import actions, perms
from agathe_web.projects.exchange import read_upload
from agathe_web.projects.forms import ImportForm, StartForm
from agathe_web.projects.models import Project
from agathe_web.projects.queries import judgement_of, project_of
from agathe_web.projects.readings import Reading, reading_of
from agathe_web.projects.screens import Reply, Screen, answer_words, before, reply, screen, trail
from agathe_web.rights import VISITED, AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import language, say

ANSWERS_A_PAGE = 60
TICKED = "ticked"
"""Key of the session that keeps, by project, the choices whose box was ticked and whose detail comes next."""


@needs(perms.can_start)
def start(request: AgatheRequest) -> HttpResponse:
    """Begin a project, from nothing or from a file."""
    form = StartForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        profile = None
        if upload := form.cleaned_data["file"]:
            try:
                profile = read_upload(upload)
            except AgatheError as error:
                form.add_error("file", error.render(language()))
        if form.is_valid():
            project = actions.start(request.actor, name=form.cleaned_data["name"], profile=profile)
            keep_in_session(request, project)
            return redirect(address("projects:roadmap" if profile else "projects:ask", project.pk))
    return render(request, "projects/path/start.html", {"form": form}, status=422 if form.errors else 200)


def keep_in_session(request: AgatheRequest, project: Project) -> None:
    """Let a visitor without account find the project again."""
    if request.actor.user is None:
        request.session[VISITED] = [*request.session.get(VISITED, []), project.pk][-20:]


@needs(perms.can_read, of=project_of)
def ask(request: AgatheRequest, project: Project) -> HttpResponse:
    """The next question, or the end of the path."""
    reading = reading_of(project)
    if not perms.can_edit(request.actor, project):
        return redirect(address("projects:roadmap", project.pk))
    suggestion = reading.next(_ticked(request, project))
    if suggestion is None:
        return render(request, "projects/path/finished.html", {"project": project, **_frame(project, None)})
    slug = suggestion.group or suggestion.question
    shown = screen(
        engines.knowledge(), slug, reading.judgement.profile, suggestion.together if suggestion.group else ()
    )
    return _page(request, project, shown, suggestion)


@needs(perms.can_edit, of=project_of)
def question(request: AgatheRequest, project: Project, slug: str) -> HttpResponse:
    """One question, or the boxes of a group, and the answer to it."""
    knowledge = engines.knowledge()
    judgement = judgement_of(project)
    ticked = _ticked(request, project)
    together = tuple(id_ for id_ in request.POST.getlist("shown") if id_ in knowledge.questions)
    if slug in knowledge.question_groups:
        members = {member.question for member in knowledge.question_groups[slug].members}
        together = tuple(id_ for id_ in together if id_ in members)
        if request.method != "POST":
            answered = tuple(id_ for id_ in members if id_ in judgement.profile.answers or id_ in ticked)
            together = answered
    try:
        shown = screen(knowledge, slug, judgement.profile, together, frozenset(ticked))
    except LookupError:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, project, shown, None)
    given = reply(knowledge, shown, request.POST)
    if given.problem:
        return _page(request, project, shown, None, given, status=422)
    return _record(request, project, shown, given)


def _record(request: AgatheRequest, project: Project, shown: Screen, given: Reply) -> HttpResponse:
    seen = request.POST.get("version", "")
    try:
        version = actions.answer(
            request.actor, project, given.answers,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            keep_mine="keep" in request.POST,
        )  # fmt: skip
    except actions.ClashError as clash:
        context = {
            "project": project,
            "screen": shown,
            "clashes": _told(clash),
            "number": clash.number,
            "data": request.POST,
        }
        return render(request, "projects/path/clash.html", context, status=409)
    ticked = (_ticked(request, project) - set(shown.questions)) | given.ticked
    request.session[TICKED] = {**request.session.get(TICKED, {}), project.pk: sorted(ticked)}
    if request.POST.get("then") == "answers":
        if version is not None:
            messages.success(request, say("Réponse enregistrée.", "Answer saved."))
        return _go(request, address("projects:answers", project.pk))
    return _go(request, address("projects:ask", project.pk))


def _go(request: AgatheRequest, url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)


def _told(clash: actions.ClashError) -> list[dict[str, Any]]:
    """Both answers of each clash, in words."""
    knowledge, prose = engines.knowledge(), Prose(engines.knowledge(), language())
    told = []
    for one in clash.clashes:
        asked = knowledge.questions[one.question]
        words = []
        for answer in (one.theirs, one.mine):
            judged = engines.judge({"answers": {one.question: answer}})
            words.append(answer_words(judged, one.question, prose))
        told.append(
            {
                "question": asked.question,
                "theirs": words[0],
                "mine": words[1],
                "author": one.author,
                "at": one.at,
            }
        )
    return told


def _ticked(request: AgatheRequest, project: Project) -> set[str]:
    kept = request.session.get(TICKED, {}).get(project.pk, [])
    return {id_ for id_ in kept if id_ not in project.profile.get("answers", {})}


def _page(
    request: AgatheRequest,
    project: Project,
    shown: Screen,
    suggestion: Suggestion | None,
    given: Reply | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "project": project,
        "screen": shown,
        "given": given,
        "back": before(engines.knowledge(), reading_of(project).judgement.profile, shown.slug),
        "then": request.GET.get("then") or request.POST.get("then") or "",
        "focus": bool(request.htmx),
        "data": request.POST if given else None,
        **_frame(project, suggestion),
    }
    return render(request, "projects/path/screen.html", context, status=status)


def _frame(project: Project, suggestion: Suggestion | None) -> dict[str, Any]:
    """What stands around a question: how far one is, what is known already, what the answer moves."""
    reading = reading_of(project)
    judgement = reading.judgement
    if suggestion is None:
        suggestion = reading.next()
    done = len(trail(engines.knowledge(), judgement.profile))
    expected = suggestion.expected if suggestion else 0.0
    prose = Prose(engines.knowledge(), language())
    return {
        "done": done,
        "answered": len(judgement.profile.answers),
        "expected": round(expected),
        "at_most": suggestion.at_most if suggestion else 0,
        "share": round(100 * done / (done + expected)) if done + expected else 100,
        "moves": [prose.label(id_) for id_ in suggestion.moves[:6]] if suggestion else [],
        "moves_more": max(0, len(suggestion.moves) - 6) if suggestion else 0,
        "decisions": known_so_far(reading),
        "conflicts": [
            rule for rule in engines.knowledge().consistency.values() if judgement.false(f"check:{rule.id}")
        ],
    }


def known_so_far(reading: Reading, most: int = 5) -> list[Decision]:
    """Decisions about the project that its answers have begun to settle: settled ones first."""
    begun = [d for d in reading.roadmap.decisions if d.settled or len(d.options) <= 4]
    return sorted(begun, key=lambda d: not d.settled)[:most] if reading.judgement.profile.answers else []


@needs(perms.can_read, of=project_of)
def answers(request: AgatheRequest, project: Project) -> HttpResponse:
    """All answers, by theme, each to be changed or taken back."""
    judgement = judgement_of(project)
    knowledge, prose = engines.knowledge(), Prose(engines.knowledge(), language())
    given = [id_ for id_ in knowledge.questions if id_ in judgement.profile.answers]
    pages = max(1, -(-len(given) // ANSWERS_A_PAGE))
    asked = request.GET.get("page", "1")
    page = min(int(asked), pages) if asked.isdecimal() and len(asked) < 4 and int(asked) else 1
    themes: dict[str, list[dict[str, Any]]] = {}
    for id_ in given[(page - 1) * ANSWERS_A_PAGE : page * ANSWERS_A_PAGE]:
        question_ = knowledge.questions[id_]
        row = {"slug": id_, "label": question_.label, "answer": answer_words(judgement, id_, prose)}
        themes.setdefault(question_.theme, []).append(row)
    context = {
        "project": project, "themes": themes, "answered": len(given), "pages": pages, "page": page,
        "editable": perms.can_edit(request.actor, project), "history": perms.can_see_history(request.actor, project),
    }  # fmt: skip
    return render(request, "projects/path/answers.html", context)


@needs(perms.can_edit, of=project_of)
def take_back(request: AgatheRequest, project: Project) -> HttpResponse:
    """Take one answer back."""
    wanted = [id_ for id_ in request.POST.getlist("question") if id_ in engines.knowledge().questions]
    if request.method == "POST" and wanted and actions.take_back(request.actor, project, wanted):
        labels = ", ".join(str(engines.knowledge().questions[id_].label[language()]) for id_ in wanted)
        messages.success(
            request,
            say(
                f"Réponse retirée : {labels}. L'historique la garde.",
                f"Answer taken back: {labels}. The history keeps it.",
            ),
        )
    return _go(request, address("projects:answers", project.pk))


@needs(perms.can_edit, of=project_of)
def import_profile(request: AgatheRequest, project: Project) -> HttpResponse:
    """Put a file in the place of the answers; the history keeps what they were."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            profile = read_upload(form.cleaned_data["file"])
            actions.replace_profile(request.actor, project, profile)
        except AgatheError as error:
            form.add_error("file", error.render(language()))
        else:
            messages.success(
                request,
                say(
                    "Le fichier a remplacé vos réponses. L'historique garde les précédentes.",
                    "The file replaced your answers. The history keeps the former ones.",
                ),
            )
            return _go(request, address("projects:roadmap", project.pk))
    return render(
        request,
        "projects/path/import.html",
        {"project": project, "form": form},
        status=422 if form.errors else 200,
    )


@needs(perms.can_own, of=project_of)
def erase(request: AgatheRequest, project: Project) -> HttpResponse:
    """Erase a project, after a page that says what goes."""
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        name = project.name
        actions.erase(request.actor, project)
        messages.success(
            request,
            say(
                f"Le projet « {name} » est effacé." if name else "Le projet est effacé.",
                f"The project “{name}” is erased." if name else "The project is erased.",
            ),
        )
        return _go(request, address("projects:dashboard"))
    return render(
        request, "projects/path/erase.html", {"project": project, "asked": request.method == "POST"}
    )


@needs(perms.can_edit, of=project_of)
def rename(request: AgatheRequest, project: Project) -> HttpResponse:
    """Give the project another name."""
    form = StartForm(request.POST or None, initial={"name": project.name})
    if request.method == "POST" and form.is_valid():
        actions.rename(request.actor, project, form.cleaned_data["name"])
        return _go(request, address("projects:roadmap", project.pk))
    return render(request, "projects/path/rename.html", {"project": project, "form": form})


@needs(perms.can_read, of=project_of)
def profile_file(request: AgatheRequest, project: Project, form: str) -> HttpResponse:
    """What the project says of itself, as a file that Agathe reads back."""
    plain = reading_of(project).judgement.profile.to_plain()
    if form == "json":
        content, kind = msgspec.json.format(msgspec.json.encode(plain), indent=2), "application/json"
    else:
        content, kind = (
            yaml.safe_dump(plain, sort_keys=False, allow_unicode=True).encode(),
            "application/yaml",
        )
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="agathe-profil.{form}"'
    return response
