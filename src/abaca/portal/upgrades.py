"""A larger plan: what it costs today and why, and one button that pays for it; a look at the page changes nothing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.models import Plan
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_of
from abaca.store.orders.states import OrderState
from abaca.store.payments.models import PaymentMethod
from abaca.store.payments.queries import latest_attempts, method_of, methods_of
from abaca.store.payments.states import AttemptState
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import SubscriptionUnknown
from abaca.store.workflows import jobs
from abaca.store.workflows.jobs import BankTransfer, Means
from abaca.store.workflows.queries import WholeSubscription, whole_order
from abaca.store.workflows.quotes import Shown, explained, shown
from abaca.store.workflows.upgrade import NoUpgrade, offer_of

from .entrance import UNPROCESSABLE, CustomerRequest, for_customers, refused
from .forms.methods import MethodForm
from .needs import pay_link


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def upgrade(request: CustomerRequest, number: str) -> HttpResponse:
    """Show the price with its derivation, then take it up and pay for it."""
    whole = whole_order(order_of(request.customer.pk, number), at=request.at).whole_subscription
    if whole is None:
        raise SubscriptionUnknown
    s, plan = whole.subscription, _larger_plan(whole)
    saved = methods_of(request.customer.pk)
    form = MethodForm(request.POST or None, saved=saved, now=s.method_ref or s.method_kind)
    offer, status = shown(offer_of(s, plan, at=request.at)), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if not offer.to_pay or form.is_valid():
            try:
                order = _take_up(request, s, plan, form, offer)
            except Refusal as refusal:
                status = refused(form, refusal)
                offer = shown(offer_of(s, plan, at=request.at))
            else:
                return _way_on(request, order)
    context = {"number": number, "whole_subscription": whole, "offer": offer, "lines": explained(offer), "form": form}
    return render(request, "portal/orders/upgrade.html", context, status=status)


def _larger_plan(whole: WholeSubscription) -> Plan:
    plan: Plan | None = whole.subscription.plan.upgrades_to
    if plan is None:
        raise NoUpgrade
    return plan


def _take_up(request: CustomerRequest, subscription: Subscription, plan: Plan, form: MethodForm, offer: Shown) -> Order:
    seen = request.POST.get("shown", "")
    sum_shown = int(seen) if seen.isascii() and seen.isdigit() else -1
    means: Means | PaymentMethod = BankTransfer()
    if offer.to_pay:
        means = method_of(request.customer.pk, form.saved_ref) if form.saved_ref else form.means_of()
    by = request.customer.ref
    return jobs.upgrade(subscription, plan, means, shown=sum_shown, at=request.at, by=by)


def _way_on(request: CustomerRequest, order: Order) -> HttpResponse:
    """Go where the customer is needed next: to his bank, to another way to pay, or to the order."""
    attempt = latest_attempts([order.pk]).get(order.pk)
    if order.state == OrderState.PAID:
        [line] = order.lines.all()
        messages.success(request, _("{plan} has begun. A letter confirms it.").format(plan=line.description))
    elif attempt is not None and attempt.state == AttemptState.ACTION and attempt.redirect_url:
        return redirect(attempt.redirect_url)
    elif attempt is not None and attempt.state in (AttemptState.DECLINED, AttemptState.LOST):
        return redirect(pay_link(order, at=request.at))
    return redirect("portal:order", order.number)
