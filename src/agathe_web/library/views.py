"""The pages of the library."""

import csv
from datetime import timedelta
from io import StringIO

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agathe_web import clock, engines
from agathe_web.library import actions, facets, listing, pages, perms, queries, reading
from agathe_web.library.catalogue import cards, region_names
from agathe_web.library.forms import ReportForm
from agathe_web.library.kinds import FAMILIES, KINDS, section_of
from agathe_web.library.mine import standing_of
from agathe_web.library.queries import Place, place_of, region_of
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import language

PAGE = 20
"""Results on a page: more would make pages heavier than the budget of the interface."""
REPORTS_A_DAY = 10
"""Reports one session may send in a day."""


@needs(perms.can_read)
def home(request: AgatheRequest) -> HttpResponse:
    """What there is, by family, and what is to be checked again."""
    found = queries.search(queries.Search(), language())
    late = [card for card in found.cards if card.late]
    context = {
        "families": [
            (family, [kind for kind in KINDS.values() if kind.family == family.name])
            for family in FAMILIES.values()
        ],
        "counts": found.counts["kind"],
        "natures": found.counts["nature"],
        "stages": found.counts["stage"],
        "total": len(found.cards),
        "late": sorted(late, key=lambda card: (card.checked, card.rank))[:10],
        "late_count": len(late),
        "oldest": min((card.checked for card in found.cards if card.checked), default=None),
        "review_days": listing.REVIEW_DAYS,
        "life": list(engines.knowledge().life_stages.values()),
    }
    return render(request, "library/home.html", context)


@needs(perms.can_read)
def search(request: AgatheRequest) -> HttpResponse:
    """Entries found by words and filters."""
    wanted = queries.read_search(request.GET)
    standing = standing_of(request.actor)
    found = queries.search(wanted, language(), standing)
    page = Paginator(found.cards, PAGE).get_page(request.GET.get("page"))
    context = {
        "search": wanted,
        "found": found,
        "page": page,
        "hits": listing.hits(found, page.object_list, language(), standing),
        "facets": facets.facets(found, language(), standing is not None),
        "chips": facets.chips(wanted, language()),
        "wider": listing.wider(found, language(), standing) if not found.cards else (),
        "project": standing.project if standing is not None else None,
        "link": lambda number: facets.link_of(wanted, number),
        "export": facets.link_of(wanted, name="library:export"),
        "without_filters": facets.link_of(queries.Search(q=wanted.q)),
        "section": section_of(wanted.kinds),
        "heading": listing.heading(wanted),
    }
    return render(request, "library/search.html", context)


@needs(perms.can_read)
def export(request: AgatheRequest) -> HttpResponse:
    """The entries a search finds, as a table."""
    wanted = queries.read_search(request.GET)
    standing = standing_of(request.actor)
    found = queries.search(wanted, language(), standing)
    table = StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    for row in listing.rows(found, language(), standing, request.build_absolute_uri("/")):
        writer.writerow([pages.plain(cell) for cell in row])
    # The mark at the start tells spreadsheets how the accents are written.
    response = HttpResponse("\ufeff" + table.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="agathe-{clock.today().isoformat()}.csv"'
    return response


@needs(perms.can_read_entry, of=place_of)
def entry(request: AgatheRequest, place: Place) -> HttpResponse:
    """One entry, whole."""
    standing = standing_of(request.actor)
    market = pages.market_facts(place.key) if place.kind == "country" else None
    context = {
        "place": place,
        "kind": KINDS[place.kind],
        "card": place.card,
        "reading": reading.read(place.kind, place.entry, language(), market),
        "mine": pages.mine_of(standing, place.ref, language()),
        "related": pages.related(place.ref, language()),
        "sources": pages.sources_of(place.ref) if place.kind != "source" else [],
        "pieces": lambda row: [
            (piece.text, address("library:entry", *piece.ref) if piece.ref else "") for piece in row.pieces
        ],
        "linked": lambda ref: address("library:entry", *ref) if ref else "",
        "life": {stage.number: stage.title for stage in engines.knowledge().life_stages.values()},
        "region": region_names(engines.knowledge()).get(place.card.region or ""),
        "section": section_of({place.kind}),
    }
    return render(request, "library/entry.html", context)


@needs(perms.can_read)
def regions(request: AgatheRequest) -> HttpResponse:
    """Actors and places, region by region."""
    found = pages.by_region(cards().values())
    names = region_names(engines.knowledge())
    rows = [
        (code, name, {kind: len(those) for kind, those in found.get(code, {}).items()})
        for code, name in names.items()
    ]
    return render(request, "library/regions.html", {"rows": rows, "kinds": KINDS})


@needs(perms.can_read_entry, of=region_of)
def region(request: AgatheRequest, code: str) -> HttpResponse:
    """Actors and places of one region."""
    names = region_names(engines.knowledge())
    found = pages.by_region(cards().values()).get(code, {})
    order = list(names)
    context = {
        "code": code,
        "name": names[code],
        "groups": [(KINDS[kind], those) for kind, those in listing.grouped(found, language())],
        "before": order[order.index(code) - 1] if order.index(code) else None,
        "after": order[order.index(code) + 1] if order.index(code) + 1 < len(order) else None,
        "names": names,
    }
    return render(request, "library/region.html", context)


@needs(perms.can_report, of=place_of)
def report(request: AgatheRequest, place: Place) -> HttpResponse:
    """Say that an entry is wrong."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    too_many = False
    if request.method == "POST" and form.is_valid():
        if form.is_trap_sprung:
            return redirect("library:reported", place.kind, place.key)
        data = form.cleaned_data
        try:
            if not _may_send(request):
                raise actions.TooManyError
            actions.report_error(
                request.actor,
                kind=place.kind,
                key=place.key,
                message=data["message"],
                source=data["source"],
                email=data["email"],
            )
            return redirect("library:reported", place.kind, place.key)
        except actions.TooManyError:
            too_many = True
    context = {
        "place": place,
        "card": place.card,
        "form": form,
        "too_many": too_many,
        "section": section_of({place.kind}),
    }
    return render(request, "library/report.html", context, status=429 if too_many else 200)


def _may_send(request: HttpRequest) -> bool:
    """Whether this session may still report today; counts the report."""
    since = (clock.now() - timedelta(days=1)).timestamp()
    sent = [moment for moment in request.session.get("library_reports", []) if moment > since]
    if len(sent) >= REPORTS_A_DAY:
        return False
    request.session["library_reports"] = [*sent, clock.now().timestamp()]
    return True


@needs(perms.can_report, of=place_of)
def reported(request: AgatheRequest, place: Place) -> HttpResponse:
    """What happens after a report."""
    return render(
        request,
        "library/reported.html",
        {"place": place, "card": place.card, "section": section_of({place.kind})},
    )
