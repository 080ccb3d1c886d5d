"""Pages of the journal."""

import csv
import json
from collections.abc import Iterator
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from agathe_web import clock
from agathe_web.accounts.queries import named, pk_of
from agathe_web.journal import perms, queries
from agathe_web.journal.forms import Filters
from agathe_web.journal.models import Entry
from agathe_web.journal.wording import in_words
from agathe_web.rights import AgatheRequest, needs

PAGE = 25
"""Rows of a page: more would pass the weight a page may have."""
COLUMNS = ("number", "at", "actor", "act", "about", "data", "previous", "digest")

R = TypeVar("R", bound=HttpResponseBase)


@needs(perms.can_read_all)
def entries(request: AgatheRequest) -> HttpResponse:
    """All acts, filtered."""
    form = Filters(request.GET)
    page = Paginator(_asked(form), PAGE).get_page(request.GET.get("page"))
    query = {name: value for name, value in request.GET.items() if name in form.fields and value}
    people = named(int(row.actor[5:]) for row in page if row.actor.startswith("user:"))
    return _private(
        render(
            request, "journal/entries.html", {"form": form, "page": page, "query": query, "people": people}
        )
    )


@needs(perms.can_read_all)
def export(request: AgatheRequest) -> StreamingHttpResponse:
    """The acts asked for as CSV, all of them, the first first."""
    form = Filters(request.GET)
    response = StreamingHttpResponse(
        _lines(_asked(form).order_by("number")), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="journal-{clock.today().isoformat()}.csv"'
    return _private(response)


@needs(perms.can_read_own)
def mine(request: AgatheRequest) -> HttpResponse:
    """What the reader did."""
    user = request.actor.user
    assert user is not None
    page = Paginator(queries.entries_of(user), PAGE).get_page(request.GET.get("page"))
    return _private(render(request, "journal/mine.html", {"page": page, "in_words": in_words}))


def _asked(form: Filters) -> QuerySet[Entry]:
    if not form.is_valid():
        return Entry.objects.none()
    asked = dict(form.cleaned_data)
    if "@" in asked["actor"]:
        asked["actor"] = f"user:{pk_of(asked['actor']) or 0}"
    return queries.entries(**asked)


class _Echo:
    """Where the CSV writer writes: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def _lines(found: QuerySet[Entry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for row in found.iterator(chunk_size=1000):
        yield writer.writerow([_cell(getattr(row, name)) for name in COLUMNS])


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    # A spreadsheet would run what begins so as a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _private(response: R) -> R:
    add_never_cache_headers(response)
    return response
