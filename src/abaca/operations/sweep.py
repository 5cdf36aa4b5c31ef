"""The sweep: whatever the rows say is due is done, and jobs that a killed worker left behind are taken up again."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DatabaseError
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from abaca.dispatch.due_work import REGISTER
from abaca.dispatch.jobs import drain_by
from abaca.dispatch.queries import present
from abaca.kernel.clock import system_now

SECONDS_BETWEEN_SWEEPS = 60
LONGEST_STAY = timedelta(minutes=1)  # with one kind of work: what falls due by the clock is found by the sweep alone
SILENT_FOR_SECONDS = 30  # a worker that has not given a sign for so long is taken for dead

log = logging.getLogger(__name__)


@dataclass
class Swept:
    """What a sweep has done: how many rows of each kind, and which kinds it could not finish."""

    done: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def sweep() -> Swept:
    """Do everything that is due, kind by kind."""
    swept = Swept()
    for name in REGISTER:
        done = _drain_quietly(name)
        if done is None:
            swept.failed.append(name)
        elif done:
            swept.done[name] = done
    return swept


def _drain_quietly(name: str) -> int | None:
    """Do one kind of work; whatever goes wrong with it must not keep the other kinds waiting."""
    try:
        return drain_by(name, present, for_at_most=LONGEST_STAY)
    except Exception:
        log.exception("The sweep could not finish %s; the next one tries again.", name)
        return None


async def take_up_stalled_jobs() -> int:
    """Hand the jobs of dead workers to a living one; return how many there were."""
    try:
        stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_FOR_SECONDS))
        for job in stalled:
            await _take_up(job)
    except (ConnectorException, DatabaseError):
        log.exception("Stalled jobs could not be looked for; the next sweep tries again.")
        return 0
    return len(stalled)


async def _take_up(job: Job) -> None:
    if job.id is None:
        return
    try:
        await app.job_manager.retry_job_by_id_async(job.id, retry_at=system_now())
    except UniqueViolation:
        # the same kind of work has been asked for again in the meantime: once is enough
        await app.job_manager.finish_job_by_id_async(job.id, status=Status.ABORTED, delete_job=True)
