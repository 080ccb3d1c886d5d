"""What accounts leave to the worker: e-mails."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django_tasks import task

from agathe_web.accounts import links, mails
from agathe_web.accounts.models import User

PAUSE = 60
"""Seconds before the same letter goes to the same address again, so that nobody floods a mailbox through us."""


@task()
def send(kind: str, user: int, to: str = "") -> None:
    """Send a letter of :mod:`agathe_web.accounts.mails` to an account."""
    found = User.objects.filter(pk=user).first()
    if found is not None and (to or found.is_active):
        mails.send(kind, found, to)


@task()
def send_reset(email: str) -> None:
    """Send the link for a new password, when the address has an account."""
    found = User.objects.filter(email=email, is_active=True).first()
    if found is not None:
        mails.send(links.RESET, found)


def once(kind: str, email: str) -> bool:
    """Whether a letter may go now; the next one of its kind to this address waits."""
    name = salted_hmac("agathe_web.accounts.once", f"{kind}|{email}").hexdigest()
    return bool(cache.add(f"mail-{name}", True, PAUSE))
