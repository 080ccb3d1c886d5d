"""Erasing an account, and telling a person all that is kept of them (GDPR, articles 15, 17 and 20)."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction

from agathe_web import clock
from agathe_web.accounts import factor, queries, tasks
from agathe_web.accounts.models import ADMINISTRATOR, User, new_seal
from agathe_web.community import actions as community
from agathe_web.community import queries as community_queries
from agathe_web.counter import actions as counter
from agathe_web.counter import queries as counter_queries
from agathe_web.journal import queries as journal
from agathe_web.journal.actions import record
from agathe_web.library import actions as library
from agathe_web.library.queries import reports_of
from agathe_web.projects import personal
from agathe_web.rights import Actor

NOBODY = "erased.invalid"
"""Domain of the addresses that stand for those erased: no mail can go there (RFC 2606)."""
_LOGS = (AccessAttempt, AccessFailureLog, AccessLog)


def personal_data(user: User) -> dict[str, Any]:
    """Everything kept about a person, as plain values."""
    return {
        "account": {
            "email": user.email,
            "pending_email": user.pending_email,
            "name": user.name,
            "language": user.language,
            "joined_at": user.joined_at,
            "verified_at": user.verified_at,
            "last_login": user.last_login,
            "roles": sorted(user.groups.values_list("name", flat=True)),
            "second_factor": queries.has_second_factor(user),
            "identities": list(user.identities.order_by("pk").values("issuer", "sub", "since")),
        },
        **personal.personal_data(user),
        "counter": counter_queries.personal_data(user),
        "community": community_queries.personal_data(user),
        "error_reports": reports_of(user),
        "sign_ins": list(
            AccessLog.objects.filter(username=user.email)
            .order_by("pk")
            .values("attempt_time", "ip_address", "user_agent")
        ),
        "journal": journal.personal_data(user),
    }


def erase(actor: Actor | None, user: User) -> None:
    """Erase an account; what others need stays, without the person.

    Args:
        actor: the person, or an administrator whom the person asked; ``None`` for the retention.
        user: whose account.
    """
    if actor is not None and actor.user != user and not actor.has(ADMINISTRATOR):
        raise PermissionDenied
    if user.erased_at is not None or user.demo:
        raise PermissionDenied
    email, mine = user.email, Actor(user)
    with transaction.atomic():
        community.forget(user)
        counter.forget(user)
        personal.leave_all(mine, user)
        library.forget_reporter(mine)
        factor.drop(user)
        user.identities.all().delete()
        user.groups.clear()
        user.user_permissions.clear()
        _blank(user)
        user.save()
        for log in _LOGS:
            log.objects.filter(username=email).delete()
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
        ).update(object_repr="")  # fmt: skip
        record("accounts.erase", actor, f"user:{user.pk}")
    if actor is not None:
        tasks.send.enqueue("erased", user.pk, email)


def _blank(user: User) -> None:
    user.email, user.pending_email, user.name = f"erased-{user.pk}@{NOBODY}", "", ""
    user.set_unusable_password()
    user.seal = new_seal()
    user.is_active = user.is_staff = user.is_superuser = False
    user.verified_at = user.last_login = None
    user.erased_at = clock.now()
