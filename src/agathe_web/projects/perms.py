"""Rights over a project: its members by their role, the visitor whose session holds it while it has no member, or
whoever opened its read-only link."""

from agathe_web.projects.models import EDITOR, OWNER, READER, Membership, Notice, Project
from agathe_web.rights import Actor, anyone, signed_in

EDITING = (OWNER, EDITOR)
"""Roles that may change a project."""
can_start = anyone
can_list = anyone
can_choose_mail = signed_in


def role_of(actor: Actor, project: Project) -> str | None:
    """Role of the actor in the project, a reader by its link included."""
    role = _working_role(actor, project)
    if role is None and project.share_key and project.share_key in actor.shared:
        return READER
    return role


def _working_role(actor: Actor, project: Project) -> str | None:
    """Role of a member; a visitor owns the projects of the session that have no member."""
    if actor.noted is not None and project.pk in actor.noted:
        return actor.noted[project.pk]
    role: str | None = None
    if actor.user is not None:
        role = (
            Membership.objects.filter(project=project, user=actor.user).values_list("role", flat=True).first()
        )
    if role is None and project.pk in actor.visited and not project.memberships.exists():
        role = OWNER
    if actor.noted is not None:
        actor.noted[project.pk] = role
    return role


def can_read(actor: Actor, project: Project) -> bool:
    """Members, and everybody for the projects of the demonstration's story."""
    return role_of(actor, project) in (OWNER, EDITOR, READER) or project.chapter is not None


def can_edit(actor: Actor, project: Project) -> bool:
    """Owners and editors; nobody edits the projects of the story."""
    return role_of(actor, project) in EDITING


def can_own(actor: Actor, project: Project) -> bool:
    """Owners: share, invite, erase."""
    return role_of(actor, project) == OWNER


def can_follow(actor: Actor, project: Project) -> bool:
    """Whoever works on the project: see who else does, its notices, and leave; a link that only reads is not enough."""
    return _working_role(actor, project) is not None


def can_see_history(actor: Actor, project: Project) -> bool:
    """Whoever works on the project, and everybody for the story; former answers are not for whoever has the link."""
    return can_follow(actor, project) or project.chapter is not None


def can_see_notice(actor: Actor, notice: Notice) -> bool:
    """Whoever works on the project of a notice."""
    return can_follow(actor, notice.project)
