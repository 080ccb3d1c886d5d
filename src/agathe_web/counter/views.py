"""Pages of whoever asks: the counter, a new question, its conversation."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agathe_web import citations, clock, engines
from agathe_web.counter import actions, perms, queries
from agathe_web.counter.deadlines import DAYS, working_day
from agathe_web.counter.forms import AskForm, WriteForm
from agathe_web.counter.models import CLOSED, STATES, TOPICS, Message, Thread
from agathe_web.projects import perms as projects
from agathe_web.projects.models import Project
from agathe_web.projects.queries import projects_of
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import say

LENGTH = 20
"""Questions on a page."""
MESSAGES = 8
"""Messages on a page: each may cite a dozen entries."""


@needs(perms.can_visit)
@require_GET
def home(request: AgatheRequest) -> HttpResponse:
    """What the counter does, the national desks, the questions of whoever looks."""
    page = Paginator(queries.threads_of(request.actor), LENGTH).get_page(request.GET.get("page"))
    knowledge = engines.knowledge()
    desks = [
        (desk, [knowledge.sources[id_] for id_ in desk.sources if id_ in knowledge.sources])
        for desk in knowledge.desks.values()
    ]
    return render(
        request, "counter/home.html",
        {
            "desks": desks, "page": page, "states": STATES, "agent": perms.can_work(request.actor), "days": DAYS,
            "link": lambda number: address("counter:home", page=number),
        },
    )  # fmt: skip


@needs(perms.can_ask)
def ask(request: AgatheRequest) -> HttpResponse:
    """A question in two screens: what is asked, then what will be sent."""
    offered = [one for one in projects_of(request.actor)[:100] if projects.can_edit(request.actor, one)]
    if request.method != "POST":
        return _asked(request, AskForm(initial=_prefilled(request), projects=offered))
    form, do = AskForm(request.POST, projects=offered), request.POST.get("do")
    if do == "edit":
        return _asked(
            request, AskForm(initial={name: form[name].data for name in form.fields}, projects=offered)
        )
    if not form.is_valid():
        return _asked(request, form)
    values = dict(form.cleaned_data)
    key = values.pop("project")
    project = next((one for one in offered if one.pk == key), None)
    if do != "send":
        return _preview(request, form, project)
    seen = request.POST.get("seen", "")
    shared = (
        int(seen)
        if project is not None and request.POST.get("consent") and seen.isdecimal() and len(seen) < 10
        else None
    )
    try:
        thread = actions.ask(request.actor, actions.Asked(**values), project=project, shared=shared)
    except actions.StaleError:
        messages.warning(request, say(
            "Votre projet a changé pendant que vous écriviez. Relisez le dossier avant de l’envoyer.",
            "Your project changed while you were writing. Read the dossier again before you send it.",
        ))  # fmt: skip
        return _preview(request, form, Project.objects.get(pk=key))
    except actions.LimitError:
        form.add_error(None, say(
            f"Vous avez envoyé {actions.DAILY} questions aujourd’hui. Complétez l’une d’elles, ou revenez demain.",
            f"You have sent {actions.DAILY} questions today. Add to one of them, or come back tomorrow.",
        ))  # fmt: skip
        return _asked(request, form)
    return redirect(address("counter:sent", thread.pk))


@needs(perms.can_read, of=queries.thread_of)
@require_GET
def sent(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """The question was sent: its number, its date, what happens next."""
    return render(
        request, "counter/sent.html", {"thread": thread, "dossier": getattr(thread, "dossier", None)}
    )


@needs(perms.can_read, of=queries.thread_of)
@require_GET
def thread(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """The conversation, as the founder and the members of the project see it."""
    return _conversation(request, thread, WriteForm())


@needs(perms.can_write, of=queries.thread_of)
@require_POST
def write(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Add a message."""
    form = WriteForm(request.POST)
    if not form.is_valid():
        return _conversation(request, thread, form)
    try:
        actions.write(request.actor, thread, form.cleaned_data["body"])
    except actions.StateError:
        messages.error(
            request,
            say(
                "Cette question est close. Rouvrez-la pour écrire.",
                "This question is closed. Open it again to write.",
            ),
        )
        return _conversation(request, thread, form)
    messages.success(request, say("Votre message est envoyé.", "Your message is sent."))
    return redirect(address("counter:thread", thread.pk))


