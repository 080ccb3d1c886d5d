"""What people do to accounts. Each function is one act: it checks the right, writes in one transaction, notes it in the journal."""

from axes.utils import reset as forgive
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from agathe_web import clock
from agathe_web.accounts import factor, links, tasks
from agathe_web.accounts.models import ADMINISTRATOR, User, new_seal
from agathe_web.journal.actions import record
from agathe_web.rights import Actor


def sign_up(email: str, password: str, name: str = "", language: str = "fr") -> None:
    """Ask for an account. Nothing tells the person here whether the address has one already: the e-mail does."""
    owner = User.objects.filter(email=email).first()
    if owner is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, password, name=name, language=language)
                record("accounts.sign_up", Actor(user), f"user:{user.pk}")
                tasks.send.enqueue(links.VERIFY, user.pk)
            return
        except IntegrityError:  # asked for twice at the same moment
            owner = User.objects.filter(email=email).first()
    else:
        make_password(password)  # takes the time the other case takes
    if owner is not None and tasks.once("exists", email):
        tasks.send.enqueue("exists", owner.pk)


def send_verification(actor: Actor) -> bool:
    """Send the link that confirms the address again; ``False`` when one left a moment ago."""
    user = _self(actor)
    if user.verified_at is not None:
        return False
    if not tasks.once(links.VERIFY, user.email):
        return False
    tasks.send.enqueue(links.VERIFY, user.pk)
    return True


def verify(actor: Actor, token: str) -> bool:
    """The person opened the link while signed in to the account it was made for: the address is theirs."""
    user = _self(actor)
    with transaction.atomic():
        if links.holder(links.VERIFY, token) != user:
            return False
        User.objects.filter(pk=user.pk).update(verified_at=clock.now())
        record("accounts.verify", actor, f"user:{user.pk}")
    return True


def change_details(actor: Actor, name: str, language: str) -> None:
    """Change the name and the language of the e-mails."""
    user = _self(actor)
    with transaction.atomic():
        user.name, user.language = name, language
        user.save(update_fields=["name", "language"])
        record("accounts.details", actor, f"user:{user.pk}")


def change_password(actor: Actor, new: str) -> None:
    """Change the password; the view checked the present one. All other sessions end."""
    user = _self(actor)
    with transaction.atomic():
        user.set_password(new)
        user.seal = new_seal()
        user.save(update_fields=["password", "seal"])
        record("accounts.password", actor, f"user:{user.pk}")
        tasks.send.enqueue("password", user.pk)


def reset_password(token: str, new: str) -> User | None:
    """Choose a password by the link received; all sessions end.

    The link proves that the address is the person's. Whoever made the account without proving that loses it, with
    whatever they had attached to it to sign in by another way.
    """
    with transaction.atomic():
        user = links.holder(links.RESET, token)
        if user is None:
            return None
        if user.verified_at is None:
            take_over(user)
        user.set_password(new)
        user.seal = new_seal()
        user.save()
        record("accounts.reset", Actor(user), f"user:{user.pk}")
        tasks.send.enqueue("password", user.pk)
    forgive(username=user.email)
    return user


def take_over(user: User) -> None:
    """The address was proved to belong to somebody who may not be the one who made the account; the caller saves it."""
    factor.drop(user)
    user.identities.all().delete()
    user.set_unusable_password()
    user.verified_at, user.seal, user.pending_email = clock.now(), new_seal(), ""


def ask_email(actor: Actor, email: str) -> None:
    """Ask for another address; the link goes to the new one, a notice to the present one."""
    user = _self(actor)
    owner = User.objects.filter(email=email).first()
    with transaction.atomic():
        user.pending_email = email
        user.save(update_fields=["pending_email"])
        record("accounts.ask_email", actor, f"user:{user.pk}")
        if tasks.once("email_asked", user.email):
            tasks.send.enqueue("email_asked", user.pk)
        if not tasks.once(links.EMAIL, email):
            return
        if owner is None:
            tasks.send.enqueue(links.EMAIL, user.pk, email)
        else:
            tasks.send.enqueue("exists", owner.pk)


def confirm_email(actor: Actor, token: str) -> bool:
    """The person opened the link sent to the new address while signed in: it takes the place of the one before."""
    user = _self(actor)
    try:
        with transaction.atomic():
            found = links.holder(links.EMAIL, token)
            if found is None or found != user or not found.pending_email:
                return False
            before, found.email = found.email, found.pending_email
            found.pending_email, found.verified_at = "", clock.now()
            found.save(update_fields=["email", "pending_email", "verified_at"])
            record("accounts.email", actor, f"user:{user.pk}")
    except IntegrityError:  # the address got an account meanwhile
        return False
    tasks.send.enqueue("email_changed", user.pk, before)
    return True


def end_sessions(actor: Actor, user: User) -> None:
    """End all sessions of an account: one's own, or anybody's for an administrator."""
    _own_or_administrator(actor, user)
    with transaction.atomic():
        user.seal = new_seal()
        user.save(update_fields=["seal"])
        record("accounts.sign_out_everywhere", actor, f"user:{user.pk}")


def set_active(actor: Actor, user: User, active: bool) -> None:
    """Close an account without erasing it, or open it again."""
    _administrator(actor)
    if user.erased_at is not None or user == actor.user:
        raise PermissionDenied
    with transaction.atomic():
        user.is_active, user.seal = active, new_seal()
        user.save(update_fields=["is_active", "seal"])
        record("accounts.activate" if active else "accounts.deactivate", actor, f"user:{user.pk}")


def mark_verified(actor: Actor, user: User) -> None:
    """Say that an address is the person's, by other means than the link."""
    _administrator(actor)
    if user.verified_at is None and user.erased_at is None:
        with transaction.atomic():
            user.verified_at = clock.now()
            user.save(update_fields=["verified_at"])
            record("accounts.mark_verified", actor, f"user:{user.pk}")


def note_roles(actor: Actor, user: User) -> None:
    """Note in the journal the roles an administrator just gave."""
    _administrator(actor)
    held = sorted(user.groups.values_list("name", flat=True))
    record("accounts.roles", actor, f"user:{user.pk}", {"roles": held})


def _self(actor: Actor) -> User:
    if actor.user is None:
        raise PermissionDenied
    return actor.user


def _administrator(actor: Actor) -> None:
    if not actor.has(ADMINISTRATOR):
        raise PermissionDenied


def _own_or_administrator(actor: Actor, user: User) -> None:
    if actor.user != user:
        _administrator(actor)
