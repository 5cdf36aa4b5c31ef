"""A bridge code for a customer on the telephone whose program says Free though he paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abaca.kernel.refusals import Refusal
from abaca.licensing.devices.queries import next_bridge_codes
from abaca.licensing.workflows.bridging import make_for_payer
from abaca.store.orders.queries import order_of
from abaca.store.workflows.queries import WholeOrder, whole_order

from . import queries
from .door import allowed, at_of, by_of, concerns


@dataclass(frozen=True)
class Bridge:
    """An order whose days are running, and when a code for it can be made; None for now."""

    whole: WholeOrder
    next_at: datetime | None


def bridges_of(orders: Sequence[WholeOrder], *, at: datetime) -> list[Bridge]:
    """Return for which orders a code may be made, with one statement."""
    running = [order for order in orders if order.runs(at)]
    next_at = next_bridge_codes([order.promise_ref for order in running], at=at)
    return [Bridge(order, next_at[order.promise_ref]) for order in running]


@allowed("desk.act")
@require_POST
def make(request: HttpRequest, ref: str, number: str) -> HttpResponse:
    """Make a code and show it to the staff, this once."""
    customer, at = queries.customer_with(ref), at_of(request)
    concerns(request, customer.ref)
    whole = whole_order(order_of(customer.pk, number), at=at)
    if not whole.runs(at):
        messages.error(request, _("The term of order {number} is not running today.").format(number=number))
        return redirect("console:customer", ref)
    plan = whole.line.plan
    try:
        made = make_for_payer(
            product=plan.product.code, plan=plan.code, counts_for=whole.promise_ref, at=at, by=by_of(request)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:customer", ref)
    page = reverse("console:customer", args=[ref])
    ways = [(_("Console"), reverse("console:home")), (customer.name, page)]
    context = {"made": made, "whole": whole, "page": page, "ways": ways}
    return render(request, "console/bridge_codes/bridge_code.html", context)
