"""The daily tasks of an installation, and the module that orders them: there is no cron to set up."""

from collections.abc import Sequence
from datetime import date

from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from agathe_web import clock
from agathe_web.accounts import retention

DAILY = ("agathe_web.projects.tasks.watch_all", "agathe_web.operations.tasks.tidy")
"""Tasks ordered at each start and once each day, by their place."""


@task()
def tidy() -> dict[str, int]:
    """Erase what is kept no longer, results of old tasks included; how many of each kind."""
    return retention.apply()


class Daily:
    """Orders the daily tasks, at its first call and then whenever the day in Paris has changed."""

    def __init__(self, paths: Sequence[str] = DAILY) -> None:
        self._paths = paths
        self._last: date | None = None

    def order(self) -> bool:
        """Order the tasks if it is time; whether it was. What is ordered and not begun is not ordered twice."""
        day = clock.today()
        if day == self._last:
            return False
        for path in self._paths:
            waiting = DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY)
            if not waiting.exists():
                import_string(path).enqueue()
        self._last = day
        return True
