"""What can be asked about tickets."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.earliest import Earliest, First
from abaca.dispatch.keeping import Keeping
from abaca.inbox.models import Incoming
from abaca.kernel.emails import fold, is_nobodys
from abaca.kernel.refusals import Refusal
from abaca.messaging.models import Letter

from .deadlines import Hours, answer_by, days_read
from .models import FIRST_NUMBER, Collected, Message, Snippet, Ticket
from .states import FORGOTTEN, OPEN, OURS, SILENT, EntryKind, TicketState

NEW, DUE, WAITING, MINE, ALL, CLOSED = "new", "due", "waiting", "mine", "all", "closed"
QUEUES = (DUE, NEW, WAITING, MINE, ALL, CLOSED)
LOOK_BACK = timedelta(days=7)  # a mail is collected within minutes of being settled; this is patience for mishaps
NUMBER = re.compile(r"T-?(\d{4,12})", re.IGNORECASE | re.ASCII)


class TicketUnknown(Refusal):
    code = "ticket_unknown"
    sentence = _("There is no ticket with this number.")
    status = 404


class SnippetUnknown(Refusal):
    code = "snippet_unknown"
    sentence = _("There is no such passage any more.")
    status = 404


# --- mails that wait for their ticket -------------------------------------------------------------------------------


def uncollected(_at: datetime, most: int) -> list[int]:
    """Return mails that are settled and were not looked at here, in the order in which they were settled."""
    return list(_uncollected().order_by("settled_at", "id").values_list("id", flat=True)[:most])


def next_uncollected() -> datetime | None:
    """Return since when the first of them waits."""
    first: datetime | None = _uncollected().aggregate(first=Min("settled_at"))["first"]
    return first


def _uncollected() -> QuerySet[Incoming]:
    latest = Collected.objects.aggregate(latest=Max("settled_at"))["latest"]
    settled = Incoming.objects.filter(settled_at__isnull=False)
    if latest is not None:
        settled = settled.filter(settled_at__gte=latest - LOOK_BACK)
    return settled.exclude(Exists(Collected.objects.filter(incoming=OuterRef("ref"))))


def mails_to_collect(ids: Collection[int]) -> list[Incoming]:
    """Return those of the mails that were not looked at yet, without their bytes, in order of arrival."""
    looked_at = Exists(Collected.objects.filter(incoming=OuterRef("ref")))
    rows = Incoming.objects.filter(id__in=ids, settled_at__isnull=False).exclude(looked_at)
    return list(rows.defer("raw", "html").order_by("id"))


# --- letters that came back -----------------------------------------------------------------------------------------


def bounced(_at: datetime, most: int) -> list[int]:
    """Return the entries of letters that did not arrive, and of which their tickets do not know yet."""
    return list(_bounced().order_by("id").values_list("id", flat=True)[:most])


# Since when the first of them is known.
next_bounced = Earliest(First(lambda: Letter.objects.filter(ref__in=_bounced().values("letter")), "bounced_at"))


def _bounced() -> QuerySet[Message]:
    came_back = Letter.objects.filter(bounced_at__isnull=False).exclude(thread="").values("ref")
    return _remembered().filter(kind=EntryKind.LETTER, letter__in=came_back).exclude(facts__has_key="bounced")


def _remembered() -> QuerySet[Message]:
    """Return the entries of tickets that still know whose they are: nobody can see to one that was forgotten."""
    return Message.objects.exclude(ticket__address=FORGOTTEN)


def settled_since(_at: datetime, most: int) -> list[int]:
    """Return tickets that wait for a customer who has meanwhile confirmed, or denied, all that his last mail wished."""
    return list(_settled_since().values_list("ticket", flat=True)[:most])


# Since when the first of them is so.
next_settled_since = Earliest(
    First(lambda: Incoming.objects.filter(ref__in=_settled_since().order_by().values("incoming")), "restated_at"),
)


def _settled_since() -> QuerySet[Message]:
    done = Incoming.objects.filter(restated_at__isnull=False, disposition__done=True).values("ref")
    later = Message.objects.filter(ticket=OuterRef("ticket"), id__gt=OuterRef("id"))
    spoken = later.filter(kind__in=[EntryKind.MAIL, EntryKind.LETTER])
    rows = _remembered().filter(ticket__state=TicketState.WAITING, kind=EntryKind.MAIL, incoming__in=done)
    return rows.filter(~Exists(spoken)).order_by("id")


def needed_since(_at: datetime, most: int) -> list[int]:
    """Return the entries of mails for which a person turned out to be needed after all; their tickets do not know yet.

    Such as one that cancelled a renewal, whose money could not go back by itself afterwards.
    """
    return list(_needed_since().order_by("id").values_list("id", flat=True)[:most])


# Since when the first of them is so.
next_needed_since = Earliest(
    First(lambda: Incoming.objects.filter(ref__in=_needed_since().values("incoming")), "restated_at"),
)


def _needed_since() -> QuerySet[Message]:
    needed = Incoming.objects.filter(disposition__has_key="needed", forgotten_at=None).values("ref")
    return _remembered().filter(kind=EntryKind.MAIL, incoming__in=needed).exclude(facts__has_key="needed")


# --- when we answer -------------------------------------------------------------------------------------------------


def hours_of_work() -> Hours:
    """Return when the desk is manned."""
    return Hours(days_read(settings.DESK_DAYS), settings.DESK_OPENS, settings.DESK_CLOSES, settings.VENDOR_TIME_ZONE)


def to_be_answered_by(since: datetime) -> datetime:
    """Return by when a mail that came at this instant is to be answered."""
    return answer_by(since, settings.DESK_ANSWER_HOURS, hours_of_work())


# --- the queue ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Queue:
    """Some tickets in the order in which somebody should see to them, and how many there are in each queue."""

    rows: list[Ticket]
    counts: dict[str, int]


def queue(name: str, *, me: str, at: datetime, start: int = 0, most: int = 50) -> Queue:
    """Return a part of a queue; two statements.

    Due is what the customer has written again about, and every new mail whose time is over: no ticket is in both.
    """
    conditions = _conditions(me, at)
    counts = Ticket.objects.filter(merged_into=None).aggregate(
        **{each: Count("id", filter=condition) for each, condition in conditions.items()}
    )
    rows = Ticket.objects.filter(conditions[name], merged_into=None)
    return Queue(list(_ordered(rows, name)[start : start + most]), counts)


def _conditions(me: str, at: datetime) -> dict[str, Q]:
    late = Q(state=TicketState.NEW, answer_by__lte=at)
    return {
        DUE: Q(state=TicketState.DUE) | late,
        NEW: Q(state=TicketState.NEW, answer_by__gt=at),
        WAITING: Q(state=TicketState.WAITING),
        MINE: Q(assignee=me, state__in=OPEN),
        ALL: Q(state__in=OPEN),
        CLOSED: Q(state=TicketState.CLOSED),
    }


def _ordered(rows: QuerySet[Ticket], name: str) -> QuerySet[Ticket]:
    if name == CLOSED:
        return rows.order_by("-closed_at", "-id")
    # what waits for us by its deadline, the rest after it, by how long it has been silent
    return rows.order_by(F("answer_by").asc(nulls_last=True), "touched_at", "id")


def waiting_for_us() -> int:
    """Return how many tickets wait for a word of ours."""
    return Ticket.objects.filter(state__in=OURS).count()


# --- one ticket -----------------------------------------------------------------------------------------------------


def number_read(text: str) -> int | None:
    """Return the row that a number such as T-1234 names, or None where it is none."""
    found = NUMBER.fullmatch(text.strip())
    row = int(found[1]) - FIRST_NUMBER if found else 0
    return row if row > 0 else None


def ticket_with(number: str) -> Ticket:
    """Return a ticket by its number."""
    row = number_read(number)
    found = Ticket.objects.select_related("merged_into").filter(pk=row).first() if row else None
    if found is None:
        raise TicketUnknown
    return found


def entries_of(ticket: Ticket) -> list[Message]:
    """Return what stands in a ticket and in those that were merged into it, in order of time."""
    rows = Message.objects.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket)).select_related("ticket")
    return sorted(rows, key=lambda entry: (entry.at, entry.pk))


def entries_in(tickets: Sequence[Ticket]) -> dict[int, list[Message]]:
    """Return what stands in each of some tickets, in order of time; one statement."""
    found: dict[int, list[Message]] = {ticket.pk: [] for ticket in tickets}
    for entry in Message.objects.filter(ticket__in=tickets).order_by("at", "pk"):
        found[entry.ticket_id].append(entry)
    return found


def merged_into(ticket: Ticket) -> list[Ticket]:
    """Return the tickets that were merged into this one."""
    return list(Ticket.objects.filter(merged_into=ticket))


def is_linked(ticket: Ticket, customer: str) -> bool:
    """Tell whether somebody has said expressly that the ticket is this customer's; nobody has said otherwise since."""
    said = Message.objects.filter(ticket=ticket, what="ticket.linked", facts__customer=customer)
    return bool(customer) and ticket.customer == customer and said.exists()


