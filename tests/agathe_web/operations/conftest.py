"""Real installations of the portal, each with its data folder (and its database of PostgreSQL when the suite runs on one)."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

PATIENCE = 90.0
"""Seconds a start may take on a busy machine."""
POSTGRESQL = (
    os.environ.get("DATABASE_URL", "") if os.environ.get("DATABASE_URL", "").startswith("postgres") else ""
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def started_by(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def descendants(pid: int) -> list[int]:
    own = started_by(pid)
    return [*own, *(far for near in own for far in descendants(near))]


def wait_for(what: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@dataclass
class Installation:
    """A data folder, and the commands run on it."""

    folder: Path
    database: str = ""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    wait_for = staticmethod(wait_for)
    alive = staticmethod(alive)

    @property
    def parent(self) -> int:
        """The process of ``agathe serve``."""
        assert self.process is not None
        return self.process.pid

    @property
    def children(self) -> list[int]:
        """The processes it keeps alive: web, then tasks."""
        return started_by(self.parent)

    @property
    def below(self) -> list[int]:
        """All processes that came of it."""
        return descendants(self.parent)

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("AGATHE_", "DJANGO_")) and k != "DATABASE_URL"
        }
        return {
            **kept,
            "AGATHE_DATA_DIR": str(self.folder),
            **({"DATABASE_URL": self.database} if self.database else {}),
        }

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """``agathe ARGUMENTS``, to its end."""
        command = [sys.executable, "-c", "from agathe.cli import main; main()", *arguments]
        return subprocess.run(
            command, env={**self.environment, **variables}, capture_output=True, text=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL
        )  # fmt: skip

    def python(self, code: str) -> str:
        """What a program prints that uses the models of the portal."""
        before = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'agathe_web.settings'; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", before + code], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *arguments: str) -> None:
        """``agathe serve``, until it answers."""
        log = self.folder.parent / f"{self.folder.name}.log"
        with log.open("a") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from agathe.cli import main; main()", "serve", "--port", str(self.port), *arguments],
                env=self.environment, stdout=file, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            )  # fmt: skip
        self.log = log
        wait_for(lambda: self.answers() or self.process is None or self.process.poll() is not None)
        assert self.process.poll() is None, log.read_text()
        wait_for(lambda: "http://localhost" in log.read_text())

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as page:
                return bool(page.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def said(self) -> str:
        return self.log.read_text()

    def kill(self, *pids: int) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask to stop; the exit code."""
        assert self.process is not None
        below = self.below
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self.process = None
        wait_for(lambda: not any(alive(pid) for pid in below))
        return code


def _databases(statement: str) -> None:
    import psycopg

    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _database(name: str) -> str:
    return urlunsplit(urlsplit(POSTGRESQL)._replace(path=f"/{name}")) if POSTGRESQL else ""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with the demonstration and a file somebody attached, to be copied."""
    name = f"agathe_{secrets.token_hex(4)}"
    if POSTGRESQL:
        _databases(f"CREATE DATABASE {name}")
    made = Installation(tmp_path_factory.mktemp("installation") / "data", _database(name))
    done = made.run("demo")
    assert done.returncode == 0, done.stderr
    attached = made.folder / "files" / "evidence" / "2026" / "étude clinique.pdf"
    attached.parent.mkdir(parents=True)
    attached.write_bytes(b"%PDF-1.7 " + bytes(range(256)) * 40)
    yield made
    if POSTGRESQL:
        _databases(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[[], Installation]]:
    """Make an installation with nothing in it."""
    made: list[Installation] = []

    def make(source: Installation | None = None) -> Installation:
        name = f"agathe_{secrets.token_hex(4)}"
        if POSTGRESQL:
            like = f" TEMPLATE {urlsplit(source.database).path[1:]}" if source else ""
            _databases(f"CREATE DATABASE {name}{like}")
        folder = tmp_path / f"data-{len(made)}"
        if source is not None:
            shutil.copytree(source.folder, folder)
        made.append(Installation(folder, _database(name)))
        return made[-1]

    yield make
    for one in made:
        if one.process is not None:
            one.kill(one.parent, *one.below)
            one.process.wait(PATIENCE)
        if POSTGRESQL:
            _databases(f"DROP DATABASE {urlsplit(one.database).path[1:]} WITH (FORCE)")


@pytest.fixture
def installation(fresh: Callable[..., Installation], template: Installation) -> Installation:
    """An installation with the demonstration."""
    return fresh(template)
