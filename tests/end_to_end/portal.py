"""A portal as people run it: ``agathe serve`` in its own process, on a data folder of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "decouvrir-agathe"
"""Password of the accounts of the demonstration."""
PATIENCE = 120.0
"""Seconds after which a portal that does not answer, or a message that does not come, is a failure."""
_READY = re.compile(r"(?:prête|ready) ?: (http://\S+)")


class Portal:
    """A portal that runs.

    Args:
        folder: its data folder.
        demo: whether it has the demonstration.
        knowledge: its knowledge base, instead of the one of the repository.

    Attributes:
        url: address.
        lines: what it printed.
    """

    def __init__(self, folder: Path, *, demo: bool = False, knowledge: Path | None = None) -> None:
        self.folder = folder
        self.url = ""
        self.lines: list[str] = []
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AGATHE_", "DJANGO_", "DATABASE_"))}
        env = {
            **kept,
            "AGATHE_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.end_to_end.settings",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            **({"AGATHE_KNOWLEDGE_DIR": str(knowledge)} if knowledge else {}),
        }
        command = [
            sys.executable,
            "-c",
            "from agathe.cli import main; main()",
            "serve",
            "--port",
            "0",
            "--workers",
            "1",
        ]
        self._process = subprocess.Popen(
            [*command, *(["--demo"] if demo else [])],
            cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip())
            if found := _READY.search(line):
                self.url = found[1]

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self.url:
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the portal does not answer:\n" + "\n".join(self.lines))
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to stop, as Ctrl+C does; whatever is left after that is killed."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(10)
        self._reader.join(10)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def mail(self, recipient: str, containing: str = "") -> str:
        """The text of the last e-mail sent to somebody that holds some words; it may take the worker a moment."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for body in reversed(self._mails(recipient)):
                if containing in body:
                    return body
            time.sleep(0.2)
        raise AssertionError(f"no e-mail to {recipient} with « {containing} »")

    def _mails(self, recipient: str) -> list[str]:
        found = []
        for file in sorted((self.folder / "mails").glob("*.log"), key=lambda one: one.stat().st_mtime_ns):
            message = message_from_bytes(file.read_bytes().split(b"\n" + b"-" * 79)[0], policy=policy.default)
            body = message.get_body(("plain",))
            if body is not None and recipient in str(message["To"]):
                found.append(f"{message['Subject']}\n\n{body.get_content()}")
        return found
