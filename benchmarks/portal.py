"""Speed of the portal: its two heaviest pages for people who read, and its throughput beside a plain Django view.

Run ``python -m benchmarks.portal`` from the repository, on a quiet machine. One server (gunicorn, two workers of four threads, as
``agathe serve`` starts it) holds twenty accounts, each with a project. Beside the portal it serves a view that asks the same
database for twenty rows and gives them as JSON: *served*, behind the same middleware as the pages, and *bare*, with nothing around it,
not even Django's own middleware. Twenty people open the next question and the roadmap in turn and think one second between pages: the 95th
percentile is what they wait. Throughput is measured with eight connections that never wait, by ``wrk`` where it is
installed, else by threads of this process, in short rounds whose order turns.
"""

import argparse
import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
P95_LIMIT, SHARE_LIMIT = 0.1, 1 / 3
PEOPLE, THINK, SECONDS, ROUNDS = 20, 1.0, 15.0, 12

_BARE = '''
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agathe_web.settings")
from django.core.wsgi import get_wsgi_application
portal = get_wsgi_application()
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import close_old_connections
from django.http import JsonResponse
from django.urls import path
from agathe_web import urls
from agathe_web.projects.models import Version
from agathe_web import engines
from agathe.rules.interview.questions import next_question
from agathe.roadmap.schedule import build_schedule
next_question(engines.judge({"answers": {}}), "roadmap")
build_schedule(engines.judge({"answers": {}}), draws=100)

def rows(request):
    """A database-backed view."""
    found = Version.objects.order_by("-number").values("project", "number", "kind", "at", "knowledge", "day")[:20]
    return JsonResponse({"rows": list(found)})

urls.urlpatterns.insert(0, path("rows/", rows))

def bare(environ, start):
    """The view with nothing around it, not even Django's own middleware."""
    close_old_connections()
    response = rows(WSGIRequest(environ))
    start("200 OK", list(response.items()) + [("Content-Length", str(len(response.content)))])
    return [response.content]

def application(environ, start):
    return bare(environ, start) if environ["PATH_INFO"] == "/bare/" else portal(environ, start)
'''

_SEED = """
import os, sys, json
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agathe_web.settings")
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from agathe.rules import read_profile
from agathe_web import clock, engines
from agathe_web.accounts.models import User
from agathe_web.home.story import CHAPTERS, examples
from agathe_web.projects.actions import start
from agathe_web.rights import Actor
people = []
for number in range(int(sys.argv[1])):
    user = User.objects.create_user(f"p{number}@example.org", None, name=f"P{number}", verified_at=clock.now())
    profile = read_profile(examples() / CHAPTERS[number % 3].file, engines.knowledge())
    # Half of the answers, so that questions are left to ask.
    answers = dict(list(profile.answers.items())[: len(profile.answers) // 2 + number % 5])
    project = start(Actor(user), profile=type(profile)(answers=answers, name=f"Projet {number}"))
    session = SessionStore()
    session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1], HASH_SESSION_KEY: user.get_session_auth_hash()})
    session.save()
    people.append([session.session_key, project.pk])
print(json.dumps(people))
"""


@contextmanager
def server(people: int) -> Iterator[tuple[int, list[list[str]]]]:
    """A server on a fresh database; yields its port and, for each person, the session and the project."""
    import json

    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ,
            "AGATHE_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "agathe_web.settings",
            "PYTHONWARNINGS": "ignore",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        environ.pop("AGATHE_DEBUG", None)
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([sys.executable, "-m", "agathe_web", *command], check=True, env=environ)
        seeded = subprocess.run(
            [sys.executable, "-c", _SEED, str(people)],
            check=True,
            env=environ,
            capture_output=True,
            text=True,
        )
        (Path(folder) / "bench_application.py").write_text(_BARE)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--chdir", folder, "--preload", "--workers", "2", "--threads", "4", "--worker-class", "gthread",
             "--keep-alive", "30", "--bind", f"127.0.0.1:{port}", "--log-level", "error", "bench_application:application"],
            env=environ, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(port)
            yield port, json.loads(seeded.stdout.splitlines()[-1])
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/sante/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")


