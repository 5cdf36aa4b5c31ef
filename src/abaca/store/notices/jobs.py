"""When notices are due, and which were lost; giving them is a story, since their price is computed just before."""

from datetime import datetime

from abaca.dispatch.due_work import DueWork
from abaca.dispatch.earliest import Earliest, First

from .actions import note_lost
from .queries import lost_notices, next_lost, next_notice, not_said

# When the next notice is to be given.
next_at = Earliest(First(not_said, "planned_at"))


def words() -> tuple[datetime, str] | None:
    """Return when the next notice is to be given, its kind and to whom."""
    notice = next_notice()
    return (notice.planned_at, f"{notice.kind}|{notice.subscription.customer.name}") if notice else None


def look_after(ids: list[int], *, at: datetime) -> None:
    """Look after notices whose letter came back, or was taken by nobody."""
    note_lost(ids, at=at, by="the house")


LOST = DueWork("store.lost_notices", lost_notices, next_lost, look_after)
