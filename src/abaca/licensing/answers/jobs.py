"""Forgetting answers in time, and letting one call run while its double waits."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from . import actions, queries
from .queries import IdempotencyConflict, Write

PATIENCE = 3.0  # seconds that a call waits for its double
PAUSE = 0.02

due = queries.due
next_at = queries.next_at


class StillRunning(IdempotencyConflict):
    sentence = _("The first call with this Idempotency-Key is still running. Please try again in a moment.")


@contextmanager
def alone(write: Write) -> Iterator[None]:
    """Let nobody else run this call meanwhile.

    The lock belongs to the session, since a call is more than one transaction; if the process dies, it goes with it, so
    that no key is ever stuck.
    """
    name = int.from_bytes(write.lookups[0][:8], "big", signed=True)
    deadline = time.monotonic() + PATIENCE
    while not _lock("pg_try_advisory_lock", name):
        if time.monotonic() > deadline:
            raise StillRunning(retry_after=1)
        time.sleep(PAUSE)
    try:
        yield
    finally:
        _lock("pg_advisory_unlock", name)


def _lock(function: str, name: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [name])
        return bool(cursor.fetchone()[0])


def forget(ids: list[int], *, at: datetime) -> None:
    """Remove what was kept long enough."""
    actions.forget(ids, at=at)
