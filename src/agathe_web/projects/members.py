"""What people do to the circle of a project: invite, give a role, leave, share by a link that only reads."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import get_random_string, salted_hmac

from agathe.kernel import Text
from agathe_web import clock
from agathe_web.accounts.models import User
from agathe_web.journal.actions import record
from agathe_web.projects import perms, tasks
from agathe_web.projects.models import MEMBER_ROLES, OWNER, Invitation, Membership, Project, new_key
from agathe_web.rights import Actor

VALID = timedelta(days=14)
"""How long the link of an invitation works."""
MOST_OPEN = 20
"""Invitations of a project that wait for an answer at the same time."""
MOST_A_DAY = 20
"""Invitations a person sends in 24 hours, those sent again included: nobody uses Agathe to write to strangers."""
_ALONE = Text(
    "Un projet garde toujours un propriétaire. Donnez d'abord ce rôle à un autre membre.",
    "A project always keeps an owner. Give this role to another member first.",
)


class RefusalError(Exception):
    """The act makes no sense now; nothing was changed.

    Attributes:
        text: what is wrong and what to do.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


# ---------------------------------------------------------------------- members


def change_role(actor: Actor, membership: Membership, role: str) -> None:
    """Give a member another role.

    Raises:
        RefusalError: the project would have no owner left.
    """
    with _circle(actor, membership.project):
        found = Membership.objects.get(pk=membership.pk)
        if role not in MEMBER_ROLES or found.role == role:
            return
        _keep_an_owner(found)
        found.role = role
        found.save(update_fields=["role"])
        record("projects.role", actor, f"project:{found.project_id}", {"member": found.user_id, "role": role})


def remove(actor: Actor, membership: Membership) -> None:
    """Take a member out of the project.

    Raises:
        RefusalError: the project would have no owner left.
    """
    with _circle(actor, membership.project):
        _take_out(actor, membership, "projects.remove")


def leave(actor: Actor, project: Project) -> None:
    """Leave a project one works on, whatever the role.

    Raises:
        RefusalError: the project would have no owner left.
    """
    if actor.user is None:
        raise PermissionDenied
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        found = Membership.objects.filter(project=project, user=actor.user).first()
        if found is not None:
            _take_out(actor, found, "projects.leave")


def _take_out(actor: Actor, membership: Membership, act: str) -> None:
    found = Membership.objects.filter(pk=membership.pk).first()
    if found is None:
        return
    _keep_an_owner(found)
    found.delete()
    record(act, actor, f"project:{membership.project_id}", {"member": membership.user_id})


def _keep_an_owner(leaving: Membership) -> None:
    if leaving.role == OWNER:
        others = Membership.objects.filter(project=leaving.project_id, role=OWNER).exclude(pk=leaving.pk)
        if not others.exists():
            raise RefusalError(_ALONE)


@contextmanager
def _circle(actor: Actor, project: Project) -> Iterator[None]:
    """A transaction in which an owner changes who works on a project; one at a time."""
    if not perms.can_own(actor, project):
        raise PermissionDenied
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        yield


# ---------------------------------------------------------------------- invitations


def invite(actor: Actor, project: Project, email: str, role: str) -> Invitation:
    """Invite somebody by e-mail.

    Raises:
        RefusalError: already a member, already invited, or too many invitations.
    """
    if actor.user is None:
        raise PermissionDenied
    address = email.strip().lower()
    with _circle(actor, project):
        if Membership.objects.filter(project=project, user__email=address).exists():
            raise RefusalError(
                Text(
                    f"{address} est déjà membre du projet.", f"{address} is a member of the project already."
                )
            )
        if open_invitations(project).filter(email=address).exists():
            raise RefusalError(Text(
                f"Une invitation attend déjà la réponse de {address}. Vous pouvez la renvoyer.",
                f"An invitation is waiting for {address} to answer already. You can send it again.",
            ))  # fmt: skip
        return _send(actor, actor.user, project, address, role)


def resend(actor: Actor, invitation: Invitation) -> Invitation:
    """Send an invitation again, with a new link; the former one works no more.

    Raises:
        RefusalError: it is over, or too many invitations were sent today.
    """
    if actor.user is None:
        raise PermissionDenied
    with _circle(actor, invitation.project):
        found = Invitation.objects.select_related("project").get(pk=invitation.pk)
        if found.outcome:
            raise RefusalError(
                Text(
                    "Cette invitation est terminée : envoyez-en une autre.",
                    "This invitation is over: send another one.",
                )
            )
        address, role = found.email, found.role
        _end(found, "replaced")
        return _send(actor, actor.user, found.project, address, role)


