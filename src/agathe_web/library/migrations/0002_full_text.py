"""The full-text table, in the way of each database.

On PostgreSQL it has no foreign key to the pages: a table that no model knows must not stand in the way of emptying theirs.
"""

from typing import Any

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE library_words USING fts5"
    "(title, refs, body, content='', tokenize='unicode61 remove_diacritics 2', prefix='3 4')",
)
POSTGRESQL = (
    "CREATE TABLE library_words (page_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX library_words_gin ON library_words USING gin(words)",
)


def create(apps: Any, editor: Any) -> None:
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def drop(apps: Any, editor: Any) -> None:
    editor.execute("DROP TABLE IF EXISTS library_words")


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
