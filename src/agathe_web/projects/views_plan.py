"""The plan of a project: its calendar, each task, what is ticked as done, and the evidence of it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from agathe.kernel import AgatheError
from agathe_web import engines
from agathe_web.projects import actions, evidence, perms, reading
from agathe_web.projects.forms_plan import EvidenceForm, StartDayForm, TaskForm, note_of
from agathe_web.projects.models import Evidence, Project
from agathe_web.projects.queries import evidence_of, project_of
from agathe_web.projects.views_roadmap import read
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import language, say

MOST_BARS = 9
"""Lines of the chart on one page."""
VIEWS = ("dates", "tasks", "limits", "money")
"""Parts of the calendar, a page each."""


@needs(perms.can_read, of=project_of)
def calendar(request: AgatheRequest, project: Project) -> HttpResponse:
    """The schedule: milestones, bars, deadlines, money by quarter, and what the figures are worth."""
    told, context = read(request, project)
    schedule = told.schedule
    stage = request.GET.get("stage", "")
    wanted = [t for t in schedule.tasks if t.state in ("planned", "in_progress", "maybe")]
    stages = sorted({task.stage for task in wanted})
    chosen = int(stage) if stage.isdecimal() and len(stage) == 1 and int(stage) in stages else None
    if chosen:
        wanted = [task for task in wanted if task.stage == chosen]
    elif len(wanted) > MOST_BARS:
        wanted = sorted(wanted, key=lambda task: -task.chance_critical)[:MOST_BARS]
    wanted.sort(key=lambda task: (task.start.p50 if task.start else schedule.start, task.stage))
    context |= {
        "view": request.GET.get("view") if request.GET.get("view") in VIEWS else "dates",
        "schedule": schedule, "chart": reading.gantt(wanted), "stages": stages, "chosen": chosen,
        "critical_only": not chosen and len(schedule.tasks) > MOST_BARS,
        "done": [task for task in schedule.tasks if task.state == "done"],
        "set_aside": [task for task in schedule.tasks if task.state == "set_aside"],
        "form": StartDayForm(initial={"start": schedule.start}),
        "titles": {task.id: task.title for task in schedule.tasks},
    }  # fmt: skip
    return render(request, "projects/plan/calendar.html", context)


@needs(perms.can_edit, of=project_of)
def start_day(request: AgatheRequest, project: Project) -> HttpResponse:
    """Say when what is left begins."""
    form = StartDayForm(request.POST)
    if request.method == "POST":
        if form.is_valid():
            actions.plan_start(request.actor, project, form.cleaned_data["start"])
            messages.success(request, say("Début du plan enregistré.", "Start of the plan saved."))
        else:
            messages.error(
                request,
                say(
                    "Choisissez une date entre 2000 et 2060, par exemple 2027-01-04.",
                    "Choose a date between 2000 and 2060, for example 2027-01-04.",
                ),
            )
    return HttpResponseRedirect(address("projects:calendar", project.pk), status=303)


@needs(perms.can_read, of=project_of)
def task(request: AgatheRequest, project: Project, task: str) -> HttpResponse:
    """One task: when, how long, how much, who; what the project says of it."""
    entry = engines.knowledge().tasks.get(task)
    if entry is None:
        raise Http404
    told, context = read(request, project)
    said = told.judgement.profile.plan.tasks.get(task)
    form = TaskForm(request.POST or None, note=said)
    if request.method == "POST":
        if not perms.can_edit(request.actor, project):
            raise Http404
        if form.is_valid():
            try:
                actions.plan_task(request.actor, project, task, note_of(form.cleaned_data, said))
            except AgatheError as error:
                form.add_error(None, error.render(language()))
            else:
                messages.success(
                    request,
                    say("Tâche enregistrée : le calendrier suit.", "Task saved: the schedule follows."),
                )
                return HttpResponseRedirect(address("projects:task", project.pk, task), status=303)
    schedule = told.schedule
    planned = next((one for one in schedule.tasks if one.id == task), None)
    context |= {
        "task": entry, "planned": planned, "said": said, "form": form, "schedule": schedule,
        "titles": {one.id: one.title for one in schedule.tasks},
        "evidence": evidence_of(project, f"task:{task}"), "subject": f"task:{task}",
        "duties": [engines.knowledge().duties[id_] for id_ in entry.duties if id_ in engines.knowledge().duties],
        "sources": [engines.knowledge().sources[id_] for id_ in entry.sources if id_ in engines.knowledge().sources],
    }  # fmt: skip
    return render(
        request, "projects/plan/task.html", context, status=422 if form.is_bound and form.errors else 200
    )


@needs(perms.can_edit, of=project_of)
def tick(request: AgatheRequest, project: Project, duty: str) -> HttpResponse:
    """Tick a duty as done, or untick it."""
    if duty not in engines.knowledge().duties:
        raise Http404
    if request.method == "POST":
        done = request.POST.get("done") == "yes"
        named = str(request.POST.get("evidence", ""))[:200].strip()
        if actions.tick_duty(request.actor, project, duty, done, named):
            messages.success(
                request,
                say("Noté comme fait.", "Noted as done.")
                if done
                else say("Noté comme restant à faire.", "Noted as still to do."),
            )
    return HttpResponseRedirect(address("projects:item", project.pk, "duty", duty), status=303)


def _place(project: Project, subject: str) -> str:
    kind, _, id_ = subject.partition(":")
    return (
        address("projects:task", project.pk, id_)
        if kind == "task"
        else address("projects:item", project.pk, kind, id_)
    )


@needs(perms.can_edit, of=project_of)
def attach(request: AgatheRequest, project: Project, subject: str) -> HttpResponse:
    """Attach a file or an address as evidence of a duty or a task."""
    if not evidence.is_subject(subject):
        raise Http404
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        evidence.attach(
            request.actor,
            project,
            subject,
            form.cleaned_data["title"],
            form.cleaned_data["url"],
            form.cleaned_data["file"],
        )
        messages.success(request, say("Preuve jointe.", "Evidence attached."))
        return HttpResponseRedirect(_place(project, subject), status=303)
    context: dict[str, Any] = {
        "project": project,
        "form": form,
        "place": _place(project, subject),
        "title": evidence.title_of(subject),
    }
    return render(request, "projects/plan/attach.html", context, status=422 if form.errors else 200)


@needs(perms.can_read, of=project_of)
def evidence_file(request: AgatheRequest, project: Project, pk: int) -> FileResponse:
    """A file of evidence, to be saved: it is never shown as a page of this site."""
    found = Evidence.objects.filter(project=project, pk=pk).exclude(file="").first()
    if found is None:
        raise Http404
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=evidence.file_name(found))
    response["Content-Type"] = "application/octet-stream"
    return response


@needs(perms.can_edit, of=project_of)
def detach(request: AgatheRequest, project: Project, pk: int) -> HttpResponse:
    """Remove evidence, after a page that asks."""
    found = Evidence.objects.filter(project=project, pk=pk).first()
    if found is None:
        raise Http404
    place = _place(project, found.subject)
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        evidence.detach(request.actor, found)
        messages.success(request, say("Preuve retirée.", "Evidence removed."))
        return HttpResponseRedirect(place, status=303)
    return render(
        request, "projects/plan/detach.html", {"project": project, "evidence": found, "place": place}
    )
