"""Rights in the community: everybody reads what is published, agents publish, owners list their project."""

from agathe_web.community.models import PUBLISHED, ContactRequest, Event, Listing, News
from agathe_web.projects import perms as projects
from agathe_web.projects.models import Project
from agathe_web.rights import Actor, anyone, signed_in

can_visit = anyone
can_follow = signed_in
"""See one's own requests for contact."""


def can_publish(actor: Actor) -> bool:
    """Agents: write, publish, withdraw, hide a listing."""
    return actor.has("agent")


def can_edit(actor: Actor, published: Event | News) -> bool:
    """Agents: any event or piece of news."""
    return can_publish(actor)


def can_see(actor: Actor, published: Event | News) -> bool:
    """Everybody once it is published; agents before and after."""
    return published.state == PUBLISHED or can_publish(actor)


def can_list(actor: Actor, project: Project) -> bool:
    """Owners with an account: put their project in the directory, change it, take it out."""
    return actor.user is not None and projects.can_own(actor, project)


def can_see_listing(actor: Actor, listing: Listing) -> bool:
    """Everybody, unless agents hid it; its owners and agents still see it then."""
    return not listing.hidden_reason or can_publish(actor) or can_list(actor, listing.project)


def can_contact(actor: Actor, listing: Listing) -> bool:
    """Whoever has an account, when the owners allow it and the listing is shown; owners do not write to themselves."""
    return (
        actor.user is not None
        and listing.contact
        and not listing.hidden_reason
        and not can_list(actor, listing.project)
    )


def can_report(actor: Actor, listing: Listing) -> bool:
    """Whoever has an account and sees it."""
    return actor.user is not None and can_see_listing(actor, listing)


def can_moderate(actor: Actor, listing: Listing) -> bool:
    """Agents."""
    return can_publish(actor)


def can_answer(actor: Actor, request: ContactRequest) -> bool:
    """Owners of the project that is asked."""
    return can_list(actor, request.listing.project)


def can_read_request(actor: Actor, request: ContactRequest) -> bool:
    """Who sent it and the owners of the project."""
    return (actor.user is not None and request.sender_id == actor.user.pk) or can_answer(actor, request)
