"""What is done for a customer because of a ticket is written into the ticket.

The pages on which things are done are those of the console; whoever comes to one of them from a ticket bears its
number in the address, and is led back when it is done.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from abaca.kernel.refusals import Refusal
from abaca.support.tickets.actions import note_deed
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import ticket_with

from .door import at_of, by_of

FIELD = "ticket"


def done(request: HttpRequest, deed: str, otherwise: HttpResponse, *, whose: str, **facts: Any) -> HttpResponse:
    """Write a deed into the ticket that it was done for and lead back there; else answer as if there were none.

    `whose` is the ref of the customer.
    """
    ticket = ticket_of(request)
    if ticket is None:
        return otherwise
    entry = note_deed(ticket, deed, whose=whose, at=at_of(request), by=by_of(request), **facts)
    return redirect("console:ticket", entry.ticket.number)


def ticket_of(request: HttpRequest) -> Ticket | None:
    """Return the ticket that the address of a page names, if there is one."""
    number = request.GET.get(FIELD, "")
    if not number:
        return None
    try:
        return ticket_with(number)
    except Refusal:
        return None
