"""What a mail wishes is settled by hand, or taken back."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from abaca.console.door import at_of, by_of, concerns
from abaca.console.on_tickets import wish_of
from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.queries import WishUnknown
from abaca.store.customers.queries import present_self
from abaca.store.workflows.wish_acts import settle_by_hand, take_back
from abaca.support.tickets.actions import note_deed
from abaca.support.tickets.queries import ticket_with

from .doors import may_act


@dataclass(frozen=True)
class Verb:
    """What can be done with a wish, and how the ticket calls it."""

    act: Callable[..., Wish]
    deed: str
    said: object


VERBS = {
    "done": Verb(
        lambda ref, **who: settle_by_hand(ref, done=True, **who),
        "deed.wish_done",
        gettext_lazy("Noted: you have done what the mail wishes."),
    ),
    "nothing": Verb(
        lambda ref, **who: settle_by_hand(ref, done=False, **who),
        "deed.wish_dropped",
        gettext_lazy("Noted: nothing is done about what the mail wishes."),
    ),
    "back": Verb(take_back, "deed.wish_taken_back", gettext_lazy("Taken back; the customer gets a letter about it.")),
}


@may_act
@require_POST
def settle(request: HttpRequest, number: str, ref: str, verb: str) -> HttpResponse:
    """Settle a wish of a mail of this ticket."""
    ticket, how = ticket_with(number), VERBS.get(verb)
    wish = wish_of(ticket, ref)
    if how is None:
        raise WishUnknown
    concerns(request, wish.customer.ref if wish.customer else ticket.customer)
    at, by = at_of(request), by_of(request)
    try:
        how.act(wish.ref, at=at, by=by)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        whose = present_self(wish.customer).ref if wish.customer else ""
        note_deed(ticket, how.deed, whose=whose, at=at, by=by, kind=wish.kind)
        messages.success(request, str(how.said))
    return redirect("console:ticket", ticket.number)
