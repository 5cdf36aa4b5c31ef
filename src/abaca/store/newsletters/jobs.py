"""Recipients whose turn has come, and mails that stop a newsletter."""

from datetime import datetime

from abaca.dispatch.due_work import DueWork
from abaca.inbox.queries import unsubscribing, unsubscribing_since

from . import actions
from .queries import due_recipients, next_recipient


def send(ids: list[int], *, at: datetime) -> None:
    """Write a newsletter to some of its recipients."""
    actions.write_letters(ids, at=at, by="the house")


def unsubscribe(ids: list[int], *, at: datetime) -> None:
    """Stop the newsletter for those who wrote to the address for it."""
    actions.settle_mails(ids, at=at)


def _mails(_at: datetime, most: int) -> list[int]:
    return unsubscribing(most)


DUE_WORK = (
    DueWork("store.newsletters", due_recipients, next_recipient, send),
    DueWork("store.unsubscribing", _mails, unsubscribing_since, unsubscribe),
)
