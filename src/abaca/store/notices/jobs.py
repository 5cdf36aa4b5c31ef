"""Giving the notices that are due."""

from datetime import datetime

from abaca.dispatch.due_work import DueWork

from . import actions
from .queries import due_notices, next_notice


def _next_at() -> datetime | None:
    notice = next_notice()
    return notice.planned_at if notice else None


def _words() -> tuple[datetime, str] | None:
    notice = next_notice()
    return (notice.planned_at, f"{notice.kind}|{notice.subscription.customer.name}") if notice else None


def say(ids: list[int], *, at: datetime) -> None:
    """Give some notices."""
    actions.say(ids, at=at)


NOTICES = DueWork(name="store.notices", due=due_notices, next_at=_next_at, do=say, words=_words)
