"""What the pages of the community, and other parts, read of it."""

from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.http import Http404

from agathe_web import clock
from agathe_web.accounts.models import User
from agathe_web.community.models import LOOKING, OPEN, PUBLISHED, ContactRequest, Event, Listing, News, Report
from agathe_web.library.folding import tokens
from agathe_web.projects.models import OWNER, Project
from agathe_web.projects.queries import projects_of
from agathe_web.rights import Actor, loads

M = TypeVar("M", bound=Model)


@loads("pk")
def event_of(*, pk: int, **_: Any) -> Event:
    """The event of an address."""
    return _found(Event.objects.filter(pk=pk).first())


@loads("pk")
def news_of(*, pk: int, **_: Any) -> News:
    """The piece of news of an address."""
    return _found(News.objects.filter(pk=pk).first())


@loads("pk")
def listing_of(*, pk: int, **_: Any) -> Listing:
    """The listing of an address."""
    return _found(Listing.objects.select_related("project").filter(pk=pk).first())


@loads("pk")
def request_of(*, pk: int, **_: Any) -> ContactRequest:
    """The request for contact of an address."""
    return _found(
        ContactRequest.objects.select_related("listing__project", "sender", "answered_by")
        .filter(pk=pk)
        .first()
    )


def _found(one: M | None) -> M:
    if one is None:
        raise Http404
    return one


def events(*, past: bool = False, stage: str = "", region: str = "") -> QuerySet[Event]:
    """Published events: those to come and under way, the next first, or those that are over, the last first.

    Args:
        past: whether those that are over.
        stage: number of a stage, or empty; events for all stages always match.
        region: code of a region, or empty; events without region always match.
    """
    found = Event.objects.filter(state=PUBLISHED)
    if stage:
        found = found.filter(Q(stage=int(stage)) | Q(stage=None))
    if region:
        found = found.filter(Q(region=region) | Q(region=""))
    now = clock.now()
    return (
        found.filter(ends_at__lt=now).order_by("-starts_at", "-pk")
        if past
        else found.filter(ends_at__gte=now).order_by("starts_at", "pk")
    )


def news() -> QuerySet[News]:
    """Published news, the latest first."""
    return News.objects.filter(state=PUBLISHED).order_by("-published_at", "-pk")


def search_text(text: str) -> str:
    """A text as the directory's search compares it; a space on each side of each word."""
    return f" {' '.join(tokens(text))} "


def listings(*, q: str = "", stage: str = "", region: str = "", looking: str = "") -> QuerySet[Listing]:
    """Projects of the directory that everybody sees, the latest first.

    Args:
        q: words that the name or the pitch must all hold, or words that begin so.
        stage: number of a stage, or empty.
        region: code of a region, or empty.
        looking: what they look for, or empty.
    """
    found = Listing.objects.filter(hidden_reason="")
    for word in tokens(q[:120])[:8]:
        found = found.filter(folded__contains=f" {word}")
    if stage:
        found = found.filter(stage=int(stage))
    if region:
        found = found.filter(region=region)
    if looking in LOOKING:
        found = found.filter(looking__contains=f",{looking},")
    return found.order_by("-listed_at", "-pk")


def owners_of(project: Project) -> QuerySet[User]:
    """Owners of a project."""
    return User.objects.filter(memberships__project=project, memberships__role=OWNER).order_by("pk")


def listing_of_project(project: Project) -> Listing | None:
    """The listing of a project, if it has one."""
    return Listing.objects.filter(project=project).first()


def owned_by(actor: Actor) -> list[tuple[Project, Listing | None]]:
    """Projects the actor owns, each with its listing."""
    if actor.user is None:
        return []
    owned = list(projects_of(actor).filter(memberships__in=actor.user.memberships.filter(role=OWNER))[:50])
    listed = {one.project_id: one for one in Listing.objects.filter(project__in=owned)}
    return [(one, listed.get(one.pk)) for one in owned]


def received_by(actor: Actor) -> QuerySet[ContactRequest]:
    """Requests for contact that the actor may answer, those that wait first."""
    if actor.user is None:
        return ContactRequest.objects.none()
    owned = actor.user.memberships.filter(role=OWNER).values("project")
    found = ContactRequest.objects.filter(listing__project__in=owned).select_related("listing", "sender")
    return found.order_by(F("answered_at").desc(nulls_first=True), "-sent_at", "-pk")


def sent_by(actor: Actor) -> QuerySet[ContactRequest]:
    """Requests for contact that the actor made."""
    return ContactRequest.objects.filter(sender=actor.user).select_related("listing")


def waiting_for(actor: Actor) -> int:
    """Number of requests that wait for the actor's answer."""
    return received_by(actor).filter(state=OPEN).count()


def reported() -> QuerySet[Listing]:
    """Listings that somebody reported and no agent has looked at."""
    return (
        Listing.objects.filter(reports__handled_at=None, reports__pk__isnull=False).distinct().order_by("pk")
    )


def personal_data(user: User) -> dict[str, Any]:
    """What the community keeps of a person, for the export of their data."""
    owned = Listing.objects.filter(
        project__memberships__user=user, project__memberships__role=OWNER
    ).order_by("pk")
    return {
        "listings": [
            {"project": one.project_id, "name": one.name, "pitch": one.pitch, "stage": one.stage, "region": one.region,
             "looking_for": one.wants, "contact": one.contact, "listed_at": one.listed_at.isoformat()}
            for one in owned
        ],
        "contact_requests": [
            {"listing": one.listing.name, "message": one.message, "state": one.state, "sent_at": one.sent_at.isoformat()}
            for one in ContactRequest.objects.filter(sender=user).select_related("listing").order_by("sent_at", "pk")
        ],
        "reports": [
            {"listing": one.listing_id, "reason": one.reason, "sent_at": one.sent_at.isoformat()}
            for one in Report.objects.filter(reporter=user)
        ],
        "published": [*_written(Event, user), *_written(News, user)],
    }  # fmt: skip


def _written(model: type[Event] | type[News], user: User) -> list[dict[str, Any]]:
    kind = "event" if model is Event else "news"
    return [
        {"kind": kind, "id": one.pk, "title": one.title_fr}
        for one in model._default_manager.filter(author=user).order_by("pk")
    ]
