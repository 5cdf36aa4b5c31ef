"""What can be asked about mails that came in."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Min

from .models import Incoming
from .states import IncomingKind, IncomingState

TO_SETTLE = (IncomingState.READ, IncomingState.BROKEN)


def to_settle(most: int) -> list[int]:
    """Return mails that were read and about which the store has not spoken yet, oldest first.

    Those to an address that stands in a newsletter for stopping it are not among them: their token is all they say.
    """
    rows = Incoming.objects.filter(state__in=TO_SETTLE).exclude(kind=IncomingKind.UNSUBSCRIBE)
    return list(rows.order_by("id").values_list("id", flat=True)[:most])


def unsubscribing(most: int) -> list[int]:
    """Return mails that stop a newsletter by the address they came to, and wait for it, oldest first."""
    rows = Incoming.objects.filter(state=IncomingState.READ, kind=IncomingKind.UNSUBSCRIBE)
    return list(rows.order_by("id").values_list("id", flat=True)[:most])


def unsubscribing_since() -> datetime | None:
    """Return when the oldest of them came."""
    rows = Incoming.objects.filter(state=IncomingState.READ, kind=IncomingKind.UNSUBSCRIBE)
    first: datetime | None = rows.aggregate(first=Min("received_at"))["first"]
    return first


def mails(ids: Collection[int]) -> list[Incoming]:
    """Return mails without their bytes, in order of arrival."""
    return list(Incoming.objects.filter(id__in=ids).defer("raw").order_by("id"))


def by_ref(ref: str) -> Incoming | None:
    """Return one mail, or None."""
    return Incoming.objects.filter(ref=ref).first()
