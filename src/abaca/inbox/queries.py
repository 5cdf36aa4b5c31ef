"""What can be asked about mails that came in."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Prefetch, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Upper

from abaca.kernel.emails import fold
from abaca.messaging.envelopes import plain_sender

from .deliveries import Delivery
from .models import Attachment, Incoming, Mailbox
from .ourselves import House
from .states import IncomingKind, IncomingState

TO_SETTLE = (IncomingState.READ, IncomingState.BROKEN)
HOUR = timedelta(hours=1)


def house() -> House:
    """Return where the house can be written to, as the settings say."""
    others = frozenset(fold(address) for address in settings.MAIL_IN_RECIPIENTS)
    sender, support = plain_sender(settings.MAIL_FROM), settings.VENDOR_SUPPORT_EMAIL
    bounces, news_bounces = settings.BOUNCE_ADDRESS, settings.NEWSLETTER_BOUNCE_ADDRESS
    return House(sender, support, bounces=bounces, news_bounces=news_bounces, others=others)


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


def kept(delivery: Delivery) -> Incoming:
    """Return the row of a mail that was kept."""
    return Incoming.objects.get(digest=delivery.digest)


def to_settle(_at: datetime, most: int) -> list[int]:
    """Return mails that were read and about which the store has not spoken yet, oldest first.

    Those to an address that stands in a newsletter for stopping it are not among them: their token is all they say.
    """
    return list(_unsettled().order_by("id").values_list("id", flat=True)[:most])


def next_to_settle() -> datetime | None:
    """Return since when the oldest mail waits for what the store does about it."""
    return _unsettled().order_by("id").values_list("read_at", flat=True).first()


def _unsettled() -> QuerySet[Incoming]:
    return Incoming.objects.filter(state__in=TO_SETTLE).exclude(kind=IncomingKind.UNSUBSCRIBE)


def unsubscribing(most: int) -> list[int]:
    """Return mails that stop a newsletter by the address they came to, and wait for it, oldest first."""
    return list(_unsubscribing().order_by("id").values_list("id", flat=True)[:most])


def unsubscribing_since() -> datetime | None:
    """Return when the oldest of them came."""
    first: datetime | None = _unsubscribing().aggregate(first=Min("received_at"))["first"]
    return first


def _unsubscribing() -> QuerySet[Incoming]:
    return Incoming.objects.filter(state=IncomingState.READ, kind=IncomingKind.UNSUBSCRIBE)


def mails(ids: Collection[int]) -> list[Incoming]:
    """Return mails without their bytes, in order of arrival."""
    return list(Incoming.objects.filter(id__in=ids).defer("raw").order_by("id"))


def by_ref(ref: str) -> Incoming | None:
    """Return one mail with its files, or None."""
    files = Prefetch("files", Attachment.objects.order_by("id"))
    return Incoming.objects.filter(ref=ref).prefetch_related(files).first()


def mails_of_customers(refs: Collection[str]) -> QuerySet[Incoming]:
    """Return the mails that the store has found to concern some customers, by their refs; an index leads to them."""
    return Incoming.objects.alias(whose=KT("disposition__customer")).filter(whose__in=[ref for ref in refs if ref])


def mailbox(name: str) -> Mailbox | None:
    """Return how far a mailbox elsewhere was read, or None before the first visit."""
    return Mailbox.objects.filter(name=name[:300]).first()


def over_time(at: datetime, most: int) -> list[int]:
    """Return settled mails that were kept long enough, the oldest first."""
    old = Incoming.objects.filter(forgotten_at=None, settled_at__lte=at - timedelta(days=settings.MAILS_KEPT_DAYS))
    return list(old.order_by("settled_at").values_list("id", flat=True)[:most])


def next_over_time() -> datetime | None:
    """Return when the oldest settled mail was kept long enough."""
    rows = Incoming.objects.filter(forgotten_at=None)
    first: datetime | None = rows.aggregate(first=Min("settled_at"))["first"]
    return first + timedelta(days=settings.MAILS_KEPT_DAYS) if first else None


def troubled_mailboxes() -> list[Mailbox]:
    """Return mailboxes at whose last visit something went wrong."""
    return list(Mailbox.objects.exclude(trouble=""))


def repeated(mails: Collection[Incoming]) -> set[int]:
    """Return, of some mails, those that had come before: by another door, to another address, or handed in once more.

    The bytes may differ, since each server on the way adds lines of its own; sender and Message-ID do not. A forged
    mail does not count as the one before a proven one.
    """
    ids = {mail.message_id for mail in mails if mail.message_id}
    rows = Incoming.objects.filter(message_id__in=ids).order_by("id")
    first: dict[tuple[str, str, bool], int] = {}
    for pk, message_id, sender, proven in rows.values_list("id", "message_id", "from_address", "authenticated"):
        for as_good in {proven, False}:
            first.setdefault((message_id, fold(sender), as_good), pk)
    return {
        mail.pk
        for mail in mails
        if first.get((mail.message_id, fold(mail.from_address), mail.authenticated), mail.pk) < mail.pk
    }
