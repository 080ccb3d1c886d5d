"""The journal only grows, and tampering shows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from agathe_web.journal.actions import record
from agathe_web.journal.chain import Break
from agathe_web.journal.guard import lift_guard, lifted
from agathe_web.journal.models import Entry
from agathe_web.journal.queries import verify
from agathe_web.rights import Actor


@pytest.fixture
def filled(db):
    for number in range(1, 7):
        record(
            "projects.answer",
            Actor(),
            f"project:p{number}",
            {"changed": number, "accents": "é", "nested": {"a": [1, None]}},
        )


def tamper(sql: str) -> None:
    """Change the journal as somebody who owns the database could."""
    lift_guard(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    ["UPDATE journal_entry SET act = 'x' WHERE number = 3", "DELETE FROM journal_entry WHERE number = 3"],
)
def test_the_database_refuses_changes(filled, sql):
    with (
        pytest.raises(IntegrityError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(number=3).update(act="x")
    assert verify().holds


def test_so_does_the_model(filled):
    entry = Entry.objects.get(number=3)
    with pytest.raises(PermissionDenied):
        entry.save()
    with pytest.raises(PermissionDenied):
        entry.delete()


def test_an_intact_journal(filled, capsys):
    call_command("verify_journal")
    out = capsys.readouterr().out
    assert "Journal intact\u00a0: 6 entrées." in out.replace(" :", "\u00a0:")
    assert Entry.objects.get(number=6).digest in out


def test_an_empty_journal(db):
    assert verify().holds
    assert verify("0" * 64).holds


@pytest.mark.parametrize(
    ("sql", "faults"),
    [
        ("UPDATE journal_entry SET act = 'x' WHERE number = 3", [Break(3, "changed")]),
        ("UPDATE journal_entry SET actor = 'user:1' WHERE number = 6", [Break(6, "changed")]),
        ("UPDATE journal_entry SET at = '2020-01-01 00:00:00' WHERE number = 1", [Break(1, "changed")]),
        ("UPDATE journal_entry SET data = '{}' WHERE number = 2", [Break(2, "changed")]),
        ("DELETE FROM journal_entry WHERE number = 3", [Break(4, "missing")]),
        ("DELETE FROM journal_entry WHERE number = 1", [Break(2, "missing")]),
        ("DELETE FROM journal_entry WHERE number < 4", [Break(4, "missing")]),
    ],
)
def test_tampering_shows(filled, capsys, sql, faults):
    tamper(sql)
    assert verify().faults == faults
    with pytest.raises(CommandError) as raised:
        call_command("verify_journal")
    assert raised.value.returncode == 1
    assert f"Entrée {faults[0].number}" in str(raised.value)


def test_a_gap_closed_by_renumbering_shows(filled):
    tamper("DELETE FROM journal_entry WHERE number = 3")
    for number in (4, 5, 6):
        tamper(f"UPDATE journal_entry SET number = {number - 1} WHERE number = {number}")
    assert verify().faults[0] == Break(3, "moved")


def test_an_end_cut_off_shows_with_the_digest_kept_elsewhere(filled):
    kept = verify().digest
    record("x.y", None, "a:b")
    assert verify(kept).holds, "the journal grew since"
    tamper("DELETE FROM journal_entry WHERE number >= 5")
    assert verify().holds, "what remains is a chain"
    assert not verify(kept).holds
    with pytest.raises(CommandError, match="coupée"):
        call_command("verify_journal", "--expect", kept)


def test_the_guard_comes_back(filled):
    with lifted(connection):
        Entry.objects.filter(number=6).update(act="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(number=6).update(act="y")


@pytest.mark.django_db(transaction=True)
def test_tests_that_empty_the_database_may():
    """Django's ``flush`` empties the journal after this test, which the next one finds with its triggers."""
    record("x.y", None, "a:b")


WRITER = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "agathe_web.settings.testing"
django.setup()
from agathe_web.journal.actions import record
for number in range(25):
    record("x.y", None, f"writer:{sys.argv[1]}", {"number": number})
"""


@pytest.mark.slow
def test_writers_at_the_same_time_keep_one_chain(tmp_path):
    """Several processes on one SQLite file; on PostgreSQL the advisory lock does it."""
    environment = {
        **os.environ,
        "AGATHE_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "agathe_web.settings.testing",
    }
    environment.pop("DATABASE_URL", None)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], env=environment, cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=120, check=False
        )  # fmt: skip

    assert run("-m", "agathe_web", "migrate", "--verbosity", "0").returncode == 0
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(n)], env=environment) for n in range(4)]
    assert [one.wait(timeout=120) for one in writers] == [0, 0, 0, 0]
    done = run("-m", "agathe_web", "verify_journal")
    assert done.returncode == 0, done.stderr
    assert "100 entr" in done.stdout
    tampering = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('DROP TRIGGER journal_entry_no_update'); c.execute(\"UPDATE journal_entry SET about='x' WHERE number=50\"); c.commit()"
    assert run("-c", tampering, str(tmp_path / "agathe.sqlite3")).returncode == 0
    broken = run("-m", "agathe_web", "verify_journal")
    assert broken.returncode == 1
    assert "50" in broken.stderr