def cancel(actor: Actor, invitation: Invitation) -> None:
    """Take an invitation back; its link works no more."""
    with _circle(actor, invitation.project):
        found = Invitation.objects.get(pk=invitation.pk)
        if not found.outcome:
            _end(found, "cancelled")
            record("projects.uninvite", actor, f"project:{found.project_id}", {"invitation": found.pk})


def open_invitations(project: Project) -> QuerySet[Invitation]:
    """Invitations of a project that wait for an answer, those past their day included."""
    return Invitation.objects.filter(project=project, outcome="").order_by("sent_at")


def _send(actor: Actor, user: User, project: Project, email: str, role: str) -> Invitation:
    if role not in MEMBER_ROLES:
        raise PermissionDenied
    if open_invitations(project).count() >= MOST_OPEN:
        raise RefusalError(Text(
            f"{MOST_OPEN} invitations attendent déjà une réponse. Annulez-en une avant d'en envoyer une autre.",
            f"{MOST_OPEN} invitations are waiting for an answer already. Cancel one before sending another.",
        ))  # fmt: skip
    now = clock.now()
    if Invitation.objects.filter(invited_by=user, sent_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise RefusalError(Text(
            f"Vous avez envoyé {MOST_A_DAY} invitations depuis 24 heures. Réessayez demain.",
            f"You have sent {MOST_A_DAY} invitations in 24 hours. Try again tomorrow.",
        ))  # fmt: skip
    invitation = Invitation.objects.create(
        project=project, email=email, role=role, invited_by=user, sent_at=now, expires_at=now + VALID,
        digest=get_random_string(64),
    )  # fmt: skip
    invitation.digest = digest_of(secret_of(invitation))
    invitation.save(update_fields=["digest"])
    record("projects.invite", actor, f"project:{project.pk}", {"invitation": invitation.pk, "role": role})
    tasks.mail_invitation.enqueue(invitation.pk)
    return invitation


def _end(invitation: Invitation, outcome: str) -> None:
    """Close an invitation; what it says of a person who is not a member goes."""
    invitation.outcome, invitation.ended_at, invitation.email = outcome, clock.now(), ""
    invitation.save(update_fields=["outcome", "ended_at", "email"])


def secret_of(invitation: Invitation) -> str:
    """Secret of the link. It is worked out again for the e-mail rather than kept: the database alone opens nothing."""
    return salted_hmac(
        "projects.invitation", f"{invitation.pk}:{invitation.sent_at.timestamp()}", algorithm="sha256"
    ).hexdigest()


def digest_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_invitation(secret: str) -> Invitation | None:
    """The invitation of a link."""
    return Invitation.objects.select_related("project", "invited_by").filter(digest=digest_of(secret)).first()


def problem_of(actor: Actor, invitation: Invitation | None) -> str:
    """Why the actor cannot accept an invitation; empty when nothing stands in the way.

    One of ``unknown``, ``over``, ``member`` (it was accepted, or needs not be), ``expired``, ``signed_out``,
    ``unverified`` or ``somebody_else``.
    """
    if invitation is None:
        return "unknown"
    if (
        actor.user is not None
        and Membership.objects.filter(project=invitation.project_id, user=actor.user).exists()
    ):
        return "member"
    if invitation.outcome:
        return "over"
    if invitation.expires_at <= clock.now():
        return "expired"
    if actor.user is None:
        return "signed_out"
    if actor.user.email != invitation.email:
        return "somebody_else"
    return "" if actor.user.verified_at is not None else "unverified"


def accept(actor: Actor, secret: str) -> Project | None:
    """Join a project by the link received; harmless when one works on it already.

    Returns:
        The project; ``None`` when the actor cannot accept (see :func:`problem_of`).
    """
    with transaction.atomic():
        found = find_invitation(secret)
        if found is None:
            return None
        Project.objects.select_for_update().get(pk=found.project_id)
        found = Invitation.objects.select_related("project").get(pk=found.pk)
        problem = problem_of(actor, found)
        if problem == "member":
            return found.project
        if problem or actor.user is None:
            return None
        Membership.objects.create(project=found.project, user=actor.user, role=found.role)
        _end(found, "accepted")
        record(
            "projects.join",
            actor,
            f"project:{found.project_id}",
            {"invitation": found.pk, "role": found.role},
        )
        return found.project


# ---------------------------------------------------------------------- the link that only reads


def make_link(actor: Actor, project: Project) -> str:
    """Make the link that lets whoever has it read the roadmap; a former one works no more."""
    with _circle(actor, project):
        project.share_key = new_key()
        project.save(update_fields=["share_key"])
        record("projects.link", actor, f"project:{project.pk}")
    return project.share_key


def revoke_link(actor: Actor, project: Project) -> None:
    """Take the link back."""
    with _circle(actor, project):
        project.share_key = ""
        project.save(update_fields=["share_key"])
        record("projects.unlink", actor, f"project:{project.pk}")
