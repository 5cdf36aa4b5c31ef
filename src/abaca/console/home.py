"""The first page of the console: what needs somebody, and what was bought last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abaca.access.roles import may
from abaca.kernel.money import Money
from abaca.store.invoices.queries import waiting_corrections
from abaca.support.tickets.queries import waiting_for_us

from . import queries
from .door import allowed, at_of, concerns
from .failures import failure_words
from .notices import trouble_words
from .words import letter_kind, letter_title, lost_words


@allowed("console.view")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for a member of the staff."""
    at = at_of(request)
    parked, low = queries.parked_keys(), queries.lists_that_are_low()
    corrections = waiting_corrections()
    orders = queries.latest_orders()
    letters, transfers = queries.lost_letters(), queries.homeless_transfers()
    concerns(request, *(order.customer.ref for order in orders), *(letter.whose for letter in letters.rows))
    undelivered = queries.undelivered_notices()
    tickets = waiting_for_us() if may(str(getattr(request.user, "role", "")), "desk.view") else 0
    context = {
        "here": "home",
        "letters": letters,
        "letter_rows": [(letter, letter_title(letter), lost_words(letter)) for letter in letters.rows],
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
        "orders": orders,
    }
    piles = sum(pile.count for pile in context.values() if isinstance(pile, queries.Pile))
    context["waiting"] = len(low) + len(corrections) + piles + tickets
    return render(request, "console/home/home.html", context)
