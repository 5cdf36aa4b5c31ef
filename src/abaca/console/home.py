"""The first page of the console: what needs somebody, and what was bought last."""

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from abaca.access.roles import may
from abaca.inbox.queries import troubled_mailboxes
from abaca.kernel.money import Money
from abaca.store.invoices.queries import waiting_corrections
from abaca.support.tickets.queries import waiting_for_us

from . import queries
from .door import allowed, at_of, concerns
from .failures import failure_words
from .notices import trouble_words
from .words import letter_kind, letter_title, lost_words

FOR_A_WHILE = timedelta(minutes=10)  # a mailbox that says no once, and yes at the next visit, needs nobody
WHOSE = {  # by what stands on the page, where the ref of its customer is found
    "orders": "customer.ref",
    "letters": "whose",
    "undelivered": "subscription.customer.ref",
    "attempts": "order.customer.ref",
    "transfers": "order.customer.ref",
    "parked": "line.order.customer.ref",
    "pay_out": "payment.order.customer.ref",
    "disputes": "payment.order.customer.ref",
    "renewals": "customer.ref",
    "corrections": "invoice.customer.ref",
    "declarations": "customer.ref",
}


@allowed("console.view")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for a member of the staff."""
    at = at_of(request)
    parked, low = queries.parked_keys(), queries.lists_that_are_low()
    corrections = waiting_corrections()
    mailboxes = [each for each in troubled_mailboxes() if (each.troubled_since or at) <= at - FOR_A_WHILE]
    orders = queries.latest_orders()
    letters, transfers = queries.lost_letters(), queries.homeless_transfers()
    undelivered = queries.undelivered_notices()
    tickets = waiting_for_us() if may(str(getattr(request.user, "role", "")), "desk.view") else 0
    context = {
        "here": "home",
        "letters": letters,
        "letter_rows": [
            (letter, letter_title(letter), lost_words(letter) or _("Called unwanted")) for letter in letters.rows
        ],
        "undelivered": undelivered,
        "undelivered_rows": [(each, letter_kind(each.kind), trouble_words(each)) for each in undelivered.rows],
        "attempts": queries.silent_attempts(at),
        "transfers": transfers,
        "transfer_rows": [(transfer, Money(transfer.amount, transfer.currency)) for transfer in transfers.rows],
        "parked": parked,
        "parked_rows": [(errand, failure_words(errand.reason, errand.message)) for errand in parked.rows],
        "low_lists": low,
        "pay_out": queries.refunds_to_pay_out(),
        "disputes": queries.disputes_without_answer(),
        "renewals": queries.renewals_past_due(at),
        "corrections": corrections,
        "declarations": queries.declarations_waiting(),
        "tickets": tickets,
        "mailboxes": mailboxes,
        "orders": orders,
    }
    concerns(request, *(_ref(row, path) for name, path in WHOSE.items() for row in _rows(context[name])))
    piles = sum(pile.count for pile in context.values() if isinstance(pile, queries.Pile))
    context["waiting"] = len(low) + len(corrections) + len(mailboxes) + piles + tickets
    return render(request, "console/home/home.html", context)


def _rows(shown: Any) -> Iterable[Any]:
    return shown.rows if isinstance(shown, queries.Pile) else shown


def _ref(row: object, path: str) -> str:
    """Return the ref at the end of a path; empty where nobody is known."""
    return str(reduce(lambda found, name: getattr(found, name, ""), path.split("."), row) or "")
