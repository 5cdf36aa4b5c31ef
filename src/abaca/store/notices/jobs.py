"""When notices are due; giving them is a story, since their price is computed just before (`workflows.pricing`)."""

from datetime import datetime

from .queries import next_notice


def next_at() -> datetime | None:
    """Return when the next notice is to be given."""
    notice = next_notice()
    return notice.planned_at if notice else None


def words() -> tuple[datetime, str] | None:
    """Return when the next notice is to be given, its kind and to whom."""
    notice = next_notice()
    return (notice.planned_at, f"{notice.kind}|{notice.subscription.customer.name}") if notice else None
