"""What people do in the community. Each function is one act: it checks the right, writes in one transaction, notes it in the journal."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agathe_web import citations, clock
from agathe_web.accounts.models import User
from agathe_web.community import perms, tasks
from agathe_web.community.models import (
    ACCEPTED,
    DECLINED,
    DRAFT,
    LOOKING,
    OPEN,
    PUBLISHED,
    WITHDRAWN,
    ContactRequest,
    Event,
    Listing,
    News,
    Report,
)
from agathe_web.community.queries import owners_of, search_text
from agathe_web.journal.actions import record
from agathe_web.projects.models import OWNER, Project
from agathe_web.rights import Actor

DAILY = 5
"""Requests for contact, and reports, that one person may send in a day."""

P = TypeVar("P", Event, News)


class LimitError(Exception):
    """Nothing was written: the person sent as many today as one may."""


class StateError(Exception):
    """Nothing was written: it is no longer in a state that allows this act."""


# ---------------------------------------------------------------------- events and news


def save_event(actor: Actor, event: Event | None, values: Mapping[str, Any]) -> Event:
    """Write an event as a draft, or change one.

    Args:
        actor: the agent.
        event: the one to change, ``None`` for a new one.
        values: values of the fields of :class:`agathe_web.community.models.Event`.
    """
    return _saved(actor, event or Event(author=actor.user), values)


def save_news(actor: Actor, news: News | None, values: Mapping[str, Any], cites: Sequence[str]) -> News:
    """Write a piece of news as a draft, or change one; its citations are sealed again.

    Args:
        actor: the agent.
        news: the one to change, ``None`` for a new one.
        values: values of the fields of :class:`agathe_web.community.models.News`.
        cites: entries cited.
    """
    return _saved(actor, news or News(author=actor.user), {**values, "cites": citations.seal(cites)})


def publish(actor: Actor, published: Event | News) -> None:
    """Show it to everybody."""
    _check(perms.can_edit(actor, published))
    with transaction.atomic():
        published.state = PUBLISHED
        published.published_at = published.published_at or clock.now()
        published.save(update_fields=["state", "published_at"])
        record("community.publish", actor, _name(published))


def withdraw(actor: Actor, published: Event | News) -> None:
    """Show it to nobody but agents."""
    _check(perms.can_edit(actor, published))
    with transaction.atomic():
        published.state = WITHDRAWN if published.published_at else DRAFT
        published.save(update_fields=["state"])
        record("community.withdraw", actor, _name(published))


# ---------------------------------------------------------------------- directory


def put_in_directory(
    actor: Actor,
    project: Project,
    *,
    name: str,
    pitch: str,
    stage: int,
    region: str = "",
    looking: Sequence[str] = (),
    contact: bool = True,
) -> Listing:
    """Show a project in the directory, or change what is shown. A listing that agents hid stays hidden.

    Args:
        actor: an owner of the project.
        project: the project.
        name: name shown.
        pitch: what it does.
        stage: stage of the life line.
        region: code of its region, or empty.
        looking: what it looks for.
        contact: whether people may ask for contact.
    """
    _check(perms.can_list(actor, project))
    values = {
        "name": name, "pitch": pitch, "stage": stage, "region": region, "contact": contact, "folded": search_text(f"{name} {pitch}"),
        "looking": f",{','.join(one for one in LOOKING if one in looking)},",
    }  # fmt: skip
    with transaction.atomic():
        listing, made = Listing.objects.update_or_create(
            project=project, defaults=values, create_defaults={**values, "listed_at": clock.now()}
        )
        record("community.list", actor, f"project:{project.pk}", {"new": made})
    return listing


def take_out_of_directory(actor: Actor, project: Project) -> None:
    """Erase the listing of a project and the requests made to it."""
    _check(perms.can_list(actor, project))
    with transaction.atomic():
        erased, _ = Listing.objects.filter(project=project, hidden_reason="").delete()
        if erased:
            record("community.unlist", actor, f"project:{project.pk}")


def ask_contact(actor: Actor, listing: Listing, message: str) -> ContactRequest:
    """Ask the owners of a listed project for contact; they are told by e-mail.

    Raises:
        LimitError: too many requests today.
        StateError: a request of this person is open already.
    """
    _check(perms.can_contact(actor, listing))
    assert actor.user is not None
    with transaction.atomic():
        # One person's requests are counted one after the other, whatever the number of browsers.
        User.objects.select_for_update().get(pk=actor.user.pk)
        if listing.requests.filter(sender=actor.user, state=OPEN).exists():
            raise StateError
        if (
            ContactRequest.objects.filter(
                sender=actor.user, sent_at__gt=clock.now() - timedelta(days=1)
            ).count()
            >= DAILY
        ):
            raise LimitError
        made = listing.requests.create(sender=actor.user, message=message, sent_at=clock.now())
        record("community.ask_contact", actor, f"listing:{listing.pk}", {"request": made.pk})
        for owner in owners_of(listing.project):
            tasks.tell.enqueue(tasks.ASKED, made.pk, owner.pk)
    return made


def answer_contact(actor: Actor, request: ContactRequest, accepted: bool) -> None:
    """Accept a request, which shows each the address of the other, or decline it, which shows none.

    Raises:
        StateError: it was answered already.
    """
    _check(perms.can_answer(actor, request))
    with transaction.atomic():
        locked = ContactRequest.objects.select_for_update().get(pk=request.pk)
        if locked.state != OPEN:
            raise StateError
        locked.state, locked.answered_at = ACCEPTED if accepted else DECLINED, clock.now()
        locked.answered_by = actor.user
        locked.save()
        record(f"community.{'accept' if accepted else 'decline'}", actor, f"request:{locked.pk}")
        tasks.tell.enqueue(tasks.ACCEPTED if accepted else tasks.DECLINED, locked.pk, locked.sender_id)


def report(actor: Actor, listing: Listing, reason: str) -> Report:
    """Say that a listing should not be there; agents look at it.

    Raises:
        LimitError: too many reports today.
        StateError: a report of this person waits already.
    """
    _check(perms.can_report(actor, listing))
    with transaction.atomic():
        mine = Report.objects.filter(reporter=actor.user)
        if mine.filter(listing=listing, handled_at=None).exists():
            raise StateError
        if mine.filter(sent_at__gt=clock.now() - timedelta(days=1)).count() >= DAILY:
            raise LimitError
        made = Report.objects.create(listing=listing, reporter=actor.user, reason=reason, sent_at=clock.now())
        record("community.report", actor, f"listing:{listing.pk}", {"report": made.pk})
    return made


def moderate(actor: Actor, listing: Listing, hidden: str) -> None:
    """Hide a listing for a reason that its owners read, or show it again; reports that waited are settled.

    Args:
        actor: the agent.
        listing: the listing.
        hidden: the reason; empty shows it.
    """
    _check(perms.can_moderate(actor, listing))
    with transaction.atomic():
        listing.hidden_reason, listing.hidden_at = hidden, clock.now() if hidden else None
        listing.save(update_fields=["hidden_reason", "hidden_at"])
        listing.reports.filter(handled_at=None).update(
            handled_at=clock.now(), outcome="hidden" if hidden else "kept"
        )
        record("community.hide" if hidden else "community.show", actor, f"listing:{listing.pk}")


# ---------------------------------------------------------------------- accounts, demonstration


def forget(user: User) -> None:
    """Make a person unknown here: their requests are erased, so are the listings of projects that nobody else owns."""
    with transaction.atomic():
        sent, _ = ContactRequest.objects.filter(sender=user).delete()
        owned = Listing.objects.filter(project__memberships__user=user, project__memberships__role=OWNER)
        alone = [one for one in owned.select_related("project") if owners_of(one.project).count() < 2]
        Listing.objects.filter(pk__in=[one.pk for one in alone]).delete()
        ContactRequest.objects.filter(answered_by=user).update(answered_by=None)
        Report.objects.filter(reporter=user).update(reporter=None)
        Event.objects.filter(author=user).update(author=None)
        News.objects.filter(author=user).update(author=None)
        record("community.forget", None, f"user:{user.pk}", {"requests": sent, "listings": len(alone)})


def demo(founder: User, agent: User, project: Project) -> None:
    """Make the content of the demonstration, once: events, news, a project in the directory."""
    from agathe_web.community import demonstration  # it calls the acts of this module

    demonstration.fill(founder, agent, project)


# ---------------------------------------------------------------------- pieces


def _check(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _name(published: Event | News) -> str:
    return f"{'event' if isinstance(published, Event) else 'news'}:{published.pk}"


def _saved(actor: Actor, published: P, values: Mapping[str, Any]) -> P:
    _check(perms.can_publish(actor))
    new = published.pk is None
    for name, value in values.items():
        setattr(published, name, value)
    published.updated_at = clock.now()
    with transaction.atomic():
        published.save()
        record("community.write" if new else "community.edit", actor, _name(published))
    return published
