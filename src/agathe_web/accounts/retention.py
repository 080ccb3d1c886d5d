"""What is kept no longer: run once a day by ``python -m agathe_web retention`` or by the task of the same name.

=============================  ======================================================================
anonymous projects             untouched for ``settings.ANONYMOUS_DAYS`` days; not those of the demonstration
sessions                       past their date
invitations                    past their date for 30 days
unverified accounts            made, and last used, 90 days ago, without project and without role
notices                        older than two years and seen by every member
logs of sign-ins               older than 90 days (they hold network addresses)
finished background tasks      older than 30 days
=============================  ======================================================================
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from agathe_web import clock
from agathe_web.accounts import erasure
from agathe_web.accounts.models import User
from agathe_web.journal.actions import record
from agathe_web.projects.models import Invitation, Membership, Notice, Project

INVITATIONS, LOGS, UNVERIFIED, TASKS = (
    timedelta(days=30),
    timedelta(days=90),
    timedelta(days=90),
    timedelta(days=30),
)
NOTICES = timedelta(days=730)


def apply() -> dict[str, int]:
    """Erase what is kept no longer.

    Returns:
        How many of each kind were erased.
    """
    now = clock.now()
    counts = {name: erase(now) for name, erase in _RULES.items()}
    record("accounts.retention", None, "site:all", counts)
    return counts


@task()
def keep_less() -> dict[str, int]:
    """:func:`apply`, for the worker."""
    return apply()


def _projects(now: datetime) -> int:
    before = now - timedelta(days=settings.ANONYMOUS_DAYS)
    stale = Project.objects.filter(memberships=None, demo=False, chapter=None, touched_at__lt=before)
    erased = 0
    for key in list(stale.values_list("pk", flat=True)):
        with transaction.atomic():
            project = stale.select_for_update(of=("self",)).filter(pk=key).first()
            if project is None:  # touched or claimed meanwhile
                continue
            files = [one.file for one in project.evidence.all() if one.file]
            project.delete()
            record("projects.erase", None, f"project:{key}")
        for file in files:
            file.delete(save=False)
        erased += 1
    return erased


def _sessions(now: datetime) -> int:
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _invitations(now: datetime) -> int:
    return Invitation.objects.filter(expires_at__lt=now - INVITATIONS).delete()[0]


def _accounts(now: datetime) -> int:
    before = now - UNVERIFIED
    stale = User.objects.filter(
        Q(last_login=None) | Q(last_login__lt=before),
        verified_at=None, erased_at=None, demo=False, is_staff=False, groups=None, memberships=None, joined_at__lt=before,
    )  # fmt: skip
    erased = 0
    for user in list(stale):
        erasure.erase(None, user)
        erased += 1
    return erased


def _notices(now: datetime) -> int:
    seen = Notice.read_by.through.objects.filter(notice=OuterRef(OuterRef("pk")), user=OuterRef("user"))
    unseen = Membership.objects.filter(project=OuterRef("project")).exclude(Exists(seen))
    old = Notice.objects.filter(at__lt=now - NOTICES).exclude(Exists(unseen))
    count = old.count()
    old.delete()
    return count


def _logs(now: datetime) -> int:
    before = now - LOGS
    return sum(
        log.objects.filter(attempt_time__lt=before).delete()[0]
        for log in (AccessAttempt, AccessFailureLog, AccessLog)
    )


def _tasks(now: datetime) -> int:
    return DBTaskResult.objects.finished().filter(finished_at__lte=now - TASKS).delete()[0]


_RULES: dict[str, Callable[[datetime], int]] = {
    "anonymous_projects": _projects,
    "sessions": _sessions,
    "invitations": _invitations,
    "unverified_accounts": _accounts,
    "notices": _notices,
    "sign_in_logs": _logs,
    "tasks": _tasks,
}