def get(connection: http.client.HTTPConnection, path: str, session: str) -> float:
    """Seconds until the last byte of a page; anything but 200 is an error."""
    start = time.perf_counter()
    connection.request(
        "GET", path, headers={"Cookie": f"agathe_session={session}", "Accept-Encoding": "gzip"}
    )
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    return time.perf_counter() - start


def readers(port: int, people: Sequence[Sequence[str]], seconds: float) -> dict[str, list[float]]:
    """What people wait for who open the two pages in turn and think one second."""
    waits: dict[str, list[float]] = {"next question": [], "roadmap": []}
    lock = threading.Lock()

    def read(number: int, session: str, key: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        pages = (("next question", f"/projet/{key}/questions/"), ("roadmap", f"/projet/{key}/"))
        time.sleep(THINK * number / len(people))
        end, turn = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            name, path = pages[turn % 2]
            wait = get(connection, path, session)
            with lock:
                waits[name].append(wait)
            turn += 1
            time.sleep(THINK)

    threads = [threading.Thread(target=read, args=(number, *person)) for number, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits


def throughput(port: int, path: str, session: str, seconds: float) -> float:
    """Pages a second with eight connections that never wait."""
    if shutil.which("wrk"):
        command = [
            "wrk",
            "-t1",
            "-c8",
            f"-d{seconds:.0f}s",
            "-H",
            f"Cookie: agathe_session={session}",
            f"http://127.0.0.1:{port}{path}",
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        if "Non-2xx" in done:
            raise RuntimeError(done)
        found = re.search(r"Requests/sec:\s+([\d.]+)", done)
        assert found is not None
        return float(found[1])
    counts = [0] * 8
    end = time.monotonic() + seconds

    def hammer(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end:
            get(connection, path, session)
            counts[number] += 1

    threads = [threading.Thread(target=hammer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a limit is passed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--no-limits", action="store_true", help="print, and do not fail")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args(arguments)
    failed = False
    with server(PEOPLE) as (port, people):
        readers(
            port, people, 3.0
        )  # schedules are simulated once, as for a person who opens the page a second time
        print(f"Portal, {PEOPLE} people who think {THINK:g} s between pages, {options.seconds:g} s")
        for name, waits in readers(port, people, options.seconds).items():
            p50, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
            failed |= p95 > P95_LIMIT
            print(
                f"  {name:14} {len(waits):5} pages, median {p50 * 1e3:5.1f} ms, 95 % within {p95 * 1e3:5.1f} ms (limit {P95_LIMIT * 1e3:.0f})"
            )
        session, key = people[0]
        paths = {
            "bare view": "/bare/",
            "served view": "/rows/",
            "next question": f"/projet/{key}/questions/",
            "roadmap": f"/projet/{key}/",
        }
        names, rounds = list(paths), []
        for number in range(ROUNDS):  # in another order each time: the machine's speed drifts
            turn = names[number % len(names) :] + names[: number % len(names)]
            rounds.append({name: throughput(port, paths[name], session, 1.0) for name in turn})
        print(
            f"Throughput, 8 connections, median of {ROUNDS} rounds in turn"
            + ("" if shutil.which("wrk") else " (threads of this process: install wrk for a lighter measure)")
        )
        for name in paths:
            rate = statistics.median(one[name] for one in rounds)
            share = statistics.median(one[name] / one["served view"] for one in rounds)
            failed |= share < SHARE_LIMIT
            print(f"  {name:14} {rate:7.0f} /s, {share:.2f} of the served view (limit {SHARE_LIMIT:.2f})")
    return int(failed and not options.no_limits)


if __name__ == "__main__":
    sys.exit(main())
