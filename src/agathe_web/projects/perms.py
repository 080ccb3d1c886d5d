"""Rights over a project: its members by their role, or the visitor whose session holds it while it has no member."""

from agathe_web.projects.models import EDITOR, OWNER, READER, Membership, Project
from agathe_web.rights import Actor, anyone, signed_in

can_start = anyone
can_list = anyone
can_accept = signed_in


def role_of(actor: Actor, project: Project) -> str | None:
    """Role of the actor in the project; a visitor owns the projects of the session that have no member."""
    if actor.user is not None:
        found = Membership.objects.filter(project=project, user=actor.user).values_list("role", flat=True).first()
        if found is not None:
            return found
    if project.pk in actor.visited and not project.memberships.exists():
        return OWNER
    return None


def can_read(actor: Actor, project: Project) -> bool:
    """Members, and everybody for the projects of the demonstration's story."""
    return role_of(actor, project) in (OWNER, EDITOR, READER) or project.chapter is not None


def can_edit(actor: Actor, project: Project) -> bool:
    """Owners and editors; nobody edits the projects of the story."""
    return role_of(actor, project) in (OWNER, EDITOR)


def can_own(actor: Actor, project: Project) -> bool:
    """Owners: share, invite, erase."""
    return role_of(actor, project) == OWNER
