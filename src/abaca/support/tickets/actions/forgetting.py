"""Tickets of somebody who wants to be forgotten, and tickets that were kept long enough."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from abaca.support.journal.actions import forget as forget_in_journal
from abaca.support.journal.actions import record_all
from abaca.support.journal.models import Entry
from abaca.support.tickets.models import Message, Ticket
from abaca.support.tickets.queries import tickets_of_person
from abaca.support.tickets.states import FORGOTTEN, SILENT, EntryKind, TicketState

from .keeping import shut


@transaction.atomic
def forget(
    refs: Collection[str], addresses: Collection[str], *, but: Collection[str] = (), at: datetime, by: str
) -> int:
    """Take a person out of his tickets: address, name, subjects and all that was written; return how many there were.

    Those whose refs are in `but` are not his. That there was a ticket, when, and what was done for it stays. The mails
    themselves lie in the inbox, the letters with messaging: they are forgotten there.
    """
    tickets = list(tickets_of_person(refs, addresses).exclude(ref__in=but).select_for_update())
    for ticket in tickets:
        if ticket.state != TicketState.CLOSED:
            shut(ticket, at=at)
    return _forget(tickets, at=at, by=by)


@transaction.atomic
def forget_old(ids: Collection[int], *, at: datetime, by: str = "the house") -> int:
    """Forget those of the tickets in which long enough nothing was said, and nothing is to be said; return how many.

    What has waited for its customer since then is closed: he will not answer any more.
    """
    old = Ticket.objects.select_for_update().filter(
        pk__in=ids, state__in=SILENT, touched_at__lte=at - timedelta(days=settings.MAILS_KEPT_DAYS)
    )
    tickets = list(old.exclude(address=FORGOTTEN).order_by("pk"))
    waiting = [ticket.pk for ticket in tickets if ticket.state == TicketState.WAITING]
    Ticket.objects.filter(pk__in=waiting).update(state=TicketState.CLOSED, closed_at=at)
    return _forget(tickets, at=at, by=by)


@transaction.atomic
def keep_longer(ids: Collection[int], *, until: datetime) -> int:
    """Keep tickets that something still needs, to be looked at again at `until`; return how many."""
    return Ticket.objects.filter(pk__in=ids).update(needed_until=until)


def _forget(tickets: Collection[Ticket], *, at: datetime, by: str) -> int:
    """Take all words out; the names of mails too, so that nobody's answer finds a ticket that knows no address.

    What an entry has told already, such as that a letter came back, is not told again: entries that a forgotten ticket
    has are no longer asked.
    """
    forget_in_journal([ticket.ref for ticket in tickets], [ticket.name for ticket in tickets])
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(
        subject="", name="", customer="", address=FORGOTTEN, address_folded=FORGOTTEN, needed_until=None
    )
    rows = Message.objects.filter(ticket__in=tickets)
    rows.update(text="", sender="", message_id="", answers="", facts={})
    rows.filter(kind=EntryKind.MAIL).update(by=FORGOTTEN)
    record_all(
        Entry(at=at, by=by, what="ticket.forgotten", about=each.ref, facts={"number": each.number}) for each in tickets
    )
    return len(tickets)
