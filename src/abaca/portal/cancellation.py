"""The renewal is cancelled in two clicks and resumed as easily; a look at the page changes nothing."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from abaca.store.orders.queries import order_of
from abaca.store.subscriptions.queries import SubscriptionUnknown
from abaca.store.subscriptions.standing import Standing
from abaca.store.workflows.late_charges import on_its_way
from abaca.store.workflows.queries import WholeSubscription, whole_order
from abaca.store.workflows.wish_acts import cancel, resume

from .entrance import CustomerRequest, for_customers

DECISIONS = {"cancel": cancel, "resume": resume}


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def cancellation(request: CustomerRequest, number: str) -> HttpResponse:
    whole = whole_order(order_of(request.customer.pk, number), at=request.at)
    if whole.whole_subscription is None:
        raise SubscriptionUnknown
    decide = DECISIONS.get(request.POST.get("decision", ""))
    if decide:
        decide(whole.whole_subscription.subscription, at=request.at, by=request.customer.ref)
        return redirect("portal:cancellation", number=number)
    context = {
        "whole": whole,
        "whole_subscription": whole.whole_subscription,
        "face": _face(whole.whole_subscription),
        "on_its_way": on_its_way(whole.whole_subscription.subscription),
    }
    return render(request, "portal/orders/cancellation.html", context)


def _face(whole: WholeSubscription) -> str:
    """Return which of its four faces the page shows: cancel, cancel_unpaid, cancelled or ended."""
    if whole.standing == Standing.ENDED:
        return "ended"
    if not whole.subscription.auto_renew:
        return "cancelled"
    return "cancel_unpaid" if whole.standing in (Standing.PAST_DUE, Standing.SUSPENDED) else "cancel"
