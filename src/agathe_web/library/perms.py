"""Rights over the library: everybody reads it and may report an error; staff deal with the reports."""

from agathe_web.rights import Actor, anyone

can_read = anyone


def can_read_entry(actor: Actor, about: object) -> bool:
    """Everybody, any entry or region."""
    return True


def can_report(actor: Actor, about: object = None) -> bool:
    """Everybody, about any entry."""
    return True


def can_close(actor: Actor) -> bool:
    """Whoever administers the site."""
    return actor.user is not None and (actor.user.is_staff or actor.has("administrator"))
