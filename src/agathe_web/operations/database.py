"""The tables of the portal: brought to this version, compared with another, reached at all."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from agathe.kernel import AgatheError, Text
from agathe_web.operations import Tell

Key = tuple[str, str]
"""A migration: application and name."""


@contextmanager
def reached() -> Iterator[None]:
    """Tell people what to do when the database does not answer.

    Raises:
        AgatheError: it does not.
    """
    try:
        yield
    except OperationalError as error:
        said = str(error).strip().splitlines()
        reason = said[0] if said else type(error).__name__
        raise AgatheError(Text(
            f"la base de données ne répond pas : {reason}. Vérifiez DATABASE_URL, et que le serveur tourne",
            f"the database does not answer: {reason}. Check DATABASE_URL, and that the server runs",
        )) from None  # fmt: skip


def applied() -> set[Key]:
    """Migrations that the tables went through; none when there is no database yet, which is then not made."""
    if connection.vendor == "sqlite" and not sqlite_file().is_file():
        return set()
    return set(MigrationRecorder(connection).applied_migrations())


def migrate(tell: Tell) -> None:
    """Bring the tables to this version.

    Raises:
        AgatheError: a newer version of Agathe wrote them.
    """
    if later := unknown(MigrationRecorder(connection).applied_migrations()):
        raise AgatheError(Text(
            f"une version plus récente d'Agathe a écrit cette base de données ({', '.join(later)}) : installez cette version",
            f"a newer version of Agathe wrote this database ({', '.join(later)}): install that version",
        ))  # fmt: skip
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        tell(Text("Mise à jour de la base de données…", "Bringing the database up to date…"))
        call_command("migrate", verbosity=0, interactive=False)


def unknown(keys: Iterable[Key]) -> list[str]:
    """Migrations of the applications installed that this version does not have, as ``app.name``."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {key for own, migration in loader.disk_migrations.items() for key in (own, *migration.replaces)}
    labels = {label for label, _ in known}
    return sorted(f"{label}.{name}" for label, name in keys if label in labels and (label, name) not in known)


def sqlite_file() -> Path:
    """File of an SQLite database."""
    return Path(str(connection.settings_dict["NAME"]))


@contextmanager
def pointed_at(path: Path) -> Iterator[None]:
    """Work on another SQLite file meanwhile."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
