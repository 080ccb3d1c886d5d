"""Rights at the counter: the founder's own questions, the agents' cockpit."""

from agathe_web.counter.models import Thread
from agathe_web.projects.models import EDITOR, OWNER
from agathe_web.rights import Actor, anyone, signed_in

can_visit = anyone
can_ask = signed_in


def can_work(actor: Actor) -> bool:
    """Agents: the cockpit, the templates, the figures."""
    return actor.has("agent")


def can_handle(actor: Actor, thread: Thread) -> bool:
    """Agents: any question."""
    return can_work(actor)


def can_read(actor: Actor, thread: Thread) -> bool:
    """Who asked, and the members of the project it is about; a project shared by link does not open its questions."""
    return _asked(actor, thread) or _role(actor, thread) is not None


def can_write(actor: Actor, thread: Thread) -> bool:
    """Who asked, and the owners and editors of the project: add a message, mark as solved, open again."""
    return _asked(actor, thread) or _role(actor, thread) in (OWNER, EDITOR)


def can_withdraw(actor: Actor, thread: Thread) -> bool:
    """Who sent the dossier, and the owners of the project."""
    return _asked(actor, thread) or _role(actor, thread) == OWNER


def can_see_dossier(actor: Actor, thread: Thread) -> bool:
    """Whoever reads the question, and agents."""
    return can_work(actor) or can_read(actor, thread)


def _asked(actor: Actor, thread: Thread) -> bool:
    return actor.user is not None and thread.author_id == actor.user.pk


def _role(actor: Actor, thread: Thread) -> str | None:
    """Role of a member; neither the session nor a link to read the project makes one."""
    if actor.user is None or thread.project is None:
        return None
    return thread.project.memberships.filter(user=actor.user).values_list("role", flat=True).first()
