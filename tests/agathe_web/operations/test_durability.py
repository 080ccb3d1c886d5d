"""What the portal acknowledged is there, whatever was killed meanwhile.

Visitors answer through the real pages, each in a thread, while the processes of the portal are killed under them. A page
sent after an answer (a redirection) acknowledges it; a connection that broke acknowledges nothing, and the visitor goes on
from the next page.
"""

import http.cookiejar
import json
import random
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest

from agathe.knowledge import Knowledge

pytestmark = pytest.mark.slow
VISITORS = 4
KILLS = 3
"""Rounds of killing; in each the web processes and the worker, once the parent too."""


class Forms(HTMLParser):
    """The forms of a page: address, and fields as ``(type, name, value)``."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str, str]]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((known.get("action", ""), []))
        elif tag in ("input", "button") and self.forms and "name" in known:
            self.forms[-1][1].append((known.get("type", "text"), known["name"], known.get("value", "on")))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Visitor:
    """Somebody without account who answers question after question.

    Attributes:
        given: answers acknowledged: what was sent for each question.
    """

    site: str
    chance: random.Random
    key: str = ""
    given: dict[str, list[str]] = field(default_factory=dict)
    broken: int = 0
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cookies = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), _Stay()
        ).open

    def ask(self, path: str, data: list[tuple[str, str]] | None = None) -> tuple[int, str, str]:
        """Status, where one is sent, and page."""
        sent = urllib.parse.urlencode(data).encode() if data is not None else None
        try:
            with self._open(
                urllib.request.Request(urllib.parse.urljoin(self.site, path), sent), timeout=30
            ) as page:
                return page.status, "", page.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode(errors="replace")

    def begin(self) -> None:
        _, fields = Forms(self.ask("/projet/")[2]).forms[0]
        status, where, page = self.ask("/projet/", [*_hidden(fields), ("name", "Durée")])
        assert status in (302, 303), page
        self.key = where.split("/")[2]

    def answer(self) -> bool:
        """Answer the next question; whether there is another."""
        status, where, page = self.ask(f"/projet/{self.key}/questions/")
        found = next((form for form in Forms(page).forms if "/question/" in form[0]), None)
        if found is None:
            if status != 200:
                self.wrong.append(f"{status} {where} {page[:200]}")
            return status != 200
        action, fields = found
        question = action.rstrip("/").rpartition("/")[2]
        chosen = self._choice(fields)
        status, _, page = self.ask(action, [*_hidden(fields), *chosen])
        if status in (302, 303):
            if chosen and chosen[0][0] == "answer":
                self.given[question] = [value for _, value in chosen]
        else:
            self.wrong.append(f"{question} {chosen}: {status} {page[:200]}")
        return True

    def _choice(self, fields: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
        ways = [
            (name, value) for kind, name, value in fields if kind in ("radio", "checkbox") and value != "none"
        ]
        unknown = [way for way in ways if way[1] == "not-known-yet"]
        return [self.chance.choice(ways)] if ways and self.chance.random() < 0.7 else unknown or ways[:1]


def _hidden(fields: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for kind, name, value in fields if kind == "hidden"]


def visit(visitor: Visitor, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            if not visitor.key:
                visitor.begin()
            elif not visitor.answer():
                break
        except OSError:  # the connection broke: nothing was acknowledged
            visitor.broken += 1
            time.sleep(0.05)


def test_no_acknowledged_answer_is_lost(installation: Any, knowledge: Knowledge) -> None:
    installation.start("--demo")
    site, stop = f"http://127.0.0.1:{installation.port}", threading.Event()
    visitors = [Visitor(site, random.Random(seed)) for seed in range(VISITORS)]
    threads = [threading.Thread(target=visit, args=(visitor, stop)) for visitor in visitors]
    for thread in threads:
        thread.start()
    try:
        for number in range(KILLS):
            before = _given(visitors)
            installation.wait_for(lambda before=before: _given(visitors) >= before + 6)
            if number == 1:
                below = [installation.parent, *installation.below]
                installation.kill(*below)
                installation.process.wait()
                installation.wait_for(lambda below=below: not any(map(installation.alive, below)))
                installation.start("--demo")
            else:
                installation.kill(*installation.below)
                installation.wait_for(lambda: len(installation.below) == 4)
        before = _given(visitors)
        installation.wait_for(lambda: _given(visitors) >= before + 4)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert [visitor.wrong for visitor in visitors] == [[]] * VISITORS
    assert sum(visitor.broken for visitor in visitors) > 0
    for visitor in visitors:
        kept = json.loads(visitor.ask(f"/projet/{visitor.key}/profil.json")[2])["answers"]
        for question, sent in visitor.given.items():
            if question in knowledge.questions:  # not a screen of boxes, whose answers are several
                assert question in kept, f"{question} was acknowledged and is lost"
                assert _same(kept[question], sent), (question, kept[question], sent)
    installation.kill(*installation.below)  # once more, then a clean stop: what follows is read from the disk
    installation.wait_for(lambda: len(installation.below) == 4)
    assert installation.stop(signal.SIGTERM) == 0
    look = (
        "from agathe_web.journal.models import Entry; from agathe_web.journal.chain import breaks\n"
        "from agathe_web.projects.models import *\n"
        "print(len(list(breaks(Entry.objects.order_by('number')))))\n"
        "print(sum(p.number != p.versions.count() for p in Project.objects.all()))\n"
        "print(Version.objects.count() - Entry.objects.filter(act__in=['projects.start', 'projects.answer']).count())"
    )
    # The chain holds; each project has all its versions; each act has its entry, and no entry is without its act.
    assert installation.python(look).split() == ["0", "0", "0"]
    assert "Traceback" not in installation.said()


def _given(visitors: list[Visitor]) -> int:
    return sum(len(visitor.given) for visitor in visitors)


def _same(kept: object, sent: list[str]) -> bool:
    if kept is None:
        return sent == ["not-known-yet"]
    if isinstance(kept, bool):
        return sent in (["yes"], ["true"], ["on"]) if kept else sent in (["no"], ["false"])
    return sorted(kept) == sorted(sent) if isinstance(kept, list) else [str(kept)] == sent


def test_a_task_that_was_running_is_done_again(installation: Any) -> None:
    """The worker is killed in the middle of a task: the next one does it."""
    slow = "agathe_web.operations.tasks.tidy"
    installation.start()
    installation.python(
        "from django_tasks_db.models import DBTaskResult as T; from agathe_web.operations.worker import worker_name; from agathe_web import clock\n"
        f"T.objects.create(status='RUNNING', args_kwargs={{'args': [], 'kwargs': {{}}}}, task_path={slow!r}, backend_name='default', "
        "run_after=clock.now(), worker_ids=[worker_name()], started_at=clock.now(), priority=7)"
    )
    worker = installation.children[1]
    installation.kill(worker)
    look = "from django_tasks_db.models import DBTaskResult as T; print(*T.objects.filter(priority=7).values_list('status', flat=True))"
    installation.wait_for(lambda: installation.python(look) == "SUCCESSFUL")
