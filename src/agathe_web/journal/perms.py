"""Rights over the journal: administrators read it all, a person reads what they did."""

from agathe_web.accounts.models import ADMINISTRATOR
from agathe_web.rights import Actor, signed_in

can_read_own = signed_in


def can_read_all(actor: Actor) -> bool:
    """Administrators."""
    return actor.has(ADMINISTRATOR)
