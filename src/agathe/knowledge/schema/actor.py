"""Actors: who does what around a digital-health project, and the regions they belong to.

Files of ``knowledge/actors/``: ``regions.yaml`` is a list of :class:`Region`, ``notes.yaml`` a list of :class:`ActorNote`,
every other file a list of :class:`Actor`.
"""

from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Condition, Entry

ActorCategory = Literal[
    "ministry",
    "agency",
    "authority",
    "insurer",
    "operator",
    "research",
    "support",
    "procurement",
    "industry",
    "notified_body",
    "ars",
    "grades",
    "cluster",
    "fund",
    "eu_body",
]
"""What an actor is. ``ars``: regional health agency. ``grades``: regional e-health support group."""

ClusterKind = Literal["health", "digital", "e-health", "electronics", "incubator"]


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A French region.

    Attributes:
        code: INSEE code, two digits as text; also the option of the question ``region``.
        name: name of the region.
    """

    code: str
    name: Text


class Actor(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A body a project may have to deal with, or can turn to.

    The scope of a notified body (``mdr``, ``ivdr``) is indicative: NANDO is the only official list.

    Attributes:
        category: what the actor is.
        description: what it does for a project.
        stages: stages of the life line (1 to 7) where it matters.
        region: INSEE code of a region of ``regions.yaml``, ``national`` or ``eu``.
        url: public site or contact page; ``None`` when not established.
        when: condition that makes the actor useful to this project, beyond the stage.
        kind: specialty of a cluster.
        nb_number: four-digit identification number of a notified body.
        country: ISO 3166-1 alpha-2 code of the country of a notified body.
        mdr: whether a notified body is designated under regulation (EU) 2017/745; ``None`` when not established.
        ivdr: whether a notified body is designated under regulation (EU) 2017/746; ``None`` when not established.
        funding: id of the funding entry that details a fund.
    """

    category: ActorCategory
    description: Text
    stages: tuple[int, ...]
    region: str
    url: str | None = None
    when: Condition = "true"
    kind: ClusterKind | None = None
    nb_number: str | None = None
    country: str | None = None
    mdr: bool | None = None
    ivdr: bool | None = None
    funding: str | None = None


class ActorNote(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Something to know about a whole category of actors.

    Attributes:
        category: the actors it is shown with.
        description: the note.
    """

    category: ActorCategory
    description: Text
