"""Pages of the agents: the queue, a question, the answer templates, the figures."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agathe_web import citations, clock, engines
from agathe_web.counter import actions, figures, perms, queries
from agathe_web.counter.forms import AnswerForm, GiveForm, NoteForm, QueueForm, TemplateForm
from agathe_web.counter.models import CLOSED, STATES, TO_ANSWER, TOPICS, AnswerTemplate, Thread
from agathe_web.counter.views import about_of, conversation
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import language, say

LENGTH = 20
"""Questions on a page of the queue."""
NOTES = 12
"""Notes shown beside a question, the latest."""


@needs(perms.can_work)
@require_GET
def cockpit(request: AgatheRequest) -> HttpResponse:
    """The queue: what is late, then what is due first."""
    form = QueueForm(request.GET)
    chosen = form.chosen()
    page = Paginator(queries.queue(user=request.actor.user, **chosen), LENGTH).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form, "chosen": chosen, "page": page, "states": STATES, "topics": TOPICS, "days_late": queries.days_late, "today": clock.today(),
        "owed": TO_ANSWER, "link": lambda number: address("counter:cockpit", **chosen, page=number),
    }  # fmt: skip
    return render(request, "counter/cockpit.html", context)


@needs(perms.can_handle, of=queries.thread_of)
@require_GET
def case(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """A question, as agents see it."""
    return _case(request, thread)


@needs(perms.can_handle, of=queries.thread_of)
@require_POST
def take(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Take a question."""
    try:
        actions.take(request.actor, thread)
        messages.success(request, say("La question vous est confiée.", "The question is yours."))
    except actions.StateError:
        messages.warning(
            request, say("Un agent suit déjà cette question.", "An agent follows this question already.")
        )
    return redirect(address("counter:case", thread.pk))


