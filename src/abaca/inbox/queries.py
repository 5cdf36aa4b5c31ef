"""What can be asked about mails that came in."""

from collections.abc import Collection
from datetime import datetime

from .models import Incoming
from .states import IncomingState

TO_SETTLE = (IncomingState.READ, IncomingState.BROKEN)


def to_settle(_at: datetime, most: int) -> list[int]:
    """Return mails that were read and about which the store has not spoken yet, oldest first."""
    rows = Incoming.objects.filter(state__in=TO_SETTLE)
    return list(rows.order_by("id").values_list("id", flat=True)[:most])


def next_to_settle() -> datetime | None:
    """Return since when the oldest mail waits for what the store does about it."""
    return Incoming.objects.filter(state__in=TO_SETTLE).order_by("id").values_list("read_at", flat=True).first()


def mails(ids: Collection[int]) -> list[Incoming]:
    """Return mails without their bytes, in order of arrival."""
    return list(Incoming.objects.filter(id__in=ids).defer("raw").order_by("id"))


def by_ref(ref: str) -> Incoming | None:
    """Return one mail, or None."""
    return Incoming.objects.filter(ref=ref).first()
