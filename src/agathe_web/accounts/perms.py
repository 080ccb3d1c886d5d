"""Rights over accounts: everybody may sign in or ask for an account, a person manages only their own."""

from agathe_web.rights import Actor, anyone, signed_in

can_sign_in = anyone
can_manage_own = signed_in


def can_change_own(actor: Actor) -> bool:
    """Whoever signed in, but with a demonstration account: many people share those."""
    return actor.user is not None and not actor.user.demo
