"""What is done for a customer because of a ticket is written into the ticket.

The pages on which things are done are those of the console; whoever comes to one of them from a ticket bears its
number in the address, and is led back when it is done.
"""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from abaca.access.roles import may
from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.actions import assign
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.queries import WishUnknown, wish_by_ref
from abaca.store.correspondence.states import WishKind, WishState
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email, present_self
from abaca.store.workflows.wish_acts import NotDoneYet, WishSettled, settle_by_hand
from abaca.support.tickets.actions import note_deed
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import entry_with_mail, ticket_with

from .door import at_of, by_of

FIELD, WISH = "ticket", "wish"
STILL_OPEN = {WishState.OPEN, WishState.ASKED}
ANSWERS: dict[str, set[str]] = {  # which wishes a deed fulfils
    "deed.cancelled": {WishKind.CANCEL},
    "deed.resumed": {WishKind.RESUME},
    "deed.offered": {WishKind.UPGRADE},
    "deed.resent": {WishKind.LOST_KEY},
    "deed.refunded": {WishKind.REFUND, WishKind.WITHDRAWAL},
    "deed.corrected": {WishKind.INVOICE_CORRECTION},
    "deed.email_asked": {WishKind.EMAIL_CHANGE},
    "deed.email_corrected": {WishKind.EMAIL_CHANGE},
    "deed.newsletter_off": {WishKind.NEWSLETTER_OFF},
}


def done(request: HttpRequest, deed: str, otherwise: HttpResponse, *, whose: str, **facts: Any) -> HttpResponse:
    """Write a deed into the ticket that it was done for and lead back there; else answer as if there were none.

    `whose` is the ref of the customer. Only who may act at the desk writes there, and only into a ticket of this
    customer or of nobody yet: the number stands in the address, where anybody can type another one.
    """
    customer = _customer_now(whose)
    ticket = ticket_for(request, customer)
    if ticket is None:
        return otherwise
    wish = _wish_named(request, ticket, customer, ANSWERS.get(deed, ()))
    if wish is not None:
        with suppress(WishSettled, NotDoneYet):  # it is about another contract of his
            settle_by_hand(wish.ref, done=True, at=at_of(request), by=by_of(request))
    known = customer.ref if customer else ""
    entry = note_deed(ticket, deed, whose=known, at=at_of(request), by=by_of(request), **facts)
    return redirect("console:ticket", entry.ticket.number)


def wish_of(ticket: Ticket, ref: str) -> Wish:
    """Return a wish of a mail that is in this ticket; those of others are refused as unknown."""
    wish = wish_by_ref(ref)
    entry = entry_with_mail(wish.incoming)
    if entry is None or ticket.pk not in {entry.ticket_id, entry.ticket.merged_into_id}:
        raise WishUnknown
    return wish


def wish_about(request: HttpRequest, customer: Customer, kind: WishKind) -> Wish | None:
    """Return the wish that a page is to fulfil, as `wish_to_look_at` does; one that was nobody's is his from now on.

    Of a mail that led to nobody, staff have found the customer.
    """
    wish = wish_to_look_at(request, customer, kind)
    if wish is None or wish.customer_id is not None:
        return wish
    return assign(wish, present_self(customer), at=at_of(request), by=by_of(request))


def wish_to_look_at(request: HttpRequest, customer: Customer, kind: WishKind) -> Wish | None:
    """Return the wish of this kind that a page is to fulfil; nothing changes.

    It is still open, stands in the ticket that the page was reached from, and is this customer's or nobody's yet.
    """
    customer = present_self(customer)
    ticket = ticket_for(request, customer)
    return _wish_named(request, ticket, customer, {kind}) if ticket else None


def _wish_named(request: HttpRequest, ticket: Ticket, customer: Customer | None, kinds: Collection[str]) -> Wish | None:
    """Return the wish that the address of a page names, if this ticket, this customer and these kinds fit to it."""
    try:
        wish = wish_of(ticket, request.GET.get(WISH, ""))
    except WishUnknown:
        return None
    his = wish.customer is None or present_self(wish.customer) == customer
    return wish if his and wish.kind in kinds and wish.state in STILL_OPEN else None


def ticket_for(request: HttpRequest, customer: Customer | None) -> Ticket | None:
    """Return the ticket that the address of a page names, if this customer is meant by it and who asks may act there.

    A ticket that became a part of another stands for that one.
    """
    number = request.GET.get(FIELD, "")
    if not number or not may(str(getattr(request.user, "role", "")), "desk.act"):
        return None
    try:
        ticket = ticket_with(number)
    except Refusal:
        return None
    ticket = ticket.merged_into or ticket
    owner = owner_of(ticket)
    return ticket if owner is None or owner == customer else None


def owner_of(ticket: Ticket) -> Customer | None:
    """Return whose ticket it is by now: the one into whom its customer was joined; else who has its address."""
    known = _customer_now(ticket.customer)
    if known is not None or not ticket.address:
        return known
    return customer_with_email(ticket.address)


def _customer_now(ref: str) -> Customer | None:
    found = Customer.objects.filter(ref=ref).first() if ref else None
    return present_self(found) if found else None
