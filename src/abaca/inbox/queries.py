"""What can be asked about mails that came in."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BinaryField, Count, Func, Prefetch, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Upper

from abaca.dispatch.earliest import Earliest, First
from abaca.dispatch.keeping import Keeping
from abaca.kernel.emails import fold
from abaca.messaging.envelopes import plain_sender

from .deliveries import Delivery
from .models import Attachment, Incoming, Leftover, Mailbox
from .ourselves import House
from .states import IncomingKind, IncomingState

TO_SETTLE = (IncomingState.READ, IncomingState.BROKEN)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def house() -> House:
    """Return where the house can be written to, as the settings say."""
    others = frozenset(fold(address) for address in settings.MAIL_IN_RECIPIENTS)
    sender, support = plain_sender(settings.MAIL_FROM), settings.VENDOR_SUPPORT_EMAIL
    bounces, news_bounces = settings.BOUNCE_ADDRESS, settings.NEWSLETTER_BOUNCE_ADDRESS
    news = plain_sender(settings.NEWSLETTER_FROM) if settings.NEWSLETTER_FROM else ""
    return House(sender, support, bounces=bounces, news_bounces=news_bounces, others=others, news_sender=news)


def to_read(_at: datetime, most: int) -> list[int]:
    """Return mails that nobody has looked into, oldest first."""
    rows = Incoming.objects.filter(state=IncomingState.RECEIVED)
    return list(rows.order_by("id").values_list("id", flat=True)[:most])


# When the oldest mail came that nobody has looked into.
to_read_since = Earliest(First(lambda: Incoming.objects.filter(state=IncomingState.RECEIVED), "received_at"))


def unread(ids: Collection[int]) -> list[Incoming]:
    """Return those of the mails that nobody has looked into, with their bytes, in order of arrival."""
    return list(Incoming.objects.filter(id__in=ids, state=IncomingState.RECEIVED).order_by("id"))


def written_within_an_hour(addresses: Collection[str], at: datetime) -> Counter[str]:
    """Return how many mails came under each address within the last hour without proof, by the address in capitals."""
    wanted = {address.upper() for address in addresses if address}
    recent = Incoming.objects.filter(received_at__gt=at - HOUR, received_at__lte=at, authenticated=False)
    rows = recent.annotate(sender=Upper("from_address")).filter(sender__in=wanted).order_by()
    return Counter(dict(rows.values_list("sender").annotate(Count("id"))))


def kept(delivery: Delivery) -> Incoming:
    """Return the row of a mail that was kept."""
    return Incoming.objects.get(digest=delivery.digest)


def to_settle(_at: datetime, most: int) -> list[int]:
    """Return mails that were read and about which the store has not spoken yet, oldest first.

    Those to an address that stands in a newsletter for stopping it are not among them until it is stopped.
    """
    return list(_unsettled().order_by("id").values_list("id", flat=True)[:most])


def _unsettled() -> QuerySet[Incoming]:
    return Incoming.objects.filter(state__in=TO_SETTLE).exclude(kind=IncomingKind.UNSUBSCRIBE)


def earlier_waits(mail: Incoming, *, at: datetime) -> bool:
    """Tell whether something that the same sender wrote before still waits to be read or settled; one statement.

    What was read an hour ago and is not settled yet holds up nobody any more.
    """
    before = Q(received_at__lt=mail.received_at) | Q(received_at=mail.received_at, id__lt=mail.pk)
    unread = Q(state=IncomingState.RECEIVED, envelope_from__iexact=mail.from_address)
    read = Q(state__in=TO_SETTLE, from_address__iexact=mail.from_address, read_at__gt=at - HOUR) & ~Q(
        kind=IncomingKind.UNSUBSCRIBE
    )
    waiting = Incoming.objects.filter(before, unread | read)
    return bool(mail.from_address) and waiting.exists()


# Since when the oldest mail waits for what the store does about it.
next_to_settle = Earliest(First(_unsettled, "read_at"))


def unsubscribing(most: int) -> list[int]:
    """Return mails that stop a newsletter by the address they came to, and wait for it, oldest first."""
    return list(_unsubscribing().order_by("id").values_list("id", flat=True)[:most])


def _unsubscribing() -> QuerySet[Incoming]:
    return Incoming.objects.filter(state=IncomingState.READ, kind=IncomingKind.UNSUBSCRIBE)


# When the oldest of them came.
unsubscribing_since = Earliest(First(_unsubscribing, "received_at"))


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


def _kept() -> QuerySet[Incoming]:
    return Incoming.objects.filter(forgotten_at=None)


KEEPING = Keeping(_kept, "settled_at", lambda: settings.MAILS_KEPT_DAYS)


def over_time(at: datetime, most: int) -> list[int]:
    """Return settled mails that were kept long enough, the oldest first."""
    return KEEPING.over_time(at, most)


# When the oldest settled mail was kept long enough, or is looked at again.
next_over_time = KEEPING.next_over_time


def leftovers(at: datetime, most: int) -> list[int]:
    """Return files whose last mail is gone and that still lie on the disk."""
    due = Leftover.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("id", flat=True)[:most])


# When a file whose last mail is gone is to be removed.
next_leftover = Earliest(First(Leftover.objects.all, "next_at"))


def troubled_mailboxes() -> list[Mailbox]:
    """Return the mailbox of the settings, if something went wrong at its last visit; former ones trouble nobody."""
    if not settings.IMAP_HOST:
        return []
    name = f"{settings.IMAP_USER}@{settings.IMAP_HOST}/{settings.IMAP_FOLDER}"
    return list(Mailbox.objects.filter(name=name[:300]).exclude(trouble=""))


def repeated(mails: Collection[Incoming]) -> set[int]:
    """Return, of some mails, those that had come before: by another door, to another address, or handed in once more.

    A forged mail does not count as the one before a proven one.
    """
    return set(first_copies(mails))


def first_copies(mails: Collection[Incoming]) -> dict[int, int]:
    """Return, by the rows of mails that had come before, the row of the first; two statements at most.

    The bytes may differ, since each server on the way adds lines of its own; sender and Message-ID do not. Where there
    is no Message-ID, the bytes have to be the same, within a day or so. A mail to an address that stops a newsletter is
    no first one: nobody reads what else it says.
    """
    first = _firsts(mails)
    return {mail.pk: before for mail in mails if (before := first.get(mail.pk, mail.pk)) < mail.pk}


def read_elsewhere(mails: Collection[Incoming]) -> set[int]:
    """Return, of mails to an address that stops a newsletter, those that are read at another address of ours."""
    return set(_firsts(mails))


def _firsts(mails: Collection[Incoming]) -> dict[int, int]:
    """Return, by the rows of mails, the row of the first copy that is read; it may be the mail itself."""
    ids = {mail.message_id for mail in mails if mail.message_id}
    rows = list(
        Incoming.objects.filter(message_id__in=ids)
        .exclude(kind=IncomingKind.UNSUBSCRIBE)
        .order_by("id")
        .values_list("id", "message_id", "from_address", "authenticated")
    )
    nameless = [mail for mail in mails if not mail.message_id and mail.from_address]
    alike = _alike(nameless) if nameless else []
    names = {pk: name for pk, name, _sender, _proven, _kind in alike}
    read = [(pk, name, sender, proven) for pk, name, sender, proven, kind in alike if kind != IncomingKind.UNSUBSCRIBE]
    first: dict[tuple[str, str, bool], int] = {}
    for pk, name, sender, proven in [*rows, *read]:
        for as_good in {proven, False}:
            first.setdefault((name, fold(sender), as_good), pk)
    keys = {mail.pk: (mail.message_id or names.get(mail.pk, ""), fold(mail.from_address)) for mail in mails}
    found = {mail.pk: first.get((*keys[mail.pk], mail.authenticated)) for mail in mails}
    return {pk: before for pk, before in found.items() if before is not None}


def _alike(nameless: Collection[Incoming]) -> list[tuple[int, str, str, bool, str]]:
    """Return the mails without a Message-ID that some senders wrote within a day, named by their bytes.

    The bytes are only looked at for these few; the day keeps them few.
    """
    since = min(mail.received_at for mail in nameless) - DAY
    rows = Incoming.objects.filter(message_id="", received_at__gte=since)
    rows = rows.annotate(sender=Upper("from_address"), name=Func("raw", function="sha256", output_field=BinaryField()))
    rows = rows.filter(sender__in={mail.from_address.upper() for mail in nameless}).order_by("id")
    return [
        (pk, bytes(name).hex(), sender, proven, kind)
        for pk, name, sender, proven, kind in rows.values_list("id", "name", "from_address", "authenticated", "kind")
    ]
