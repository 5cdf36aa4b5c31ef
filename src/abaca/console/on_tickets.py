"""What is done for a customer because of a ticket is written into the ticket.

The pages on which things are done are those of the console; whoever comes to one of them from a ticket bears its
number in the address, and is led back when it is done.
"""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.actions import assign
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.queries import WishUnknown, wish_by_ref
from abaca.store.correspondence.states import WishState
from abaca.store.customers.models import Customer
from abaca.store.workflows.wish_acts import WishSettled, settle_by_hand
from abaca.support.tickets.actions import note_deed
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import entry_with_mail, ticket_with

from .door import at_of, by_of

FIELD, WISH = "ticket", "wish"


def done(request: HttpRequest, deed: str, otherwise: HttpResponse, *, whose: str, **facts: Any) -> HttpResponse:
    """Write a deed into the ticket that it was done for and lead back there; else answer as if there were none.

    `whose` is the ref of the customer.
    """
    ticket = ticket_of(request)
    if ticket is None:
        return otherwise
    if ref := request.GET.get(WISH, ""):
        with suppress(WishSettled, WishUnknown):  # the deed itself may have done it, or it is another ticket's
            settle_by_hand(wish_of(ticket, ref).ref, done=True, at=at_of(request), by=by_of(request))
    entry = note_deed(ticket, deed, whose=whose, at=at_of(request), by=by_of(request), **facts)
    return redirect("console:ticket", entry.ticket.number)


def wish_of(ticket: Ticket, ref: str) -> Wish:
    """Return a wish of a mail that is in this ticket; those of others are refused as unknown."""
    wish = wish_by_ref(ref)
    entry = entry_with_mail(wish.incoming)
    if entry is None or ticket.pk not in {entry.ticket_id, entry.ticket.merged_into_id}:
        raise WishUnknown
    return wish


def wish_about(request: HttpRequest, customer: Customer) -> Wish | None:
    """Return the wish that a page is to fulfil, if it is this customer's, or nobody's yet, and still open.

    Of a mail that led to nobody, staff have found the customer.
    """
    wish = open_wish(request, customer)
    if wish is None:
        return None
    if wish.customer_id is not None:
        return wish
    if not _is_of_ticket(wish, ticket_of(request)):
        return None
    return assign(wish, customer, at=at_of(request), by=by_of(request))


def _is_of_ticket(wish: Wish, ticket: Ticket | None) -> bool:
    with suppress(WishUnknown):
        return ticket is not None and wish_of(ticket, wish.ref) == wish
    return False


def ticket_of(request: HttpRequest) -> Ticket | None:
    """Return the ticket that the address of a page names, if there is one."""
    number = request.GET.get(FIELD, "")
    if not number:
        return None
    try:
        return ticket_with(number)
    except Refusal:
        return None


def open_wish(request: HttpRequest, customer: Customer) -> Wish | None:
    """Return the wish that the address of a page names, as long as it is still to be fulfilled; nothing changes."""
    wish = wish_to_look_at(request, customer)
    return wish if wish is not None and wish.state in {WishState.OPEN, WishState.ASKED} else None


def wish_to_look_at(request: HttpRequest, customer: Customer) -> Wish | None:
    """Return the wish that the address of a page names, if it is this customer's or nobody's yet; nothing changes."""
    ref = request.GET.get(WISH, "")
    wish = Wish.objects.filter(ref=ref).first() if ref else None
    return wish if wish and wish.customer_id in {None, customer.pk} else None
