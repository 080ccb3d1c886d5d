"""The full-text table: FTS5 on SQLite, ``tsvector`` on PostgreSQL. Both hold the same words, cut and folded by us.

The table is made by the migrations; no model knows it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection

from agathe_web.library.folding import Term

TITLE, REFERENCES, BODY = 8.0, 4.0, 1.0
"""Weight of a word found in a title, in a reference or name, in the text."""
TABLE = "library_words"
_LAST_PLACE = 16383
"""Places that PostgreSQL tells apart in a text."""


@dataclass(frozen=True)
class Words:
    """The words of one page.

    Attributes:
        page: id of the page.
        title: words of the title.
        references: words of names, references and kinds.
        body: words of the text.
    """

    page: int
    title: Sequence[str]
    references: Sequence[str]
    body: Sequence[str]


class Backend(Protocol):
    """One database's way to keep and find words."""

    def fill(self, cursor: Any, rows: Iterable[Words]) -> None:
        """Replace all words."""

    def find(self, cursor: Any, terms: Sequence[Term], language: str) -> list[tuple[str, str, float]]:
        """Kind, id and score of the pages that hold all terms."""


class Sqlite:
    """FTS5, without a copy of the texts. Words come in folded; each is put between quotes, so no operator is read."""

    def fill(self, cursor: Any, rows: Iterable[Words]) -> None:
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')")
        cursor.executemany(
            f"INSERT INTO {TABLE}(rowid, title, refs, body) VALUES (%s, %s, %s, %s)",
            [(row.page, " ".join(row.title), " ".join(row.references), " ".join(row.body)) for row in rows],
        )

    def find(self, cursor: Any, terms: Sequence[Term], language: str) -> list[tuple[str, str, float]]:
        # CROSS JOIN: the words first, then their pages; SQLite would start from the language.
        cursor.execute(
            f"SELECT p.kind, p.key, -bm25({TABLE}, {TITLE}, {REFERENCES}, {BODY}) FROM {TABLE} "
            f"CROSS JOIN library_page p ON p.id = {TABLE}.rowid WHERE {TABLE} MATCH %s AND p.language = %s",
            [" AND ".join(self.said(term) for term in terms), language],
        )
        return list(cursor.fetchall())

    @staticmethod
    def said(term: Term) -> str:
        """A term in the language of FTS5; whole words count besides the beginnings of words."""
        parts = []
        for words in term.variants:
            phrase = '"' + " ".join(words) + '"'
            parts += [phrase, f"{phrase} *"] if term.prefix else [phrase]
        return f"({' OR '.join(parts)})"


class Postgres:
    """``tsvector`` written word by word: no dictionary, no extension, the same words as on SQLite."""

    def fill(self, cursor: Any, rows: Iterable[Words]) -> None:
        cursor.execute(f"DELETE FROM {TABLE}")
        cursor.executemany(
            f"INSERT INTO {TABLE}(page_id, words) VALUES (%s, %s::tsvector)",
            [(row.page, self.vector(row)) for row in rows],
        )

    def find(self, cursor: Any, terms: Sequence[Term], language: str) -> list[tuple[str, str, float]]:
        weights = [0.0, BODY / TITLE, REFERENCES / TITLE, 1.0]
        cursor.execute(
            f"SELECT p.kind, p.key, ts_rank(%s::real[], w.words, q) FROM {TABLE} w JOIN library_page p ON p.id = w.page_id, "
            "CAST(%s AS tsquery) q WHERE w.words @@ q AND p.language = %s",
            [weights, " & ".join(self.said(term) for term in terms), language],
        )
        return list(cursor.fetchall())

    @staticmethod
    def said(term: Term) -> str:
        """A term in the language of ``tsquery``."""
        parts = []
        for words in term.variants:
            parts.append(" <-> ".join(f"'{word}'" for word in words))
            if term.prefix:
                parts.append(parts[-1] + ":*")
        return "(" + " | ".join(f"({part})" for part in parts) + ")"

    @staticmethod
    def vector(row: Words) -> str:
        """Words with their places and weights; a gap keeps phrases from running over from one part to the next."""
        places: dict[str, list[str]] = defaultdict(list)
        place = 0
        for words, weight in ((row.title, "A"), (row.references, "B"), (row.body, "C")):
            for word in words:
                place = min(place + 1, _LAST_PLACE)
                if len(places[word]) < 250:
                    places[word].append(f"{place}{weight}")
            place += 10
        return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def backend() -> Backend:
    """That of the database in use."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()
