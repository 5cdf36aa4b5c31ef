from datetime import datetime

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from abaca.dispatch.actions import DRAIN
from abaca.dispatch.due_work import REGISTER, DueWork
from abaca.operations.sweep import Swept, sweep, take_up_stalled_jobs


class Pile:
    """A kind of work with three rows."""

    def __init__(self, name: str, *, breaks: bool = False) -> None:
        self.rows = {1, 2, 3}
        self.breaks = breaks
        self.work = DueWork(name=name, due=self.due, next_at=lambda: None, do=self.do, batch=2)

    def due(self, _at: datetime, most: int) -> list[int]:
        return sorted(self.rows)[:most]

    def do(self, ids: list[int], *, at: datetime) -> None:  # noqa: ARG002 - the sweep hands it over
        if self.breaks:
            raise RuntimeError("out of order")
        self.rows -= set(ids)


@pytest.fixture
def _an_empty_register(monkeypatch):
    for name in list(REGISTER):
        monkeypatch.delitem(REGISTER, name)


@pytest.mark.django_db
@pytest.mark.usefixtures("_an_empty_register")
def test_the_sweep_does_everything_that_is_due(monkeypatch):
    pile = Pile("good")
    monkeypatch.setitem(REGISTER, "good", pile.work)
    assert sweep() == Swept(done={"good": 3})
    assert pile.rows == set()
    assert sweep() == Swept()


@pytest.mark.django_db
@pytest.mark.usefixtures("_an_empty_register")
def test_work_that_breaks_keeps_no_other_work_waiting(monkeypatch, caplog):
    monkeypatch.setitem(REGISTER, "broken", Pile("broken", breaks=True).work)
    monkeypatch.setitem(REGISTER, "good", Pile("good").work)
    assert sweep() == Swept(done={"good": 3}, failed=["broken"])
    assert "could not finish broken" in caplog.text


@pytest.fixture
def _an_empty_queue(transactional_db: None) -> None:
    with connection.cursor() as cursor:  # Django does not empty tables that are not its own
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def _ask(name: str) -> int:
    return app.configure_task(DRAIN, queueing_lock=name).defer(name=name)


def _a_worker_takes_the_job_and_dies() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])


@pytest.mark.usefixtures("_an_empty_queue")
def test_the_job_of_a_dead_worker_is_taken_up_again():
    job = _ask("letters")
    _a_worker_takes_the_job_and_dies()
    assert async_to_sync(take_up_stalled_jobs)() == 1
    assert list(ProcrastinateJob.objects.values_list("id", "status")) == [(job, "todo")]
    assert async_to_sync(take_up_stalled_jobs)() == 0


@pytest.mark.usefixtures("_an_empty_queue")
def test_a_dead_workers_job_that_was_asked_for_anew_is_done_once():
    _ask("letters")
    _a_worker_takes_the_job_and_dies()
    fresh = _ask("letters")
    assert async_to_sync(take_up_stalled_jobs)() == 1
    assert list(ProcrastinateJob.objects.values_list("id", "status")) == [(fresh, "todo")]