def tickets_of(customer: Collection[str], addresses: Iterable[str], *, most: int = 20) -> list[Ticket]:
    """Return the tickets of a customer: those that are his by one of his refs, and those from his addresses.

    The newest come first. Whoever asked without an address has no other tickets: such an address is everybody's.
    """
    folded = [fold(address) for address in addresses if address and not is_nobodys(address)]
    his = Q(address_folded__in=folded)
    if refs := [ref for ref in customer if ref]:
        his |= Q(customer__in=refs)
    return list(Ticket.objects.filter(his, merged_into=None).order_by("-id")[:most])


def tickets_of_person(refs: Collection[str], addresses: Collection[str]) -> QuerySet[Ticket]:
    """Return all tickets of a person, the oldest first, also those that were merged into others.

    His are those that are linked to one of his refs, and those from his addresses that are linked to nobody.
    """
    folded = [fold(address) for address in addresses if address]
    his = Q(customer__in=[ref for ref in refs if ref]) | Q(address_folded__in=folded, customer="")
    return Ticket.objects.filter(his).order_by("pk")


def tickets_of_others(addresses: Collection[str]) -> list[Ticket]:
    """Return the tickets from some addresses that are linked to a customer: they are his, whoever wrote."""
    folded = [fold(address) for address in addresses if address]
    return list(Ticket.objects.filter(address_folded__in=folded).exclude(customer=""))


