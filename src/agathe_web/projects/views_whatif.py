"""What if: one answer changed, or a comparison of the knowledge base; nothing is saved until it is adopted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from agathe.kernel import AgatheError, Text
from agathe.knowledge.schema.question import Question
from agathe.roadmap.plan_model import PlanProblem
from agathe.roadmap.whatif import Comparison, Variant, compare, offered, reliefs, variants_of
from agathe.roadmap.whatif.comparison import AS_TOLD
from agathe_web import engines
from agathe_web.projects import actions, perms
from agathe_web.projects.models import Project
from agathe_web.projects.queries import project_of
from agathe_web.projects.readings import reading_of
from agathe_web.projects.screens import Reply, reply, screen
from agathe_web.projects.views_roadmap import read
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import language, say

MOST_RELIEFS = 6


@needs(perms.can_read, of=project_of)
def whatif(request: AgatheRequest, project: Project) -> HttpResponse:
    """Choose what to change, and see both sides."""
    told, context = read(request, project)
    judgement = told.judgement
    knowledge = judgement.engine.knowledge
    context |= {
        "comparisons": offered(judgement),
        "questions": [q for q in knowledge.questions.values() if q.lever or q.id in judgement.profile.answers],
        "chosen": None, "result": None, "problem": "", "reliefs": None, "screen": None, "troubles": ([], []),
    }  # fmt: skip
    try:
        if name := request.GET.get("compare", ""):
            if name not in knowledge.plan_comparisons:
                raise Http404
            one = knowledge.plan_comparisons[name]
            context["result"] = compare(
                judgement.engine,
                judgement.profile,
                variants_of(one, judgement.engine),
                title=one.title,
                notes=one.notes,
            )
            context["compared"] = name
        elif question := request.GET.get("question", ""):
            if question not in knowledge.questions:
                raise Http404
            context["chosen"] = knowledge.questions[question]
            context["screen"] = screen(knowledge, question, judgement.profile)
            if "answer" in request.GET or "unknown" in request.GET:
                context |= _compared(request.GET, judgement, knowledge.questions[question])
        elif "ideas" in request.GET:
            context["reliefs"] = reliefs(judgement, draws=2_000)[:MOST_RELIEFS]
    except AgatheError as error:
        context["problem"] = error.render(language())
    if context["result"] is not None:
        context["troubles"] = _troubles(context["result"])
    return render(request, "projects/plan/whatif.html", context, status=422 if context["problem"] else 200)


def _troubles(result: Comparison) -> tuple[list[tuple[Text, PlanProblem]], list[PlanProblem]]:
    """What is wrong on some sides only, or forbids to compute; and what is odd on all of them."""
    told = [{problem.text: problem for problem in side.problems} for side in result.sides]
    common = set(told[0]).intersection(*told[1:])
    apart = [
        (side.title, problem)
        for side, found in zip(result.sides, told, strict=True)
        for text, problem in found.items()
        if text not in common or problem.severity == "error"
    ]
    return apart, [told[0][text] for text in told[0] if text in common and told[0][text].severity != "error"]


def _compared(data: "MultiValueDict[str, Any]", judgement: Any, question: Question) -> dict[str, Any]:
    shown = screen(judgement.engine.knowledge, question.id, judgement.profile)
    given: Reply = reply(judgement.engine.knowledge, shown, data)
    if given.problem:
        return {"problem": given.problem}
    variant = Variant(
        "otherwise", Text("Avec l'autre réponse", "With the other answer"), answers=dict(given.answers)
    )
    result = compare(judgement.engine, judgement.profile, [AS_TOLD, variant], title=Text("", ""))
    return {"result": result, "given": data.getlist("answer"), "adoptable": True}


@needs(perms.can_edit, of=project_of)
def adopt(request: AgatheRequest, project: Project) -> HttpResponse:
    """Keep the other answer."""
    knowledge = engines.knowledge()
    question = request.POST.get("question", "")
    if request.method != "POST":
        return HttpResponseRedirect(address("projects:whatif", project.pk), status=303)
    if question not in knowledge.questions:
        raise Http404
    profile = reading_of(project).judgement.profile
    given = reply(knowledge, screen(knowledge, question, profile), request.POST)
    if given.problem:
        messages.error(request, given.problem)
        return HttpResponseRedirect(address("projects:whatif", project.pk, question=question), status=303)
    seen = request.POST.get("version", "")
    try:
        actions.answer(
            request.actor,
            project,
            given.answers,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
        )
    except actions.ClashError:
        messages.error(
            request,
            say(
                "Cette réponse a changé pendant que vous compariez. Comparez à nouveau avant de la garder.",
                "This answer changed while you compared. Compare again before keeping it.",
            ),
        )
        return HttpResponseRedirect(address("projects:whatif", project.pk, question=question), status=303)
    messages.success(
        request,
        say(
            "Réponse changée. L'historique garde la précédente.",
            "Answer changed. The history keeps the former one.",
        ),
    )
    return HttpResponseRedirect(address("projects:roadmap", project.pk), status=303)
