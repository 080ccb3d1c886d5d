"""What a statement rests on: texts, sources, dates of effect, confidence and age of the last check."""

from datetime import date, timedelta

from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.base import Entry
from agathe.roadmap.model import Citation, Grounds

REVIEW_AFTER = timedelta(days=365)
"""A fact checked longer ago than this is shown as stale."""


def grounds_of(entry: Entry, knowledge: Knowledge, day: date) -> Grounds:
    """What an entry rests on, with the age of its check on a day."""
    citations = [
        Citation(source=id_, publisher=source.publisher, url=source.url, checked=source.checked)
        for id_ in entry.sources
        if (source := knowledge.sources.get(id_)) is not None
    ]
    return Grounds(
        legal_ref=entry.legal_ref,
        citations=tuple(citations),
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        confidence=entry.confidence,
        confidence_note=entry.confidence_note,
        checked=entry.checked,
        stale=day - entry.checked > REVIEW_AFTER,
    )
