"""Pages that follow a project: the dashboard, its history, the notices of the law watch."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from agathe.kernel import AgatheError
from agathe_web.counter.models import STATES
from agathe_web.projects import actions, follow_queries, history, perms
from agathe_web.projects import notices as acts
from agathe_web.projects.members import secret_of
from agathe_web.projects.models import MEMBER_ROLES, OWNER, Membership, Notice, Project
from agathe_web.projects.queries import project_of, projects_of
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import language, say

PROJECTS, VERSIONS, CHANGES, NOTICES, ANSWERS = 10, 25, 10, 25, 40
"""Entries a page shows of each list: a page stays under 300 elements."""
FIRST = 2
"""Unread notices the dashboard tells in full."""
_PARTS = {"answers": ANSWERS, "changes": VERSIONS, "effects": VERSIONS}


@needs(perms.can_list)
def dashboard(request: AgatheRequest) -> HttpResponse:
    """What changes, my projects, what is due soon, my conversations."""
    actor = request.actor
    page = _page(request, projects_of(actor), PROJECTS)
    projects = list(page.object_list)
    roles = (
        dict(
            Membership.objects.filter(user=actor.user, project__in=projects).values_list("project_id", "role")
        )
        if actor.user
        else {}
    )
    lines = [
        follow_queries.Line(one, follow_queries.standing_of(one), roles.get(one.pk, OWNER))
        for one in projects
    ]
    unread = follow_queries.unread_of(actor)
    context = {
        "page": page,
        "lines": lines,
        "roles": MEMBER_ROLES,
        "notices": [_first(one) for one in unread[:FIRST]],
        "unread": unread.count(),
        "soon": follow_queries.soon(lines),
        "conversations": follow_queries.conversations_of(actor),
        "invitations": [
            (one, address("projects:accept", secret_of(one))) for one in follow_queries.invitations_of(actor)
        ],
        "threads": STATES,
        "pages": lambda number: address("projects:dashboard", page=number),
    }
    return render(request, "projects/follow/dashboard.html", context)


# ---------------------------------------------------------------------- history


@needs(perms.can_see_history, of=project_of)
def history_page(request: AgatheRequest, project: Project) -> HttpResponse:
    """Versions, the latest first."""
    page = _page(request, project.versions.select_related("author").order_by("-number"), VERSIONS)
    shown = list(page.object_list)
    former = {
        one.number: one for one in project.versions.filter(number__in=[one.number - 1 for one in shown])
    }
    context = {
        "project": project,
        "page": page,
        "accounts": [history.account_of(one, former.get(one.number - 1)) for one in shown],
        "kinds": history.KINDS,
        "who": history.who,
        "pages": lambda number: address("projects:history", project.pk, page=number),
        "named": perms.can_follow(request.actor, project),
    }
    return render(request, "projects/follow/history.html", context)


@needs(perms.can_see_history, of=project_of)
def version(request: AgatheRequest, project: Project, number: int) -> HttpResponse:
    """One version in full, with what it changed."""
    found = history.version_of(project, number)
    former = project.versions.filter(number=number - 1).first()
    account = history.account_of(found, former)
    part = request.GET.get("part", "")
    lists = {
        "answers": history.answers_of(found),
        "changes": [*account.answers, *account.others],
        "effects": list(account.effects),
    }
    context = {
        "project": project, "version": found, "account": account, "lists": lists, "kinds": history.KINDS, "who": history.who,
        "part": part if part in _PARTS else "",
        "page": _page(request, lists[part], _PARTS[part]) if part in _PARTS else None,
        "editable": perms.can_edit(request.actor, project) and found.number != project.number,
        "pages": lambda number: address("projects:version", project.pk, found.number, part=part, page=number),
    }  # fmt: skip
    return render(request, "projects/follow/version.html", context)


@needs(perms.can_edit, of=project_of)
def restore(request: AgatheRequest, project: Project, number: int) -> HttpResponse:
    """Come back to an earlier version, after a page that says what that changes."""
    found = history.version_of(project, number)
    if request.method != "POST":
        current = history.version_of(project, project.number)
        differences = history.account_between(current, found)
        return render(
            request,
            "projects/follow/restore.html",
            {"project": project, "version": found, "differences": differences},
        )
    try:
        done = actions.restore(request.actor, project, found)
    except AgatheError:
        messages.error(request, say(
            "Cette version ne peut plus être lue : la base de connaissances a changé depuis. Rien n'a été modifié.",
            "This version cannot be read any more: the knowledge base has changed since. Nothing was changed.",
        ))  # fmt: skip
    else:
        messages.success(request, say(f"Le projet est revenu à la version {number}.", f"The project is back to version {number}.") if done else say(
            "Le projet disait déjà la même chose : rien n'a changé.", "The project said the same already: nothing changed.",
        ))  # fmt: skip
    return HttpResponseRedirect(address("projects:history", project.pk), status=303)


@needs(perms.can_see_history, of=project_of)
def history_file(request: AgatheRequest, project: Project, form: str) -> HttpResponse:
    """The whole history as a file."""
    if form == "csv":
        response = HttpResponse(history.history_csv(project), content_type="text/csv; charset=utf-8")
    elif form == "json":
        response = HttpResponse(history.history_json(project), content_type="application/json; charset=utf-8")
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="agathe-{say("historique", "history")}.{form}"'
    return response


# ---------------------------------------------------------------------- notices


@needs(perms.can_list)
def notices(request: AgatheRequest) -> HttpResponse:
    """All notices, unread ones first."""
    page = _page(request, follow_queries.notices_of(request.actor), NOTICES)
    context = {
        "page": page, "notices": [_first(one) for one in page.object_list], "unread": follow_queries.unread(request.actor),
        "pages": lambda number: address("projects:notices", page=number),
    }  # fmt: skip
    return render(request, "projects/follow/notices.html", context)


@needs(perms.can_see_notice, of=follow_queries.notice_of)
def notice(request: AgatheRequest, found: Notice) -> HttpResponse:
    """What changes for a project, why, and what to do."""
    page = _page(request, found.changes["changes"], CHANGES)
    context = {
        "notice": found,
        "project": found.project,
        "page": page,
        "pages": lambda number: address("projects:notice", found.pk, page=number),
        "total": len(found.changes["changes"]),
        "changes": [(_dated(change), follow_queries.item_of(change)) for change in page.object_list],
        "answers": found.changes["answers"][:CHANGES],
        "days_only": found.changes["days_only"],
        "unread": follow_queries.unread_of(request.actor).filter(pk=found.pk).exists(),
        "code": language(),
    }
    return render(request, "projects/follow/notice.html", context)


@needs(perms.can_see_notice, of=follow_queries.notice_of)
def read(request: AgatheRequest, found: Notice) -> HttpResponse:
    """Mark a notice as read, or as not read."""
    if request.method == "POST":
        acts.mark(request.actor, found, read="unread" not in request.POST)
    then = {"notice": address("projects:notice", found.pk), "dashboard": address("projects:dashboard")}
    return HttpResponseRedirect(
        then.get(request.POST.get("then", ""), address("projects:notices")), status=303
    )


@needs(perms.can_list)
def read_all(request: AgatheRequest) -> HttpResponse:
    """Mark all notices as read."""
    if request.method == "POST":
        acts.mark_all(request.actor)
        messages.success(
            request, say("Tous les avis sont marqués comme lus.", "All notices are marked as read.")
        )
    return HttpResponseRedirect(address("projects:notices"), status=303)


@needs(perms.can_choose_mail)
def mail(request: AgatheRequest) -> HttpResponse:
    """Of which projects one wants the notices by e-mail."""
    mine = (
        Membership.objects.filter(user=request.actor.user)
        .select_related("project")
        .order_by("project__name", "pk")
    )
    page = _page(request, mine, VERSIONS)
    if request.method == "POST":
        shown, wanted = (set(request.POST.getlist(name)) for name in ("shown", "wanted"))
        acts.choose_mail(request.actor, {key: key in wanted for key in shown})
        messages.success(request, say("Votre choix est enregistré.", "Your choice is saved."))
        return HttpResponseRedirect(
            address("projects:mail", page=page.number if page.number > 1 else None), status=303
        )
    return render(
        request,
        "projects/follow/mail.html",
        {"page": page, "pages": lambda number: address("projects:mail", page=number)},
    )


def _dated(change: Mapping[str, Any]) -> dict[str, Any]:
    """A change with its days as days."""
    since = change["since"]
    return {
        **change,
        "since_day": date.fromisoformat(since) if since else None,
        "checked_day": date.fromisoformat(change["grounds"]["checked"]),
    }


def _first(found: Notice) -> dict[str, Any]:
    """A notice in a list: its first change tells what it is about."""
    changes = found.changes["changes"]
    return {
        "notice": found,
        "first": changes[0] if changes else None,
        "more": max(0, len(changes) - 1),
        "code": language(),
        "unread": found.unread,  # type: ignore[attr-defined]  # annotated by the query
    }


def _page(request: AgatheRequest, items: Any, size: int) -> Page[Any]:
    return Paginator(items, size).get_page(request.GET.get("page"))