def with_open_tickets(refs: Collection[str], *, but: Collection[int] = ()) -> set[str]:
    """Return those of some customers who have a ticket that is not closed, `but` for these; one statement."""
    rows = Ticket.objects.filter(customer__in=[ref for ref in refs if ref], state__in=OPEN).exclude(pk__in=but)
    return set(rows.order_by().values_list("customer", flat=True))


def in_open_tickets(mails: Collection[str], letters: Collection[str] = ()) -> set[str]:
    """Return the refs of those of some mails and letters that stand in tickets that are not closed; one statement.

    A ticket that was merged into one that is not closed counts as that one.
    """
    his = Q(incoming__in=[ref for ref in mails if ref]) | Q(letter__in=[ref for ref in letters if ref])
    still = Q(ticket__state__in=OPEN) | Q(ticket__merged_into__state__in=OPEN)
    found = Message.objects.filter(his & still).values_list("incoming", "letter")
    return {ref for pair in found for ref in pair if ref}


def linked_to(mails: Collection[str], letters: Collection[str] = ()) -> dict[str, set[str]]:
    """Return the customers to whom the tickets of some mails and letters are linked, by their refs; one statement.

    A ticket that was merged into another counts for the customers of both.
    """
    his = Q(incoming__in=[ref for ref in mails if ref]) | Q(letter__in=[ref for ref in letters if ref])
    rows = Message.objects.filter(his).values_list(
        "incoming", "letter", "ticket__customer", "ticket__merged_into__customer"
    )
    found: dict[str, set[str]] = {}
    for incoming, letter, *customers in rows:
        found.setdefault(incoming or letter, set()).update(each for each in customers if each)
    return found


