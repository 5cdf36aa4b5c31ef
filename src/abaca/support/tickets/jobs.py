"""Mails wait for their tickets."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils.module_loading import import_string

from abaca.dispatch.due_work import DueWork

from .actions import close_settled, collect, forget_old, keep_longer, note_bounces, note_needed
from .queries import (
    bounced,
    needed_since,
    next_bounced,
    next_needed_since,
    next_over_time,
    next_settled_since,
    next_uncollected,
    over_time,
    settled_since,
    uncollected,
)

NAME = "support.tickets"
LOOK_AGAIN = timedelta(days=30)  # at what was over its time and is still needed

log = logging.getLogger(__name__)


def file(ids: list[int], *, at: datetime) -> None:
    """File mails into tickets; one that cannot be filed holds back no other."""
    try:
        collect(ids, at=at)
    except DatabaseError:
        log.exception("Some mails could not be filed together; they are tried one by one.")
        for each in ids:
            _file_alone(each, at)


def _file_alone(each: int, at: datetime) -> None:
    try:
        collect([each], at=at)
    except DatabaseError:
        log.exception("Mail %s could not be filed; the next round tries again.", each)


def tell(ids: list[int], *, at: datetime) -> None:
    """Tell tickets which of their letters did not arrive."""
    note_bounces(ids, at=at)


def settle(ids: list[int], *, at: datetime) -> None:
    """Close tickets whose customers have said by a link what they wish."""
    close_settled(ids, at=at)


def need(ids: list[int], *, at: datetime) -> None:
    """Tell tickets that somebody has to see to a mail after all."""
    note_needed(ids, at=at)


def forget(ids: list[int], *, at: datetime) -> None:
    """Forget tickets that were kept long enough, but for those that something still needs."""
    needed: Callable[[Collection[int]], set[int]] = import_string(f"{settings.DATA_REQUESTS}.tickets_needed")
    kept = needed(ids)
    keep_longer(kept, until=at + LOOK_AGAIN)
    forget_old([each for each in ids if each not in kept], at=at)


RETENTION = DueWork("support.retention", over_time, next_over_time, forget, batch=500)
NEEDED = DueWork("support.needed", needed_since, next_needed_since, need, batch=20)
SETTLED = DueWork("support.settled", settled_since, next_settled_since, settle, batch=20)
BOUNCES = DueWork("support.bounces", bounced, next_bounced, tell, batch=20)
TICKETS = DueWork(NAME, uncollected, next_uncollected, file)
