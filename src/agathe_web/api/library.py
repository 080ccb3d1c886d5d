"""Operations that look up the knowledge base."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from agathe.kernel import Text
from agathe.roadmap.model import FORMAT as ROADMAP_FORMAT
from agathe.roadmap.model import Citation
from agathe.rules.profile import FORMAT as PROFILE_FORMAT
from agathe_web import clock, engines
from agathe_web.api.answers import Named, Written, written
from agathe_web.api.described import READING, Described
from agathe_web.api.problems import brief, invalid
from agathe_web.library import queries
from agathe_web.library.catalogue import Card
from agathe_web.library.kinds import FAMILIES, KINDS, members
from agathe_web.theme.links import address
from agathe_web.words import language

MOST_ITEMS = 100
router = Router()


class LibraryItem(Written, kw_only=True, frozen=True):
    """An entry of the knowledge base in a list.

    Attributes:
        kind: kind of entry, as ``kinds`` of ``/knowledge`` lists them.
        stages: stages of the life line it belongs to.
        checked: day of the last check against the source.
        url: page of the portal.
    """

    kind: str
    id: str
    title: Text
    stages: tuple[int, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    checked: date | None = None
    url: str


class LibraryPage(Written, kw_only=True, frozen=True):
    """Entries found, some at a time.

    Attributes:
        total: entries found.
        limit: most entries in this answer.
        offset: entries left out before them.
    """

    total: int
    limit: int
    offset: int
    items: tuple[LibraryItem, ...]


class LibraryEntry(Written, kw_only=True, frozen=True):
    """An entry of the knowledge base, whole.

    Attributes:
        knowledge: version of the knowledge base.
        entry: the entry as the knowledge base holds it (see the format of the knowledge base).
        citations: its sources.
        url: page of the portal.
    """

    knowledge: str
    kind: str
    id: str
    title: Text
    entry: Any
    citations: tuple[Citation, ...] = ()
    url: str


class KindCount(Written, kw_only=True, frozen=True):
    """A kind of entries."""

    kind: str
    title: Text
    count: int


class KnowledgeState(Written, kw_only=True, frozen=True):
    """The knowledge base in use.

    Attributes:
        version: digest of all its files.
        day: today in Paris: the law applied when a request names no day.
        first_year: first year one may ask about.
        last_year: last year one may ask about.
        profile_format: number to write as ``agathe_profile``.
        roadmap_format: format of the roadmap.
        kinds: kinds of entries.
        comparisons: comparisons that ``/what-if`` runs by name.
        tags: scenarios that a plan or a variant may switch on.
    """

    version: str
    day: date
    first_year: int
    last_year: int
    profile_format: int
    roadmap_format: int
    kinds: tuple[KindCount, ...]
    comparisons: tuple[Named, ...]
    tags: tuple[Named, ...]


SEARCH = Described(
    "library",
    Text("Chercher dans la base", "Search the knowledge base"),
    Text(
        "Les entrées où se trouvent les mots cherchés dans la langue demandée, les plus proches d’abord, avec leur validité et leur "
        "dernier contrôle. Sans mots, toutes les entrées des filtres.",
        "Entries that hold the words looked for in the language asked for, the nearest first, with their validity and last check. "
        "Without words, all entries of the filters.",
    ),
    LibraryPage,
    example={"q": "marquage CE", "kind": "duty", "limit": 5},
)
ENTRY = Described(
    "library-entry",
    Text("Une entrée de la base", "An entry of the knowledge base"),
    Text(
        "Une entrée entière, comme la base la tient, avec ses sources.",
        "A whole entry, as the knowledge base holds it, with its sources.",
    ),
    LibraryEntry,
    problems=("not-found", *READING),
    example={"kind": "pathway", "id": "pecan"},
)
KNOWLEDGE = Described(
    "knowledge",
    Text("État de la base", "State of the knowledge base"),
    Text(
        "La version de la base de connaissances, le jour, et les noms que les autres opérations acceptent.",
        "The version of the knowledge base, the day, and the names other operations accept.",
    ),
    KnowledgeState,
)


@router.get("/library", **SEARCH.options())
def search(
    request: HttpRequest,
    q: Annotated[str, Field(max_length=200)] = "",
    kind: Annotated[str, Field(max_length=60)] = "",
    stage: Annotated[int, Field(ge=1, le=7)] | None = None,
    limit: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = 25,
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
) -> HttpResponse:
    if kind and not members(kind):
        names = ", ".join((*FAMILIES, *KINDS))
        raise invalid(
            "query.kind",
            f"« {brief(kind)} » n’est pas une sorte d’entrée ; choix : {names}",
            f"“{brief(kind)}” is not a kind of entry; choices: {names}",
        )
    wanted = queries.Search(
        q=q.strip(), kind=(kind,) if kind else (), stage=() if stage is None else (stage,)
    )
    found = queries.search(wanted, language()).cards
    return written(
        LibraryPage(
            total=len(found),
            limit=limit,
            offset=offset,
            items=tuple(_item(card) for card in found[offset : offset + limit]),
        )
    )


def _item(card: Card) -> LibraryItem:
    return LibraryItem(
        kind=card.kind,
        id=card.key,
        title=card.title,
        stages=tuple(sorted(card.stages)),
        valid_from=card.since,
        valid_to=card.until,
        checked=card.checked,
        url=_page(card.kind, card.key),
    )


def _page(kind: str, key: str) -> str:
    return address("library:entry", kind, key)


@router.get("/library/{kind}/{id}", **ENTRY.options())
def entry(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002
    knowledge = engines.knowledge()
    place = queries.place_of(kind=kind, key=id)
    return written(
        LibraryEntry(
            knowledge=knowledge.version,
            kind=kind,
            id=id,
            title=place.card.title,
            entry=place.entry,
            citations=tuple(
                Citation(source=name, publisher=source.publisher, url=source.url, checked=source.checked)
                for name in getattr(place.entry, "sources", ())
                if (source := knowledge.sources.get(name)) is not None
            ),
            url=_page(kind, id),
        )
    )


@router.get("/knowledge", **KNOWLEDGE.options())
def knowledge_state(request: HttpRequest) -> HttpResponse:
    knowledge = engines.knowledge()
    return written(
        KnowledgeState(
            version=knowledge.version,
            day=clock.today(),
            first_year=engines.FIRST_YEAR,
            last_year=engines.LAST_YEAR,
            profile_format=PROFILE_FORMAT,
            roadmap_format=ROADMAP_FORMAT,
            kinds=tuple(
                KindCount(kind=kind.name, title=kind.many, count=len(kind.read(knowledge)))
                for kind in KINDS.values()
            ),
            comparisons=tuple(
                Named(id=one.id, title=one.title) for one in knowledge.plan_comparisons.values()
            ),
            tags=tuple(Named(id=one.id, title=one.title) for one in knowledge.plan_tags.values()),
        )
    )
