"""Opening and closing sessions: the password, then the code of the second factor when there is one."""

import time
from dataclasses import dataclass
from typing import Any

import django_otp
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import auth
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from agathe_web.accounts import queries
from agathe_web.accounts.models import User
from agathe_web.journal.actions import record
from agathe_web.projects import actions as projects
from agathe_web.projects.queries import visited
from agathe_web.rights import VISITED, Actor
from agathe_web.theme.links import address

BACKEND = "django.contrib.auth.backends.ModelBackend"
"""What finds the account of a session again, however it was opened."""
_PENDING = "second_step"
_PATIENCE = 600
"""Seconds between the password and the code."""


@dataclass(frozen=True)
class Pending:
    """Somebody gave the right password, and not yet the code.

    Attributes:
        user: the account.
        next: where the person was going; checked already.
    """

    user: User
    next: str


def destination(request: HttpRequest, wanted: str) -> str:
    """Where to go after signing in: what was asked for when it is on this site, the projects otherwise."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and safe else address("projects:dashboard")


def begin(request: HttpRequest, user: User, next_: str) -> str:
    """Open the session, or ask for the code first.

    Returns:
        Where to send the person.
    """
    if queries.has_second_factor(user):
        request.session[_PENDING] = [user.pk, user.get_session_auth_hash(), next_, time.time()]
        return address("accounts:second_step")
    open_session(request, user)
    return next_


def pending(request: HttpRequest) -> Pending | None:
    """Who owes a code in this session."""
    try:
        pk, digest, next_, since = request.session[_PENDING]
    except (KeyError, ValueError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or time.time() - since > _PATIENCE:
        return None
    return Pending(user, next_) if constant_time_compare(digest, user.get_session_auth_hash()) else None


def open_session(request: HttpRequest, user: User, device: Any = None) -> None:
    """Open a session under a new key; the account keeps the projects of the visitor.

    Args:
        request: the request.
        user: whose session.
        device: what proved the second factor.
    """
    kept = list(visited(Actor(None, frozenset(request.session.get(VISITED, ())))))
    with transaction.atomic():
        auth.login(request, user, backend=BACKEND)
        if device is not None:
            django_otp.login(request, device)
        request.session.pop(_PENDING, None)
        request.session.pop(VISITED, None)
        actor = Actor(user)
        for project in kept:
            projects.claim(actor, project)
        record("accounts.sign_in", actor, f"user:{user.pk}", {"second_factor": device is not None})


def locked(request: HttpRequest, user: User) -> bool:
    """Whether too many wrong passwords or codes were given for this account from there; the lock-out page then answers."""
    credentials = {"email": user.email}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = credentials  # type: ignore[attr-defined]
    return True


def count_failure(request: HttpRequest, user: User) -> None:
    """Count a wrong code, or a wrong password given again, as a failure to sign in."""
    # The table of failures keeps what was posted; a code or a new password must not lie there.
    posted, request.POST = request.POST, QueryDict()
    try:
        user_login_failed.send(sender=__name__, credentials={"email": user.email}, request=request)
    finally:
        request.POST = posted


def right_password(request: HttpRequest, user: User, password: str) -> bool:
    """Whether the password given again is the right one; a wrong one counts as a failure to sign in."""
    if locked(request, user):
        return False
    if user.check_password(password):
        return True
    count_failure(request, user)
    return False
