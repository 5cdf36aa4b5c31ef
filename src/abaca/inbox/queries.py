"""What can be asked about mails that came in."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Prefetch
from django.db.models.functions import Upper

from abaca.kernel.emails import fold
from abaca.messaging.envelopes import plain_sender

from .models import Attachment, Incoming, Mailbox
from .ourselves import House
from .states import IncomingState

TO_SETTLE = (IncomingState.READ, IncomingState.BROKEN)
HOUR = timedelta(hours=1)


def house() -> House:
    """Return where the house can be written to, as the settings say."""
    others = frozenset(fold(address) for address in settings.MAIL_IN_RECIPIENTS)
    return House(plain_sender(settings.MAIL_FROM), settings.VENDOR_SUPPORT_EMAIL, settings.BOUNCE_ADDRESS, others)


def to_read(_at: datetime, most: int) -> list[int]:
    """Return mails that nobody has looked into, oldest first."""
    rows = Incoming.objects.filter(state=IncomingState.RECEIVED)
    return list(rows.order_by("id").values_list("id", flat=True)[:most])


def to_read_since() -> datetime | None:
    """Return when the oldest mail came that nobody has looked into."""
    unread = Incoming.objects.filter(state=IncomingState.RECEIVED)
    first: datetime | None = unread.aggregate(first=Min("received_at"))["first"]
    return first


def unread(ids: Collection[int]) -> list[Incoming]:
    """Return those of the mails that nobody has looked into, with their bytes, in order of arrival."""
    return list(Incoming.objects.filter(id__in=ids, state=IncomingState.RECEIVED).order_by("id"))


def written_within_an_hour(addresses: Collection[str], at: datetime) -> Counter[str]:
    """Return how many mails each sender wrote within the last hour, by his address in capitals."""
    wanted = {address.upper() for address in addresses if address}
    recent = Incoming.objects.filter(received_at__gt=at - HOUR, received_at__lte=at)
    rows = recent.annotate(sender=Upper("from_address")).filter(sender__in=wanted).order_by()
    return Counter(dict(rows.values_list("sender").annotate(Count("id"))))


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
    """Return one mail with its files, or None."""
    files = Prefetch("files", Attachment.objects.order_by("id"))
    return Incoming.objects.filter(ref=ref).prefetch_related(files).first()


def mailbox(name: str) -> Mailbox | None:
    """Return how far a mailbox elsewhere was read, or None before the first visit."""
    return Mailbox.objects.filter(name=name[:300]).first()
