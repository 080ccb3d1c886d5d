"""What people do with the notices of the law watch: read them, choose the e-mails."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agathe_web.journal.actions import record
from agathe_web.projects import perms
from agathe_web.projects.follow_queries import unread_of
from agathe_web.projects.models import Membership, Notice
from agathe_web.rights import Actor


def mark(actor: Actor, notice: Notice, *, read: bool = True) -> None:
    """Mark a notice as read, or as not read: for the actor alone, not for the other members."""
    if not perms.can_see_notice(actor, notice):
        raise PermissionDenied
    if actor.user is None:
        Notice.objects.filter(pk=notice.pk).update(seen=read)
    elif read:
        notice.read_by.add(actor.user)
    else:
        notice.read_by.remove(actor.user)


def mark_all(actor: Actor) -> None:
    """Mark all the actor's notices as read."""
    with transaction.atomic():
        keys = list(unread_of(actor).values_list("pk", flat=True))
        if actor.user is None:
            Notice.objects.filter(pk__in=keys).update(seen=True)
        else:
            through = Notice.read_by.through
            through.objects.bulk_create(
                (through(notice_id=key, user_id=actor.user.pk) for key in keys), ignore_conflicts=True
            )


def choose_mail(actor: Actor, wanted: Mapping[str, bool]) -> None:
    """Say, by project, whether the notices are to come by e-mail too; projects of others are left alone."""
    if actor.user is None:
        raise PermissionDenied
    mine = Membership.objects.filter(user=actor.user)
    with transaction.atomic():
        changed = 0
        for mailed in (True, False):
            keys = [key for key, choice in wanted.items() if choice is mailed]
            changed += mine.filter(project__in=keys, mailed=not mailed).update(mailed=mailed)
        if changed:
            record("projects.mail", actor, f"user:{actor.user.pk}", {"changed": changed})
