"""What the tools of PostgreSQL do for backups: ``pg_dump`` and ``pg_restore``, which must be at least as recent as the server."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import ProgrammingError, connection

from agathe.kernel import AgatheError, Text

ASIDE = "agathe_before_restore"
"""Schema in which what stood before a restoration stays, until the next one."""


def dump(target: Path) -> None:
    """Write a consistent copy of the database; people may go on writing meanwhile.

    Raises:
        AgatheError: ``pg_dump`` is absent, or failed.
    """
    _run(
        "pg_dump",
        "--format=custom",
        "--compress=0",
        "--no-owner",
        "--no-privileges",
        f"--exclude-schema={ASIDE}",
        "--file",
        str(target),
    )


def check(dumped: Path) -> None:
    """See that a copy can be read.

    Raises:
        AgatheError: it cannot.
    """
    _run("pg_restore", "--list", str(dumped))


@contextmanager
def replaced(dumped: Path) -> Iterator[None]:
    """Put a copy in the place of what the database holds, which goes aside; it comes back if the caller raises.

    Raises:
        AgatheError: the copy cannot be put there; the database is as it was.
    """
    try:
        _sql(
            f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE",
            f"ALTER SCHEMA public RENAME TO {ASIDE}",
            "CREATE SCHEMA public",
        )
    except ProgrammingError as error:
        raise AgatheError(Text(
            f"ce compte ne peut pas restaurer : il doit posséder la base de données ({str(error).strip()})",
            f"this account cannot restore: it must own the database ({str(error).strip()})",
        )) from None  # fmt: skip
    try:
        name = str(connection.settings_dict["NAME"])
        _run(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
            "--dbname",
            name,
            str(dumped),
        )
        yield
    except BaseException:
        _sql("DROP SCHEMA IF EXISTS public CASCADE", f"ALTER SCHEMA {ASIDE} RENAME TO public")
        raise


def is_empty() -> bool:
    """Whether the database holds no table."""
    return not connection.introspection.table_names()


def _sql(*statements: str) -> None:
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise AgatheError(Text(
            f"il manque {program} : installez les outils de PostgreSQL (sous Debian : apt-get install postgresql-client)",
            f"{program} is missing: install the tools of PostgreSQL (on Debian: apt-get install postgresql-client)",
        ))  # fmt: skip
    ended = subprocess.run(
        [found, *arguments], env=_environment(), capture_output=True, text=True, errors="replace", check=False
    )
    if ended.returncode:
        said = ended.stderr.strip() or f"code {ended.returncode}"
        raise AgatheError(Text(f"{program} a échoué :\n{said}", f"{program} failed:\n{said}"))


def _environment() -> dict[str, str]:
    """Who connects to what, by variables: a password does not show in the list of processes."""
    known = connection.settings_dict
    named = {
        "PGHOST": known["HOST"],
        "PGPORT": known["PORT"],
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
        "PGDATABASE": known["NAME"],
    }
    options = known.get("OPTIONS") or {}
    named |= {
        f"PG{key.upper()}": options[key]
        for key in ("sslmode", "sslrootcert", "sslcert", "sslkey", "options")
        if key in options
    }
    return {**os.environ, **{key: str(value) for key, value in named.items() if value}}
