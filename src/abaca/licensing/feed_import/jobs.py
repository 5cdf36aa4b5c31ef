"""Pulling the feed: one at a time in the whole installation, one start a second."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from abaca.kernel.clock import system_now

from . import actions
from .gateways import in_process
from .queries import position, pulls, started_at

BATCH = 200
ALONE = 7202  # advisory lock: one pull at a time
PATIENCE = 10.0  # seconds that a caller waits for another's pull
PAUSE = 0.02
BETWEEN_STARTS = timedelta(seconds=1)  # of real time, whatever the shop's clock says: it spares the machine


class FeedBusy(Exception):
    """Another pull did not end in time."""


def pull(*, at: datetime, paced: bool = False) -> int:
    """Read everything behind the cursor; return how many documents were new.

    `paced` is for those whom a stranger makes ask: together they start one pull a second at most.

    Who finds a pull running waits for it, and for the next one, since the running one may have looked too early.
    That next one is shared by all who wait.
    """
    wanted = pulls()[0] + 1
    with _alone(lambda: pulls()[1] >= wanted) as is_wanted:
        if not is_wanted:
            return 0
        if paced:
            _let_others_join()
        actions.note_start(at=system_now())
        try:
            return _read_all(at=at)
        finally:
            actions.note_end()


def _let_others_join() -> None:
    """Wait until a second has passed since the last start; who comes meanwhile shares the pull that follows."""
    before, now = started_at(), system_now()
    if before is not None and now < before + BETWEEN_STARTS:
        time.sleep(min(before + BETWEEN_STARTS - now, BETWEEN_STARTS).total_seconds())


def _read_all(*, at: datetime) -> int:
    total = 0
    while documents := in_process.documents_after(position(), BATCH):
        new = actions.take_in(documents, at=at)
        total += new
        if not new or len(documents) < BATCH:
            break
    return total


@contextmanager
def _alone(is_done: Callable[[], bool] = lambda: False) -> Iterator[bool]:
    """Hold the lock of the pull, and tell whether there is still something to do.

    The lock belongs to the session, since no transaction is open during the call. Who waits looks himself whether
    others have done it: to stand in line for the lock, only to learn that, would take a crowd longer than its patience.
    """
    deadline = time.monotonic() + PATIENCE
    while not _lock("pg_try_advisory_lock"):
        if is_done():
            yield False
            return
        if time.monotonic() > deadline:
            raise FeedBusy
        time.sleep(PAUSE)
    try:
        yield not is_done()
    finally:
        _lock("pg_advisory_unlock")


def _lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [ALONE])
        return bool(cursor.fetchone()[0])


def due(_at: datetime, _most: int) -> list[int]:
    """Return one made-up id when the store has something to tell."""
    return [0] if in_process.documents_after(position(), 1) else []


def next_at() -> datetime | None:
    """Return the instant of the first document that waits."""
    waiting = in_process.documents_after(position(), 1)
    return datetime.fromisoformat(waiting[0]["at"]) if waiting else None


def read_on(ids: list[int], *, at: datetime) -> None:  # noqa: ARG001  # the id is made up
    """Pull, whatever made us look."""
    pull(at=at)
