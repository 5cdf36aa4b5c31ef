"""Releasing what was earned: at the end of each month, and of each term."""

from datetime import datetime

from abaca.dispatch.due_work import DueWork

from . import actions
from .queries import due_releases, next_release_at

BATCH = 1000


def release(ids: list[int], *, at: datetime) -> None:
    """Post what some terms have earned up to the release that is due."""
    actions.release(ids, at=at, by="the house")


RELEASES = DueWork("store.ledger", due_releases, next_release_at, release, batch=BATCH)
