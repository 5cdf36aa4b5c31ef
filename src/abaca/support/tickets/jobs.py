"""Mails wait for their tickets."""

import logging
from datetime import datetime

from django.db import DatabaseError

from abaca.dispatch.due_work import DueWork

from .actions import collect, note_bounces
from .queries import bounced, next_bounced, next_uncollected, uncollected

NAME = "support.tickets"

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


BOUNCES = DueWork("support.bounces", bounced, next_bounced, tell, batch=20)
TICKETS = DueWork(NAME, uncollected, next_uncollected, file)
