"""The triggers by which the database refuses to change or remove an entry, whoever asks.

They stop mistakes and code that goes round the actions. Somebody who owns the database can lift them: the chain shows it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TABLE = "journal_entry"
_REFUSAL = "the journal only grows"

_SQLITE = {
    f"{TABLE}_no_{act.lower()}": f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for act in ("UPDATE", "DELETE")
}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_TRIGGER = f"{TABLE}_only_grows"


def set_guard(connection: Any) -> None:
    """Refuse changes from now on."""
    lift_guard(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in _SQLITE.values():
                cursor.execute(statement)
        elif connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {_TRIGGER} BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()"
            )


def lift_guard(connection: Any) -> None:
    """Let changes through, for instance to empty the whole database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        elif connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {_TRIGGER} ON {TABLE}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_refuse()")


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Without the triggers, and with them again afterwards."""
    if TABLE not in connection.introspection.table_names():
        yield
        return
    lift_guard(connection)
    try:
        yield
    finally:
        set_guard(connection)