@needs(perms.can_handle, of=queries.thread_of)
@require_POST
def give(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Give a question to another agent."""
    form = GiveForm(request.POST, agents=queries.agents())
    if not form.is_valid():
        return _case(request, thread, given=form)
    agent = form.cleaned_data["agent"]
    actions.give(request.actor, thread, agent)
    messages.success(
        request, say(f"La question est confiée à {agent}.", f"The question is given to {agent}.")
    )
    return redirect(address("counter:case", thread.pk))


@needs(perms.can_handle, of=queries.thread_of)
@require_POST
def release(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Put a question back in the queue."""
    try:
        actions.release(request.actor, thread)
        messages.success(
            request, say("La question est remise dans la file.", "The question is back in the queue.")
        )
    except actions.StateError:
        messages.info(request, say("Personne ne suivait cette question.", "Nobody followed this question."))
    return redirect(address("counter:case", thread.pk))


@needs(perms.can_handle, of=queries.thread_of)
@require_POST
def note(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Write a note between agents."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _case(request, thread, noted=form)
    actions.note(request.actor, thread, form.cleaned_data["note"])
    messages.success(request, say("La note est enregistrée.", "The note is saved."))
    return redirect(address("counter:case", thread.pk))


@needs(perms.can_handle, of=queries.thread_of)
@require_POST
def close(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Close a question."""
    try:
        actions.close(request.actor, thread)
        messages.success(request, say("La question est close.", "The question is closed."))
    except actions.StateError:
        messages.warning(
            request, say("Répondez avant de clore cette question.", "Answer before you close this question.")
        )
    return redirect(address("counter:case", thread.pk))


@needs(perms.can_handle, of=queries.thread_of)
@require_POST
def answer(request: AgatheRequest, thread: Thread) -> HttpResponse:
    """Send the answer; or look an entry up, or insert a template, which sends nothing."""
    form, do = AnswerForm(request.POST), request.POST.get("do")
    if do == "find":
        return _case(request, thread, form=form.redrawn())
    if do == "insert":
        return _case(request, thread, form=_with_template(request, form))
    if not form.is_valid():
        return _case(request, thread, form=form)
    values = form.cleaned_data
    try:
        actions.answer(
            request.actor, thread, values["body"], values["cites"], seen=values["seen"], asks=do == "ask"
        )
    except actions.StaleError:
        messages.warning(request, say(
            "Rien n’est envoyé : quelqu’un a écrit pendant que vous répondiez. Lisez le dernier message, puis renvoyez votre texte, gardé ci-dessous.",
            "Nothing was sent: somebody wrote while you were answering. Read the last message, then send your text again; it is kept below.",
        ))  # fmt: skip
        fresh = queries.thread_of(pk=thread.pk)
        return _case(request, fresh, form=form.redrawn(seen=fresh.revision))
    except actions.StateError:
        messages.warning(
            request,
            say(
                "Cette question est close : le porteur doit la rouvrir.",
                "This question is closed: the founder must open it again.",
            ),
        )
        return _case(request, thread, form=form.redrawn())
    messages.success(request, say("La réponse est envoyée.", "The answer is sent."))
    return redirect(address("counter:case", thread.pk))


@needs(perms.can_work)
@require_GET
def templates(request: AgatheRequest) -> HttpResponse:
    """The answer templates; those whose entries have changed first."""
    rows = [(one, citations.shown(one.cites)) for one in AnswerTemplate.objects.all()]
    rows.sort(key=lambda row: (row[0].archived, not any(cited.to_read_again for cited in row[1])))
    page = Paginator(rows, LENGTH).get_page(request.GET.get("page"))
    return render(
        request,
        "counter/templates.html",
        {"page": page, "link": lambda number: address("counter:templates", page=number)},
    )


@needs(perms.can_work)
def new_template(request: AgatheRequest) -> HttpResponse:
    """Write a template."""
    return _template(request, None)


@needs(perms.can_work)
def template(request: AgatheRequest, pk: int) -> HttpResponse:
    """Change a template."""
    return _template(request, queries.template_of(pk=pk))


@needs(perms.can_work)
@require_POST
def archive_template(request: AgatheRequest, pk: int) -> HttpResponse:
    """Stop offering a template, or offer it again."""
    found = queries.template_of(pk=pk)
    actions.archive_template(request.actor, found, not found.archived)
    messages.success(request, say("C’est enregistré.", "Saved."))
    return redirect(address("counter:templates"))


@needs(perms.can_work)
@require_GET
def statistics(request: AgatheRequest) -> HttpResponse:
    """The figures."""
    return render(
        request, "counter/statistics.html", {"figures": figures.figures(), "states": STATES, "topics": TOPICS}
    )


@needs(perms.can_work)
@require_GET
def statistics_csv(request: AgatheRequest) -> HttpResponse:
    """The figures of each question, for a spreadsheet."""
    return HttpResponse(
        figures.table(), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="guichet-{clock.today().isoformat()}.csv"'},
    )  # fmt: skip


# ---------------------------------------------------------------------- pieces


def _case(
    request: AgatheRequest, thread: Thread, *, form: Any = None, given: Any = None, noted: Any = None
) -> HttpResponse:
    offered = AnswerTemplate.objects.filter(Q(topic="") | Q(topic=thread.topic), archived=False)[:50]
    past = [(one, citations.shown(one.answer.cites)) for one in queries.similar(thread)]
    context = {
        "thread": thread, "states": STATES, "topics": TOPICS, "about": about_of(thread), "closed": thread.state == CLOSED,
        "form": form or AnswerForm(initial={"seen": thread.revision}), "given": given or GiveForm(agents=queries.agents()),
        "noted": noted or NoteForm(), "notes": list(thread.notes.select_related("author").order_by("-at", "-pk")[:NOTES])[::-1],
        "templates": offered, "past": past, "late": queries.days_late(thread), "today": clock.today(), "owed": TO_ANSWER,
        "dossier": getattr(thread, "dossier", None), "stages": engines.knowledge().life_stages,
        "mine": request.actor.user is not None and thread.agent_id == request.actor.user.pk,
        **conversation(thread, request.GET.get("page"), "counter:case"),
    }  # fmt: skip
    return render(request, "counter/case.html", context)


def _with_template(request: AgatheRequest, form: AnswerForm) -> Any:
    """The answer being written, with the text of a template after it and its entries among those cited."""
    chosen = request.POST.get("template", "")
    found = (
        AnswerTemplate.objects.filter(pk=int(chosen), archived=False).first()
        if chosen.isdecimal() and len(chosen) < 10
        else None
    )
    if found is None:
        return form.redrawn()
    written = str(form["body"].data or "").rstrip()
    text = found.body_fr if language() == "fr" else found.body_en
    for one in citations.shown(found.cites):
        if one.to_read_again:
            messages.warning(request, say(
                f"À relire avant d’envoyer : la fiche « {one.title.fr} », citée par ce modèle, n’est plus la même ou sa vérification est ancienne.",
                f"Read again before sending: the entry “{one.title.en}”, which this template cites, has changed or its check is old.",
            ))  # fmt: skip
    return form.redrawn(
        body=f"{written}\n\n{text}" if written else text, cites=citations.references(found.cites)
    )


def _template(request: AgatheRequest, found: AnswerTemplate | None) -> HttpResponse:
    form: Any = TemplateForm(initial=TemplateForm.values_of(found) if found else {})
    if request.method == "POST":
        form = TemplateForm(request.POST)
        if request.POST.get("do") == "find":
            form = form.redrawn()
        elif form.is_valid():
            values = form.cleaned_data
            actions.save_template(
                request.actor, found, title=(values["title_fr"], values["title_en"]), body=(values["body_fr"], values["body_en"]),
                topic=values["topic"], cites=values["cites"],
            )  # fmt: skip
            messages.success(request, say("Le modèle est enregistré.", "The template is saved."))
            return redirect(address("counter:templates"))
    cited = citations.shown(found.cites) if found else []
    return render(request, "counter/template.html", {"form": form, "found": found, "found_citations": cited})
