"""The register of everything that falls due.

The rows are the truth: each kind of work can tell which of its rows are due, when the next one will be, and do some of
them, idempotently. Workers, the time machine and the tests run the same functions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Do(Protocol):
    """Bring some rows forward; doing it twice changes nothing."""

    def __call__(self, ids: list[int], /, *, at: datetime) -> None: ...


@dataclass(frozen=True)
class DueWork:
    """One kind of work: `due` gives ids, `next_at` the instant of the earliest open row, `do` does some of them.

    What has no `next_at` is nothing that lies on the way to another day: only `due` can tell whether there is any.
    """

    name: str
    due: Callable[[datetime, int], list[int]]
    next_at: Callable[[], datetime | None] | None
    do: Do
    batch: int = 100
    words: Callable[[], tuple[datetime, str] | None] | None = None  # the next event as a person would say it


REGISTER: dict[str, DueWork] = {}


def register(work: DueWork) -> None:
    """Enter a kind of work; apps do this once, when they are ready."""
    REGISTER[work.name] = work
