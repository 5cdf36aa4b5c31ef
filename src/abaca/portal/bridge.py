"""A bridge code for the buyer whose program says Free though he paid."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abaca.kernel.refusals import Refusal
from abaca.licensing.devices.queries import next_bridge_codes
from abaca.licensing.workflows.bridging import make_for_payer
from abaca.store.orders.queries import order_of
from abaca.store.workflows.queries import WholeOrder, whole_order

from .entrance import CustomerRequest, for_customers


@dataclass(frozen=True)
class Bridge:
    """What the order page says about bridge codes: when the next one can be made, None for now."""

    next_at: datetime | None


def bridge_of(whole: WholeOrder, *, at: datetime) -> Bridge | None:
    """Return what may be said about bridge codes, if the order's days are running."""
    if not whole.runs(at):
        return None
    return Bridge(next_bridge_codes([whole.promise_ref], at=at)[whole.promise_ref])


@require_POST
@for_customers
def bridge_code(request: CustomerRequest, number: str) -> HttpResponse:
    """Make a code and show it, on a page that cannot be opened again."""
    whole = whole_order(order_of(request.customer.pk, number), at=request.at)
    if not whole.runs(request.at):
        messages.error(request, _("The term of this order is not running today."))
        return redirect("portal:order", number)
    plan = whole.line.plan
    try:
        made = make_for_payer(
            product=plan.product.code,
            plan=plan.code,
            counts_for=whole.promise_ref,
            at=request.at,
            by=request.customer.ref,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:order", number)
    return render(request, "portal/orders/bridge_code.html", {"whole": whole, "made": made})
