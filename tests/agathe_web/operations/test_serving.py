"""``agathe serve``: starts, answers, watches over its processes, stops; says what to do when it cannot start."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agathe.kernel import AgatheError
from agathe_web import command_line
from agathe_web.operations import listening
from agathe_web.operations.tasks import DAILY


@pytest.mark.slow
def test_serves_and_stops(installation: Any) -> None:
    installation.start("--lang", "en")
    assert f"Agathe is ready: http://localhost:{installation.port} (Ctrl+C to stop it)" in installation.said()
    assert "decouvrir" not in installation.said()
    active = "from agathe_web.accounts.models import User; print(User.objects.filter(is_active=True).count())"
    assert installation.python(active) == "0"  # what everybody knows opens nothing without --demo
    assert len(installation.children) == 2
    assert len(installation.below) == 4
    assert installation.stop() == 0
    assert not installation.answers()
    assert "Traceback" not in installation.said()
    installation.start("--demo", "--no-worker", "--workers", "1")
    assert "agathe@demo.example" in installation.said()
    assert "mot de passe : decouvrir-agathe" in installation.said()
    assert len(installation.below) == 2
    assert installation.stop(signal.SIGINT) == 0


@pytest.mark.slow
def test_processes_that_die_are_replaced(installation: Any) -> None:
    installation.start()
    before = installation.children
    installation.kill(*before)
    installation.wait_for(
        lambda: len(installation.children) == 2 and not {*before} & {*installation.children}
    )
    installation.wait_for(installation.answers)
    assert "un autre démarre" in installation.said()
    # Whatever ends the parent ends its children.
    installation.wait_for(lambda: len(installation.below) == 4)
    below = installation.below
    installation.kill(installation.parent)
    installation.process.wait()
    installation.process = None
    installation.wait_for(lambda: not any(map(installation.alive, below)))
    installation.wait_for(lambda: not installation.answers())


@pytest.mark.slow
def test_the_daily_tasks_are_run(installation: Any) -> None:
    installation.start()
    look = "from django_tasks_db.models import DBTaskResult as T; print(*T.objects.filter(status='SUCCESSFUL').values_list('task_path', flat=True))"
    installation.wait_for(lambda: set(installation.python(look).split()) >= set(DAILY))


def test_a_port_that_is_taken(fresh: Callable[[], Any]) -> None:
    installation = fresh()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = installation.run("serve", "--port", str(port))
        assert done.returncode == 2
        assert f"le port {port} est déjà pris" in done.stderr
        near = int(done.stderr.rpartition("--port ")[2])
        assert near > port
        with socket.create_server(("127.0.0.1", near)):
            pass
    assert not installation.folder.exists()


def test_an_address_that_is_elsewhere() -> None:
    with pytest.raises(AgatheError) as wrong:
        listening.listen("192.0.2.1", 0)
    assert "--host" in wrong.value.render("fr")
    with pytest.raises(AgatheError) as wrong:
        listening.listen("no.such.host.invalid", 0)
    assert "not an address of this machine" in wrong.value.render("en")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:8000"),
        ("0.0.0.0", "http://localhost:8000"),
        ("::", "http://localhost:8000"),
        ("10.0.0.4", "http://10.0.0.4:8000"),
        ("2001:db8::1", "http://[2001:db8::1]:8000"),
    ],
)
def test_the_address_people_type(host: str, url: str) -> None:
    assert listening.address(host, 8000) == url


def test_a_folder_one_cannot_write(fresh: Callable[[], Any], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    done = fresh().run("serve", "--port", "0", AGATHE_DATA_DIR=str(file / "data"))
    assert done.returncode == 2
    assert "impossible d'écrire dans le dossier des données" in done.stderr
    assert "AGATHE_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_wrong_knowledge_base(installation: Any, tmp_path: Path) -> None:
    wrong = tmp_path / "knowledge"
    wrong.mkdir()
    done = installation.run("serve", "--port", "0", AGATHE_KNOWLEDGE_DIR=str(wrong))
    assert done.returncode == 2
    assert "knowledge" in done.stderr
    (wrong / "duties.yaml").write_text("a: [")
    done = installation.run("serve", "--port", "0", AGATHE_KNOWLEDGE_DIR=str(wrong))
    assert done.returncode == 2
    assert "duties.yaml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgres://nobody@127.0.0.1:9/none", "la base de données ne répond pas"),
        ("mistake://nobody", "réglages inutilisables"),
    ],
)
def test_a_database_that_does_not_answer(fresh: Callable[[], Any], url: str, words: str) -> None:
    done = fresh().run("serve", "--port", "0", DATABASE_URL=url)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_of_a_newer_version(installation: Any) -> None:
    installation.python(
        "from django.db.migrations.recorder import MigrationRecorder as R; from django.db import connection; "
        "R(connection).record_applied('projects', '9999_later')"
    )
    done = installation.run("serve", "--port", "0")
    assert done.returncode == 2
    assert "projects.9999_later" in done.stderr


def test_the_portal_must_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(command_line, "find_spec", lambda name: None if name == "django" else find(name))
    for command in (command_line.serve, command_line.demo):
        with pytest.raises(AgatheError) as wrong:
            command()
        assert "pip install 'agathe[web,documents]'" in wrong.value.render("fr")


def test_other_commands_do_not_load_the_portal() -> None:
    code = (
        "import sys, agathe.cli.commands as c; print([n for n in ('django', 'gunicorn', 'numpy') if n in sys.modules]);"
        "print(sorted(i.name or i.callback.__name__ for i in c.app.registered_commands))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    loaded, names = done.stdout.splitlines()
    assert loaded == "[]"
    assert all(f"'{name}'" in names for name in ("serve", "demo", "backup", "restore", "roadmap"))
