"""Ends of licences that come and have come: the journal speaks of each once."""

from datetime import datetime

from abaca.dispatch.due_work import DueWork
from abaca.dispatch.earliest import Earliest, First

from .actions import note_ends
from .models import Licence


def due(at: datetime, most: int) -> list[int]:
    """Return the licences of whose end the journal has to speak, the most overdue first."""
    rows = Licence.objects.filter(next_note_at__lte=at).order_by("next_note_at", "id")
    return list(rows.values_list("pk", flat=True)[:most])


# When the next end is to be noted.
next_at = Earliest(First(lambda: Licence.objects.filter(next_note_at__isnull=False), "next_note_at"))


def note(ids: list[int], *, at: datetime) -> None:
    """Write down what is due about some licences."""
    note_ends(ids, at=at)


ENDS = DueWork(name="licensing.ends", due=due, next_at=next_at, do=note)
