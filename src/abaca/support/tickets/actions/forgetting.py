"""Tickets of somebody who wants to be forgotten."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from abaca.support.journal.actions import record
from abaca.support.tickets.models import Message
from abaca.support.tickets.queries import tickets_of_person
from abaca.support.tickets.states import EntryKind, TicketState

from .keeping import shut

FORGOTTEN = "forgotten"


@transaction.atomic
def forget(refs: Collection[str], addresses: Collection[str], *, at: datetime, by: str) -> int:
    """Take a person out of his tickets: address, name, subjects and all that was written; return how many there were.

    That there was a ticket, when, and what was done for it stays. The mails themselves lie in the inbox, the letters
    with messaging: they are forgotten there.
    """
    tickets = list(tickets_of_person(refs, addresses).select_for_update())
    for ticket in tickets:
        if ticket.state != TicketState.CLOSED:
            shut(ticket, at=at)
        ticket.subject = ticket.name = ticket.customer = ""
        ticket.address = ticket.address_folded = FORGOTTEN
        ticket.save(update_fields=["subject", "name", "customer", "address", "address_folded"])
        record("ticket.forgotten", ticket.ref, at=at, by=by, number=ticket.number)
    rows = Message.objects.filter(ticket__in=tickets)
    rows.update(text="", sender="", facts={})
    rows.filter(kind=EntryKind.MAIL).update(by=FORGOTTEN)
    return len(tickets)
