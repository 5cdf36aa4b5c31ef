"""Confirming a renewal that waits for its customer's word, by a link and without a log-in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from abaca.kernel.refusals import Refusal
from abaca.store.notices.actions import PAY_LINK
from abaca.store.orders.models import Order
from abaca.store.payments.queries import latest_attempts
from abaca.store.workflows import jobs
from abaca.store.workflows.letter_links import order_by_link
from abaca.store.workflows.queries import whole_order

from .visitors import instant_of, private
from .ways import cancel_page, pay_page, situation_of, way_on


@require_http_methods(["GET", "HEAD", "POST"])
@private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say what goes on and for how much; charge only when the button is pressed."""
    at = instant_of(request)
    order = order_by_link(PAY_LINK, token, at=at)
    whole = whole_order(order, at=at)
    subscription = whole.whole_subscription
    if subscription is None or not subscription.is_held:
        return redirect(_way_on(order, request))
    if request.method == "POST":
        return _obey(request, order)
    context = {
        "whole": whole,
        "held": subscription,
        "method": subscription.method,
        "pay_url": pay_page(order, at=at),
        "cancel_url": cancel_page(subscription.subscription, at=at),
        "situation": situation_of(order, None),
        "payable": True,
    }
    return render(request, "storefront/confirming/confirm.html", context)


def _obey(request: HttpRequest, order: Order) -> HttpResponse:
    try:
        order = jobs.confirm_renewal(order, at=instant_of(request), by=order.customer.ref)
    except Refusal as refusal:  # another click was faster, or the method is gone: the next page says what is open
        messages.info(request, str(refusal))
        return redirect(pay_page(order, at=instant_of(request)))
    return redirect(_way_on(order, request))


def _way_on(order: Order, request: HttpRequest) -> str:
    return way_on(order, latest_attempts([order.pk]).get(order.pk), at=instant_of(request))
