"""The only reader of the system clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic


def system_now() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(tz=UTC)  # noqa: TID251 - the one door


def running_from(at: datetime) -> Callable[[], datetime]:
    """Return a clock that shows `at` now and runs on: for work that began at an instant and takes its time."""
    began = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - began)
