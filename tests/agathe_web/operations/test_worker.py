"""Tasks that a killed worker left behind, and the tasks of each day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django_tasks_db.models import DBTaskResult

from agathe_web import clock
from agathe_web.operations import worker
from agathe_web.operations.tasks import DAILY, Daily

NAME = worker.worker_name()


def running(*workers: str, hours: float = 0.0) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status="RUNNING", args_kwargs={"args": [], "kwargs": {}}, task_path=DAILY[1], backend_name="default", run_after=clock.now(),
        worker_ids=list(workers), started_at=clock.now() - timedelta(hours=hours),
    )  # fmt: skip


@pytest.mark.usefixtures("db")
def test_what_a_killed_worker_left_is_done_again() -> None:
    mine, other, lost = running(NAME), running("elsewhere"), running("elsewhere", hours=25)
    handed_over = running(NAME, "elsewhere")
    assert worker.requeue(NAME) == 2
    for task, status in ((mine, "READY"), (other, "RUNNING"), (lost, "READY"), (handed_over, "RUNNING")):
        task.refresh_from_db()
        assert task.status == status
    assert DBTaskResult.objects.ready().count() == 2
    assert worker.requeue(NAME) == 0


@pytest.mark.usefixtures("db")
def test_a_task_that_kills_its_worker_is_given_up() -> None:
    task = running(NAME, NAME, NAME)
    assert worker.requeue(NAME) == 1
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert "LostWorkerError" in task.exception_class_path


def test_the_name_of_the_worker_is_that_of_its_folder(settings: Any, tmp_path: Any) -> None:
    assert worker.worker_name() == NAME
    assert len(NAME) <= 64
    settings.DATA_DIR = tmp_path
    assert worker.worker_name() != NAME


@pytest.fixture
def queue(settings: Any, db: None) -> list[str]:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    settings.TODAY = date(2026, 11, 25)
    return list(DAILY)


def ordered() -> list[str]:
    return sorted(DBTaskResult.objects.ready().values_list("task_path", flat=True))


def test_daily_tasks_are_ordered_at_the_start_and_each_day(queue: list[str], settings: Any) -> None:
    daily = Daily()
    assert daily.order()
    assert ordered() == sorted(queue)
    assert not daily.order()
    settings.TODAY = date(2026, 11, 26)
    assert daily.order()
    assert ordered() == sorted(queue)  # those of yesterday wait still: once is enough
    DBTaskResult.objects.update(status="SUCCESSFUL")
    settings.TODAY = date(2026, 11, 27)
    assert daily.order()
    assert ordered() == sorted(queue)


def test_an_order_that_failed_is_given_again(queue: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    daily = Daily()
    with monkeypatch.context() as broken:
        broken.setattr(DBTaskResult.objects, "filter", lambda **_: (_ for _ in ()).throw(DatabaseError))
        with pytest.raises(DatabaseError):
            daily.order()
    assert daily.order()
    assert ordered() == sorted(queue)