@needs(perms.can_write, of=queries.thread_of)
@require_POST
def solve(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Mark as solved."""
    try:
        actions.solve(request.actor, thread)
        messages.success(
            request,
            say(
                "La question est close. Vous pourrez la rouvrir.",
                "The question is closed. You can open it again.",
            ),
        )
    except actions.StateError:
        messages.info(request, say("La question était déjà close.", "The question was closed already."))
    return redirect(address("counter:thread", thread.pk))


@needs(perms.can_write, of=queries.thread_of)
@require_POST
def reopen(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Open again."""
    try:
        actions.reopen(request.actor, thread)
        messages.success(
            request,
            say(
                "La question est rouverte. Dites ce qui manque.",
                "The question is open again. Say what is missing.",
            ),
        )
    except actions.StateError:
        messages.info(request, say("La question était déjà ouverte.", "The question was open already."))
    return redirect(address("counter:thread", thread.pk))


@needs(perms.can_withdraw, of=queries.thread_of)
def withdraw(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Confirm, then stop sharing the dossier."""
    if request.method != "POST":
        return render(
            request, "counter/withdraw.html", {"thread": thread, "dossier": getattr(thread, "dossier", None)}
        )
    actions.withdraw(request.actor, thread)
    messages.success(
        request,
        say(
            "Le dossier n’est plus partagé. Il est effacé du guichet.",
            "The dossier is no longer shared. It is erased from the help desk.",
        ),
    )
    return redirect(address("counter:thread", thread.pk))


@needs(perms.can_see_dossier, of=queries.thread_of)
@require_GET
def dossier(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """The dossier as it was sent, and what the rules said of it that day."""
    found = getattr(thread, "dossier", None)
    reading = queries.reading(found.profile, found.day) if found else None
    stage = None
    if reading is not None and reading.roadmap is not None:
        asked = request.GET.get("stage", "")
        here = thread.stage or reading.roadmap.here or 1
        stage = reading.roadmap.stages[(int(asked) if asked in "1234567" and len(asked) == 1 else here) - 1]
    agent = perms.can_work(request.actor) and not perms.can_read(request.actor, thread)
    context = {
        "thread": thread,
        "dossier": found,
        "reading": reading,
        "stage": stage,
        "back": "counter:case" if agent else "counter:thread",
    }
    return render(request, "counter/dossier.html", context)


# ---------------------------------------------------------------------- pieces


def conversation(thread: Thread, wanted: str | None, route: str) -> dict[str, Any]:
    """The messages of a page, the last one when none is asked for, with the entries each cites."""
    rows = Paginator(thread.messages.select_related("author").order_by("at", "pk"), MESSAGES)
    page: Page[Message] = rows.get_page(wanted or rows.num_pages)
    said = [(one, citations.shown(one.cites)) for one in page]
    return {"page": page, "said": said, "link": lambda number: address(route, thread.pk, page=number)}


def about_of(thread: Thread) -> citations.Citation | None:
    """The entry a question is about."""
    found = citations.shown(citations.seal([thread.about])) if thread.about else []
    return found[0] if found else None


def _conversation(request: AgatheRequest, thread: Thread, form: WriteForm) -> HttpResponse:
    actor = request.actor
    context = {
        "thread": thread, "form": form, "states": STATES, "topics": TOPICS, "about": about_of(thread), "closed": thread.state == CLOSED,
        "writes": perms.can_write(actor, thread), "withdraws": perms.can_withdraw(actor, thread), "dossier": getattr(thread, "dossier", None),
        "late": queries.days_late(thread), "stages": engines.knowledge().life_stages,
        **conversation(thread, request.GET.get("page"), "counter:thread"),
    }  # fmt: skip
    return render(request, "counter/thread.html", context)


def _prefilled(request: AgatheRequest) -> dict[str, str]:
    about = request.GET.get("about", "")[:300]
    return {"about": citations.reference_in(about) or "", "project": request.GET.get("project", "")[:20]}


def _asked(request: AgatheRequest, form: AskForm) -> HttpResponse:
    about = str(form["about"].value() or "")
    named = citations.shown(citations.seal([found])) if (found := citations.reference_in(about)) else []
    return render(request, "counter/ask.html", {"form": form, "about": named[0] if named else None})


def _preview(request: AgatheRequest, form: AskForm, project: Project | None) -> HttpResponse:
    reading = queries.reading(project.profile, clock.today()) if project else None
    values = form.cleaned_data
    about = citations.shown(citations.seal([values["about"]])) if values["about"] else []
    context = {
        "form": form, "values": values, "project": project, "reading": reading, "topics": TOPICS, "about": about[0] if about else None,
        "due": values["wanted_on"] or working_day(clock.today()), "stages": engines.knowledge().life_stages,
    }  # fmt: skip
    return render(request, "counter/preview.html", context)
