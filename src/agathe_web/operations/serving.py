"""``agathe serve``: prepares the data folder, then keeps the web processes and the background worker alive."""

import http.client
import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections

from agathe.kernel import Text
from agathe_web.operations import Tell, demo, preparing, web, worker
from agathe_web.operations.folder import in_use
from agathe_web.operations.listening import LOOPBACK
from agathe_web.operations.supervisor import Child, Supervisor
from agathe_web.operations.tasks import Daily

LOOK = 0.1
"""Seconds between two looks at whether the portal answers, while it starts."""
PATIENCE = 60.0
"""Seconds after which a portal that does not answer is said not to."""
ROUND = 60.0
"""Seconds between two looks at the date."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """How to serve.

    Attributes:
        host: address listened on.
        workers: web processes.
        tasks: whether the background worker runs beside them.
    """

    host: str
    workers: int
    tasks: bool


def serve(listener: socket.socket, options: Options, tell: Tell) -> None:
    """Serve until a signal asks to stop.

    Raises:
        AgatheError: something must be done first; see :func:`agathe_web.operations.preparing.prepare`.
        SystemExit: the web processes ended before they answered anything.
    """
    with in_use():
        preparing.prepare(tell, administrator=options.host in LOOPBACK)
        preparing.warm()
        portal = Child(Text("Portail", "Portal"), partial(web.serve, listener, options.workers))
        tasks = Child(Text("Tâches de fond", "Background tasks"), partial(_work, listener))
        rounds = Rounds(portal, listener, tell, Daily().order if options.tasks else None)
        Supervisor([portal, *([tasks] if options.tasks else [])], tell, rounds.tick).run()
    tell(Text("Agathe est arrêtée.", "Agathe has stopped."))


def _work(listener: socket.socket) -> None:
    listener.close()
    worker.work()


class Rounds:
    """What the parent does between two signals: say once that the portal answers, order the daily tasks."""

    def __init__(
        self, portal: Child, listener: socket.socket, tell: Tell, order: Callable[[], bool] | None
    ) -> None:
        self._portal = portal
        self._listener = listener
        self._tell = tell
        self._order = order
        self._answered = self._warned = False
        self._begun = time.monotonic()

    def tick(self) -> float:
        """Seconds until the next round.

        Raises:
            SystemExit: the web processes ended before they answered anything.
        """
        if self._answered:
            self._order_tasks()
            return ROUND
        if self._portal.failures:
            self._tell(Text("Le portail n'a pas pu démarrer.", "The portal could not start."))
            raise SystemExit(1)
        status = answer(self._listener)
        if status is None:
            self._warn()
            return LOOK
        self._answered = True
        self._announce(status)
        return 0.0

    def _announce(self, status: int) -> None:
        url = settings.PUBLIC_URL
        if status >= 500:
            self._tell(
                Text(
                    f"Agathe répond par une erreur ({status}) à {url}",
                    f"Agathe answers with an error ({status}) at {url}",
                )
            )
            return
        self._tell(
            Text(
                f"Agathe est prête : {url} (Ctrl+C pour l'arrêter)",
                f"Agathe is ready: {url} (Ctrl+C to stop it)",
            )
        )
        if settings.DEMO:
            self._tell(demo.accounts())

    def _warn(self) -> None:
        if not self._warned and time.monotonic() - self._begun > PATIENCE:
            self._warned = True
            self._tell(Text("Le portail ne répond toujours pas.", "The portal does not answer yet."))

    def _order_tasks(self) -> None:
        try:
            if self._order is not None:
                self._order()
        except DatabaseError:
            log.exception("the daily tasks could not be ordered, next try in a minute")
        finally:
            connections.close_all()  # this process forks, and does nothing else with the database


def answer(listener: socket.socket) -> int | None:
    """Status of the home page, asked on the port listened on; ``None`` when there is no answer within a second."""
    host, port = listener.getsockname()[:2]
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    named = next(
        (one.lstrip(".") for one in settings.ALLOWED_HOSTS if one != "*"),
        urlsplit(settings.PUBLIC_URL).hostname or near,
    )
    connection = http.client.HTTPConnection(near, port, timeout=1.0)
    try:
        connection.request(
            "GET", _page(), headers={"Host": named, "Connection": "close", "User-Agent": "agathe-serve"}
        )
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _page() -> str:
    from django.urls import NoReverseMatch, reverse

    try:
        return reverse("home:health")
    except NoReverseMatch:
        return reverse("home:home")
