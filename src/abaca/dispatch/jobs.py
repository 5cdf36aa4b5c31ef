"""Doing what falls due: one kind of work, all of it, or everything on the way to another day."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from .actions import present_held, set_present
from .due_work import REGISTER, DueWork
from .earliest import Earliest, ask
from .queries import present

log = logging.getLogger(__name__)
MOST_ROUNDS = 100
LATER = datetime.max.replace(tzinfo=UTC)


def drain(name: str, *, at: datetime) -> int:
    """Do all of one kind of work that is due at an instant; return how many rows were done."""
    return drain_by(name, lambda: at)


def drain_by(name: str, clock: Callable[[], datetime], *, for_at_most: timedelta | None = None) -> int:
    """Do all of one kind of work that is due, and falls due meanwhile; return how many rows were done.

    The clock is asked anew for each batch. Who claims rows for some minutes would otherwise, once the work takes
    longer than that, claim them until an instant that has passed already, and another worker would do them, too.
    Whoever has other work as well says for how long he stays with this one; the rest is left to whoever looks next.
    """
    work, began = REGISTER[name], clock()
    done = 0
    for ids, at in _batches(work, clock):
        if for_at_most is not None and at - began >= for_at_most:
            break
        work.do(ids, at=at)
        done += len(ids)
    return done


def _batches(work: DueWork, clock: Callable[[], datetime]) -> Iterator[tuple[list[int], datetime]]:
    """Yield batches, each with its instant, until nothing is due.

    Rows that stay due in spite of being done are left to the next call.
    """
    seen: set[int] = set()
    stay = 0  # so many of those that were done were found due again
    while True:
        at = clock()
        # asks for as many more as stay due, so that these cannot hide those behind them
        found = work.due(at, work.batch + stay)
        ids = [i for i in found if i not in seen][: work.batch]
        whole, stay = len(found) == work.batch + stay, max(stay, sum(i in seen for i in found))
        if ids:
            seen.update(ids)
            yield ids, at
        elif not whole:
            return


def drain_all(*, at: datetime) -> int:
    """Do everything that is due, until nothing is, or what is due stays so."""
    total = 0
    for _round in range(MOST_ROUNDS):
        coming = _next_by_name()
        due = [name for name, work in REGISTER.items() if work.next_at is None or coming.get(name, LATER) <= at]
        done = sum(drain(name, at=at) for name in due)
        total += done
        if not done:
            return total
    log.warning("Something stays due at %s in spite of being done.", at)
    return total


def next_due_at() -> datetime | None:
    """Return the instant at which the next thing falls due; it may already have passed."""
    return min(_next_by_name().values(), default=None)


def _next_by_name() -> dict[str, datetime]:
    """Return when each kind of work falls due next; one statement for all that look at rows only."""
    together = {name: work.next_at for name, work in REGISTER.items() if isinstance(work.next_at, Earliest)}
    answers = dict(zip(together, ask(together.values()), strict=True))
    for name, work in REGISTER.items():
        if work.next_at is not None and name not in answers:
            answers[name] = work.next_at()
    return {name: when for name in REGISTER if (when := answers.get(name)) is not None}


def next_event() -> tuple[datetime, str] | None:
    """Return the next event that a person would want to see, with its instant, as words."""
    events = [event for work in REGISTER.values() if work.words and (event := work.words()) is not None]
    return min(events, default=None)


def travel(to: datetime, *, step: Callable[[datetime], None] | None = None) -> None:
    """Move the simulated present to `to`, doing everything that falls due on the way, in due order, exactly once.

    The clock stands still on the journey, so that each step has its own instant; afterwards it runs on if it ran.
    """
    with present_held():
        _go(to, step)


def _go(to: datetime, step: Callable[[datetime], None] | None) -> None:
    now, rounds, worked = present(), 0, False
    held: dict[str, datetime] = {}  # what stays due in spite of being done waits for the stops of the others
    while coming := {name: when for name, when in _next_by_name().items() if when <= to and held.get(name) != when}:
        at = max(now, min(coming.values()))
        rounds = rounds + 1 if at == now else 0
        if at > now:
            if step and worked:
                step(now)  # all of this instant is done
            now, worked = set_present(at), False
        due = {name: when for name, when in coming.items() if when <= at}
        if rounds >= MOST_ROUNDS:
            log.warning("%s stays due at %s; the journey goes on.", ", ".join(due), at)
            held |= due
            continue
        for name in due:
            drain(name, at=at)
        worked = True
    if step and worked:
        step(now)
    if to > now:
        set_present(to)
    drain_all(at=to)
