"""The only reader of the system clock."""

from datetime import UTC, datetime


def system_now() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(tz=UTC)  # noqa: TID251 - the one door
