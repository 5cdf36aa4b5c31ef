"""A journey through time: everything that falls due on the way is done, in order and once, as in production."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.actions import present_held
from abaca.dispatch.jobs import travel
from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal
from abaca.messaging.models import Letter
from abaca.messaging.states import LetterState
from abaca.store.journal.models import Entry

ALONE = 7310  # advisory lock: one journey at a time in the whole shop
FARTHEST = timedelta(days=3660)
PATIENCE = 60.0  # seconds for which a visitor waits; then the journey rests where it stands
SECONDS_FOR_A_HAND = 5.0
PAUSE = 0.02


class JourneyUnderWay(Refusal):
    code = "journey_under_way"
    sentence = _("The clock is just being moved. Please wait until that journey has arrived, then try again.")
    status = 409


class JourneyTooFar(Refusal):
    code = "journey_too_far"
    sentence = _("One journey leads ten years ahead at most. Please take it in parts.")
    status = 422


@dataclass(frozen=True)
class Journey:
    """From when to when, and behind which entry of the journal it begins."""

    begun: datetime
    ended: datetime
    goal: datetime
    last_entry: int

    @property
    def arrived(self) -> bool:
        return self.ended >= self.goal


class Hands:
    """Letters that a worker has in hand while the journey stands at an instant.

    Time must not jump meanwhile: whoever finds a letter in hand for so long takes it for lost and sends it again.
    """

    def __init__(self) -> None:
        self.dropped: set[int] = set()  # those of a dead worker: waited for once, in vain

    def wait(self) -> None:
        """Let the workers put down what they hold."""
        until = time.monotonic() + SECONDS_FOR_A_HAND
        while held := self._held():
            if time.monotonic() > until:
                self.dropped |= held
                return
            time.sleep(PAUSE)

    def _held(self) -> set[int]:
        return set(Letter.objects.filter(state=LetterState.SENDING).values_list("pk", flat=True)) - self.dropped


class _Tired(Exception):
    """The visitor has waited long enough."""


def journey(goal: datetime, *, at: datetime) -> Journey:
    """Move the shop to the goal; the clock then runs on, or stands still if it stood still before."""
    if goal - at > FARTHEST:
        raise JourneyTooFar
    with _alone():
        before = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with present_held():  # no second passes between an instant and what falls due at it
            _walk(max(goal, present()))
            ended = present()
    return Journey(at, ended, goal, before)


def _walk(goal: datetime) -> None:
    until, hands = time.monotonic() + PATIENCE, Hands()
    hands.wait()

    def rest(_at: datetime) -> None:
        hands.wait()
        if time.monotonic() > until:
            raise _Tired

    try:
        travel(goal, step=rest)
    except _Tired:
        return  # all that was due so far is done; the next journey goes on from here


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock of journeys; it belongs to the session, since every piece of work has its own transaction."""
    if not _lock("pg_try_advisory_lock"):
        raise JourneyUnderWay
    try:
        yield
    finally:
        _lock("pg_advisory_unlock")


def _lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [ALONE])
        return bool(cursor.fetchone()[0])
