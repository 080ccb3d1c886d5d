"""Pages of the circle of a project: members, invitations, the link that only reads."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from agathe_web import clock
from agathe_web.projects import members, perms
from agathe_web.projects.forms_follow import InviteForm, RoleForm
from agathe_web.projects.models import MEMBER_ROLES, Invitation, Membership, Project
from agathe_web.projects.queries import project_of
from agathe_web.rights import SHARED, AgatheRequest, anyone, needs
from agathe_web.theme.links import address
from agathe_web.words import language, say

MEMBERS, INVITATIONS = 10, 5
"""Entries a page shows of each list."""
KEPT_LINKS = 20
"""Read-only links a session remembers."""


@needs(perms.can_follow, of=project_of)
def share(request: AgatheRequest, project: Project) -> HttpResponse:
    """Who works on a project; for its owners, invitations and the link too."""
    owns = perms.can_own(request.actor, project)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not owns or request.actor.user is None:
            raise Http404
        if form.is_valid():
            try:
                members.invite(request.actor, project, form.cleaned_data["email"], form.cleaned_data["role"])
            except members.RefusalError as refusal:
                form.add_error("email", refusal.text[language()])
            else:
                messages.success(request, say(
                    f"Invitation envoyée à {form.cleaned_data['email']}. Le lien fonctionne 14 jours.",
                    f"Invitation sent to {form.cleaned_data['email']}. The link works for 14 days.",
                ))  # fmt: skip
                return _back(project)
    people = Paginator(project.memberships.select_related("user").order_by("since", "pk"), MEMBERS).get_page(
        request.GET.get("page")
    )
    invited = members.open_invitations(project) if owns else Invitation.objects.none()
    waiting = Paginator(invited, INVITATIONS).get_page(request.GET.get("invitations"))
    context = {
        "project": project,
        "owns": owns,
        "form": form,
        "members": people,
        "member_pages": lambda number: address("projects:share", project.pk, page=number),
        "roles": MEMBER_ROLES,
        "invitations": waiting,
        "invitation_pages": lambda number: address("projects:share", project.pk, invitations=number),
        "now": clock.now(),
    }
    return render(request, "projects/follow/share.html", context, status=422 if form.errors else 200)


@needs(perms.can_own, of=project_of)
def role(request: AgatheRequest, project: Project, member: int) -> HttpResponse:
    """Give a member another role."""
    found = _member(project, member)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": found.role})
    if request.method == "POST" and form.is_valid():
        try:
            members.change_role(request.actor, found, form.cleaned_data["role"])
        except members.RefusalError as refusal:
            form.add_error("role", refusal.text[language()])
        else:
            label = str(MEMBER_ROLES[form.cleaned_data["role"]]).lower()
            messages.success(
                request,
                say(f"{found.user} a maintenant le rôle : {label}.", f"{found.user} is now: {label}."),
            )
            return _after(request, project)
    context = {"project": project, "member": found, "form": form}
    return render(request, "projects/follow/role.html", context, status=422 if form.errors else 200)


@needs(perms.can_own, of=project_of)
def remove(request: AgatheRequest, project: Project, member: int) -> HttpResponse:
    """Take a member out, after a page that says what that means."""
    found = _member(project, member)
    if request.method != "POST":
        return render(request, "projects/follow/remove.html", {"project": project, "member": found})
    try:
        members.remove(request.actor, found)
    except members.RefusalError as refusal:
        messages.error(request, refusal.text[language()])
    else:
        messages.success(
            request,
            say(
                f"{found.user} ne travaille plus sur ce projet.",
                f"{found.user} does not work on this project any more.",
            ),
        )
    return _after(request, project)


@needs(perms.can_follow, of=project_of)
def leave(request: AgatheRequest, project: Project) -> HttpResponse:
    """Leave a project, after a page that says what that means."""
    if request.actor.user is None:
        raise Http404
    if request.method != "POST":
        return render(request, "projects/follow/leave.html", {"project": project})
    try:
        members.leave(request.actor, project)
    except members.RefusalError as refusal:
        messages.error(request, refusal.text[language()])
        return _back(project)
    messages.success(
        request, say(f"Vous avez quitté le projet « {project} ».", f"You have left the project “{project}”.")
    )
    return HttpResponseRedirect(address("projects:dashboard"), status=303)


@needs(perms.can_own, of=project_of)
def resend(request: AgatheRequest, project: Project, invitation: int) -> HttpResponse:
    """Send an invitation again."""
    if request.method == "POST":
        found = get_object_or_404(Invitation, project=project, pk=invitation)
        try:
            sent = members.resend(request.actor, found)
        except members.RefusalError as refusal:
            messages.error(request, refusal.text[language()])
        else:
            messages.success(request, say(
                f"Invitation renvoyée à {sent.email}. L'ancien lien ne fonctionne plus.",
                f"Invitation sent again to {sent.email}. The former link works no more.",
            ))  # fmt: skip
    return _back(project)


@needs(perms.can_own, of=project_of)
def cancel(request: AgatheRequest, project: Project, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    if request.method == "POST":
        members.cancel(request.actor, get_object_or_404(Invitation, project=project, pk=invitation))
        messages.success(
            request,
            say(
                "Invitation annulée : son lien ne fonctionne plus.",
                "Invitation cancelled: its link works no more.",
            ),
        )
    return _back(project)


@needs(perms.can_own, of=project_of)
def link(request: AgatheRequest, project: Project) -> HttpResponse:
    """Make the read-only link, or after a page that says what that means, change it or take it back."""
    act = (request.POST if request.method == "POST" else request.GET).get("act", "")
    if act not in ("make", "renew", "revoke"):
        return _back(project)
    if request.method != "POST":
        if act == "make":
            return _back(project)
        return render(request, "projects/follow/link.html", {"project": project, "act": act})
    if act == "revoke":
        members.revoke_link(request.actor, project)
        messages.success(request, say("Le lien ne fonctionne plus.", "The link works no more."))
    elif act == "renew" or not project.share_key:
        members.make_link(request.actor, project)
        messages.success(
            request, say("Un nouveau lien de lecture est prêt.", "A new read-only link is ready.")
        )
    return _back(project)


@never_cache
@needs(anyone)
def accept(request: AgatheRequest, secret: str) -> HttpResponse:
    """An invitation received: accept it, or read plainly what to do first."""
    invitation = members.find_invitation(secret)
    problem = members.problem_of(request.actor, invitation)
    if request.method == "POST" and not problem:
        project = members.accept(request.actor, secret)
        if project is not None:
            messages.success(
                request,
                say(f"Vous travaillez maintenant sur « {project} ».", f"You now work on “{project}”."),
            )
            return HttpResponseRedirect(address("projects:roadmap", project.pk), status=303)
        problem = members.problem_of(request.actor, members.find_invitation(secret))
    if problem == "member" and invitation is not None:
        messages.info(
            request, say("Vous travaillez déjà sur ce projet.", "You work on this project already.")
        )
        return redirect(address("projects:roadmap", invitation.project_id))
    context = {
        "invitation": invitation, "problem": problem, "here": request.path, "roles": MEMBER_ROLES,
        "hint": _hidden(invitation.email) if invitation else "",
    }  # fmt: skip
    status = 404 if problem == "unknown" else 410 if problem in ("over", "expired") else 200
    return render(request, "projects/follow/accept.html", context, status=status)


@needs(anyone)
def shared(request: AgatheRequest, share_key: str) -> HttpResponse:
    """A read-only link: this browser may now read the roadmap, as long as the link stands."""
    project = get_object_or_404(Project, share_key=share_key)
    kept = [key for key in request.session.get(SHARED, []) if key != share_key]
    request.session[SHARED] = [*kept, share_key][-KEPT_LINKS:]
    return redirect(address("projects:roadmap", project.pk))


def _member(project: Project, member: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user", "project"), project=project, pk=member)


def _back(project: Project) -> HttpResponse:
    return HttpResponseRedirect(address("projects:share", project.pk), status=303)


def _after(request: AgatheRequest, project: Project) -> HttpResponse:
    """To the members, or to the dashboard for an owner who no longer is one of them."""
    if perms.can_follow(request.actor, project):
        return _back(project)
    return HttpResponseRedirect(address("projects:dashboard"), status=303)


def _hidden(email: str) -> str:
    """An address that its owner recognises and nobody else learns: ``a…@example.org``."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}" if host else ""