def mails_in(tickets: Iterable[Ticket]) -> list[str]:
    """Return the refs of the mails that stand in some tickets; one statement."""
    rows = Message.objects.filter(ticket__in=tickets).exclude(incoming="").order_by("pk")
    return list(rows.values_list("incoming", flat=True))


def latest_mails(tickets: Sequence[Ticket]) -> dict[int, str]:
    """Return the ref of the latest mail of each ticket that has one; one statement."""
    rows = Message.objects.filter(ticket__in=tickets, kind=EntryKind.MAIL).order_by("ticket_id", "-id")
    return dict(rows.distinct("ticket_id").values_list("ticket_id", "incoming"))


def mails_of(tickets: Sequence[Ticket]) -> dict[str, int]:
    """Return the ticket of each mail in some tickets, by the ref of the mail, their parts among them; one statement."""
    of_ours = Q(ticket__in=tickets) | Q(ticket__merged_into__in=tickets)
    rows = Message.objects.filter(of_ours, kind=EntryKind.MAIL).exclude(incoming="")
    return {
        incoming: whole or part
        for incoming, part, whole in rows.values_list("incoming", "ticket_id", "ticket__merged_into_id")
    }


def entry_with_mail(ref: str) -> Message | None:
    """Return the entry of a mail, with its ticket."""
    return Message.objects.select_related("ticket").filter(incoming=ref).exclude(incoming="").first()


# --- tickets whose time is over -------------------------------------------------------------------------------------


def _kept() -> QuerySet[Ticket]:
    return Ticket.objects.filter(state__in=SILENT).exclude(address=FORGOTTEN)


KEEPING = Keeping(_kept, "touched_at", lambda: settings.MAILS_KEPT_DAYS)


def over_time(at: datetime, most: int) -> list[int]:
    """Return tickets in which nothing was said for as long as mails are kept, and nothing is to be said by us."""
    return KEEPING.over_time(at, most)


# When the oldest of them was kept long enough, or is looked at again.
next_over_time = KEEPING.next_over_time


# --- mails without a ticket -----------------------------------------------------------------------------------------


def without_ticket(*, kind: str = "", sender: str = "", before: int | None = None, most: int = 50) -> list[Incoming]:
    """Return settled mails that stand in no ticket, the newest first, without their bytes; one statement.

    `kind` is one of the inbox's words, `sender` a whole address; `before` the row of the last mail of the page before.
    """
    rows = _without_ticket()
    if kind:
        rows = rows.filter(kind=kind)
    if sender:
        rows = rows.alias(folded=Upper("from_address")).filter(folded=sender.strip().upper())
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.defer("raw", "html", "text").order_by("-id")[:most])


def mail_without_ticket(ref: str) -> Incoming | None:
    """Return one of them, without its bytes, or None."""
    return _without_ticket().filter(ref=ref).defer("raw").first()


def _without_ticket() -> QuerySet[Incoming]:
    filed = Message.objects.filter(incoming=OuterRef("ref")).exclude(incoming="")
    return Incoming.objects.filter(~Exists(filed), settled_at__isnull=False, forgotten_at=None)


# --- passages -------------------------------------------------------------------------------------------------------


def snippets() -> list[Snippet]:
    """Return all passages."""
    return list(Snippet.objects.all())


def snippets_in(language: str) -> list[Snippet]:
    """Return the passages in one language."""
    return list(Snippet.objects.filter(language=language))


def snippet_with(pk: int) -> Snippet:
    """Return a passage."""
    found = Snippet.objects.filter(pk=pk).first()
    if found is None:
        raise SnippetUnknown
    return found
