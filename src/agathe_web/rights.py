"""Who may do what: each view declares the right it needs, each app names its rights in ``perms.py``.

A right is a function of the actor, or of the actor and an object, that says yes or no. :func:`needs` puts it before the view
and notes it on the view, so that a test can ask every address of the site for its right. A refusal and an absence look the
same (404), so that nobody learns what exists; where no object is at stake, a visitor is asked to sign in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from agathe_web.accounts.models import User

VISITED = "projects"
"""Key of the session that lists the projects a visitor without account works on."""
SHARED = "shared"
"""Key of the session that lists the read-only links that were opened."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person who signed in, or a visitor with the projects of the session.

    Attributes:
        user: the account, ``None`` for a visitor.
        visited: ids of the projects the session holds.
        shared: keys of the read-only links the session opened.
        noted: roles in projects asked for already, while a page is read that changes nothing; ``None`` asks each time.
    """

    user: User | None = None
    visited: frozenset[str] = field(default_factory=frozenset)
    shared: frozenset[str] = field(default_factory=frozenset)
    noted: dict[str, str | None] | None = field(default=None, compare=False)

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles of the account: see :data:`agathe_web.accounts.models.ROLES`."""
        return frozenset(self.user.groups.values_list("name", flat=True)) if self.user else frozenset()

    def has(self, *roles: str) -> bool:
        """Whether the actor has one of these roles; an administrator has them all."""
        return not self.roles.isdisjoint((*roles, "administrator"))


Right = Callable[..., bool]
View = Callable[..., HttpResponseBase]


class AgatheRequest(HttpRequest):
    """A request with its actor, for annotations."""

    actor: Actor
    htmx: Any


class ActorMiddleware:
    """Say who acts on every request, as ``request.actor``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request."""
    user = request.user if isinstance(request.user, User) else None
    visited, shared = (frozenset(request.session.get(key, ())) for key in (VISITED, SHARED))
    return Actor(user, visited, shared, {} if request.method in ("GET", "HEAD") else None)


Loader = Callable[..., Any]
"""Finds the object a view is about from the parts of its address; raises ``Http404`` when there is none."""


def anyone(actor: Actor) -> bool:
    """Everybody, signed in or not."""
    return True


def signed_in(actor: Actor) -> bool:
    """Whoever has an account and signed in."""
    return actor.user is not None


def needs(right: Right, of: Loader | None = None) -> Callable[[View], View]:
    """Declare the right a view needs.

    Args:
        right: function of the actor (and of the object when ``of`` is given) that says yes or no.
        of: finds the object from the keyword arguments of the address; the view receives it in their place.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def checked(request: AgatheRequest, **parts: Any) -> HttpResponseBase:
            if of is None:
                if right(request.actor):
                    return view(request, **parts)
                if request.actor.user is None and request.method in ("GET", "HEAD"):
                    return redirect_to_login(request.get_full_path())
                raise Http404
            found = of(**parts)
            if not right(request.actor, found):
                raise Http404
            return view(request, found, **{k: v for k, v in parts.items() if k not in used})

        used = getattr(of, "uses", ())
        checked.right = right  # type: ignore[attr-defined]
        checked.about = of  # type: ignore[attr-defined]
        return checked

    return declare


def loads(*names: str) -> Callable[[Loader], Loader]:
    """Name the parts of the address that a loader consumes; the others still reach the view."""

    def note(loader: Loader) -> Loader:
        loader.uses = names  # type: ignore[attr-defined]
        return loader

    return note
