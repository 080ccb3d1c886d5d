"""The links of e-mails: signed, good for a while and for one use.

A link keeps a digest of what its use changes (the password, the address…): once used, or once the same thing was done
otherwise, the digest no longer fits. Nothing is stored.
"""

from collections.abc import Callable
from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from agathe_web.accounts.models import User

VERIFY, RESET, EMAIL = "verify", "reset", "email"
LASTS = {VERIFY: timedelta(days=7), RESET: timedelta(hours=2), EMAIL: timedelta(days=1)}
"""How long each kind of link is good for."""

_STATE: dict[str, Callable[[User], str]] = {
    VERIFY: lambda user: f"{user.email}|{user.verified_at}",
    RESET: lambda user: f"{user.email}|{user.password}|{user.last_login}",
    EMAIL: lambda user: f"{user.email}|{user.password}|{user.pending_email}",
}


def token(kind: str, user: User) -> str:
    """The secret part of a link."""
    return signing.dumps([user.pk, _digest(kind, user)], salt=_salt(kind))


def holder(kind: str, given: str) -> User | None:
    """The account a link was made for, while it is good."""
    try:
        pk, digest = signing.loads(given, salt=_salt(kind), max_age=LASTS[kind])
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(str(digest), _digest(kind, user)):
        return None
    return user


def _salt(kind: str) -> str:
    return f"agathe_web.accounts.{kind}"


def _digest(kind: str, user: User) -> str:
    return salted_hmac(_salt(kind), f"{user.pk}|{_STATE[kind](user)}", algorithm="sha256").hexdigest()[:32]
