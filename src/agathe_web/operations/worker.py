"""The background worker of a data folder, and the tasks a worker left behind when it was killed."""

import hashlib
import logging
import socket
from datetime import timedelta
from types import FrameType

from django.conf import settings
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from agathe_web import clock
from agathe_web.operations.locks import WORKING, locked

INTERVAL = 1.0
"""Seconds between two looks at an empty queue."""
ATTEMPTS = 3
"""Times a task may take its worker down with it before it counts as failed."""
FORGOTTEN = timedelta(days=1)
"""After so long a task that runs on another machine was left behind."""

log = logging.getLogger(__name__)


class LostWorkerError(Exception):
    """The worker ended each time it ran this task."""


class PatientWorker(Worker):
    """A worker that always finishes its task: a second signal does not cut it short, only the end of the process does."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the task that runs."""
        if self.running:
            super().shutdown(signum, frame)


def work() -> None:
    """Run tasks until the process is asked to stop. A second worker of the same folder waits for the first to end."""
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    name = worker_name()
    with locked(settings.DATA_DIR / WORKING):
        requeue(name)
        worker = PatientWorker(
            queue_names=["*"], excluded_queue_names=[], interval=INTERVAL, batch=False, backend_name="default",
            startup_delay=False, max_tasks=None, worker_id=name,
        )  # fmt: skip
        worker.configure_signals()
        worker.run()


def worker_name() -> str:
    """Name of the only worker of this data folder on this machine, the same at each start."""
    place = hashlib.sha256(str(settings.DATA_DIR.resolve()).encode()).hexdigest()[:12]
    return f"{socket.gethostname()[:40]}:{place}"


def requeue(name: str) -> int:
    """Put back in the queue the tasks that a worker was running when it was killed; tasks may run twice.

    The queue leaves them "running" for ever. Those of this worker are known by its name, since it holds a lock; those of
    other machines are taken for lost after a day.

    Returns:
        number of tasks found.
    """
    found = 0
    for result in DBTaskResult.objects.running():
        mine = result.worker_ids[-1:] == [name]
        if not mine and (result.started_at is None or clock.now() - result.started_at < FORGOTTEN):
            continue
        found += 1
        if len(result.worker_ids) >= ATTEMPTS:
            log.error("task %s (%s) took its worker down %d times", result.id, result.task_path, ATTEMPTS)
            result.set_failed(LostWorkerError(f"{ATTEMPTS} attempts"))
        else:
            result.status = TaskResultStatus.READY
            result.started_at = None
            result.save(update_fields=["status", "started_at"])
    return found


__all__ = ["LostWorkerError", "requeue", "work", "worker_name"]
