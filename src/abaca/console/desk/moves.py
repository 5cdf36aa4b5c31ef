"""What the staff does with a ticket itself: notes, assignment, closing, merging, giving it to its customer."""

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abaca.console import queries as console
from abaca.console.door import at_of, by_of, concerns
from abaca.kernel.refusals import Refusal
from abaca.support.tickets import actions
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import ticket_with

from . import queries
from .doors import may_answer


class Who(TypedDict):
    at: datetime
    by: str


@may_answer
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Write something down for the colleagues."""
    return _do(request, number, lambda ticket: actions.note(ticket, request.POST.get("text", ""), **_who(request)))


@may_answer
@require_POST
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Give a ticket to a member of the staff, or to nobody."""
    to = request.POST.get("to", "")
    known = {user.ref for user in queries.staff()}
    return _do(request, number, lambda ticket: actions.assign(ticket, to if to in known else "", **_who(request)))


@may_answer
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Say that nothing more is to be said, and go on with the queue."""
    ticket = ticket_with(number)
    concerns(request, ticket.customer)
    try:
        actions.close(ticket, **_who(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:ticket", ticket.number)
    messages.success(request, _("{number} is closed.").format(number=ticket.number))
    return redirect("console:desk")


@may_answer
@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Take a closed ticket up again."""
    return _do(request, number, lambda ticket: actions.reopen(ticket, **_who(request)))


@may_answer
@require_POST
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Make a ticket a part of another one."""
    ticket = ticket_with(number)
    concerns(request, ticket.customer)
    try:
        other = ticket_with(request.POST.get("into", ""))
        concerns(request, other.customer)
        into = actions.merge(ticket, other, **_who(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:ticket", ticket.number)
    said = _("{number} is a part of this ticket now. You can take it out again.")
    messages.success(request, said.format(number=ticket.number))
    return redirect("console:ticket", into.number)


@may_answer
@require_POST
def take_out(request: HttpRequest, number: str) -> HttpResponse:
    """Undo a merge."""
    return _do(request, number, lambda ticket: actions.take_out(ticket, **_who(request)))


@may_answer
@require_POST
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Say whose ticket it is."""

    def give(ticket: Ticket) -> None:
        customer = console.customer_meant(request.POST.get("customer", ""))
        if customer is None:
            raise console.CustomerUnknown
        concerns(request, customer.ref)
        actions.link(ticket, customer.ref, **_who(request))

    return _do(request, number, give)


def _do(request: HttpRequest, number: str, act: Callable[[Ticket], object]) -> HttpResponse:
    """Do it and lead back to the ticket; a refusal is said there."""
    ticket = ticket_with(number)
    concerns(request, ticket.customer)
    try:
        act(ticket)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("console:ticket", ticket.number)


def _who(request: HttpRequest) -> Who:
    return {"at": at_of(request), "by": by_of(request)}
