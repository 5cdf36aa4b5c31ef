"""Paying what is open, and choosing how the next terms are paid; both by a link, without a log-in."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.access import links
from abaca.access.actions import count_try
from abaca.access.limits import ONE_BUYER, PAYING
from abaca.kernel.refusals import Refusal
from abaca.store.notices.actions import METHOD_LINK, PAY_LINK
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.payments.actions import AttemptOpen
from abaca.store.payments.models import Attempt
from abaca.store.payments.queries import latest_attempts
from abaca.store.payments.states import AttemptState
from abaca.store.subscriptions.queries import latest_of, subscription_by_ref
from abaca.store.workflows import jobs
from abaca.store.workflows.jobs import BankTransfer
from abaca.store.workflows.paying import OrderNotOpen
from abaca.store.workflows.queries import WholeOrder, WholeSubscription, whole_order, whole_subscription

from .declines import decline_in_words
from .forms.means import MeansForm
from .limits import limited
from .upgrades import upgrade_context
from .visitors import instant_of, private
from .ways import PAYABLE, order_page, pay_page, situation_of, way_on


@require_http_methods(["GET", "HEAD", "POST"])
@limited(PAYING)
@private
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """Let an open order be paid, in one page."""
    at = instant_of(request)
    order = order_by_ref(links.read(PAY_LINK, token, at=at))
    if request.method == "POST":
        return _take_payment(request, order, at)
    return _pay_page(request, whole_order(order, at=at), MeansForm(), at)


def _take_payment(request: HttpRequest, order: Order, at: datetime) -> HttpResponse:
    form = MeansForm(request.POST)
    if situation_of(order, _latest(order)) not in PAYABLE:
        return redirect(way_on(order, _latest(order), at=at))
    if order.due and not form.is_valid():
        return _pay_page(request, whole_order(order, at=at), form, at, status=422)
    count_try(ONE_BUYER, order.ref, at=at)
    try:
        order = jobs.pay(order, form.chosen if order.due else BankTransfer(), at=at, by=order.customer.ref)
    except (OrderNotOpen, AttemptOpen):  # a second click was slower than the first
        order = order_by_ref(order.ref)
    except Refusal as refusal:
        form.refuse(refusal)
        return _pay_page(request, whole_order(order_by_ref(order.ref), at=at), form, at, status=refusal.status)
    return redirect(way_on(order, _latest(order), at=at))


def _pay_page(
    request: HttpRequest, whole: WholeOrder, form: MeansForm, at: datetime, *, status: int = 200
) -> HttpResponse:
    attempt = whole.attempts[-1] if whole.attempts else None
    situation = situation_of(whole.order, attempt)
    declined = attempt is not None and attempt.state in (AttemptState.DECLINED, AttemptState.LOST)
    context = {
        "whole": whole,
        "form": form,
        "situation": situation,
        "payable": situation in PAYABLE,
        "attempt": attempt,
        "reason": decline_in_words(attempt.decline_code) if attempt and declined else "",
        "order_url": order_page(whole.order, at=at),
        "iban": settings.VENDOR_IBAN,
        "owner": settings.VENDOR_LEGAL_NAME,
    } | upgrade_context(whole)
    return render(request, "storefront/paying/pay.html", context, status=status)


def _latest(order: Order) -> Attempt | None:
    return latest_attempts([order.pk]).get(order.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@limited(PAYING)
@private
def method(request: HttpRequest, token: str) -> HttpResponse:
    """Let the next terms of a subscription be paid in another way."""
    at = instant_of(request)
    subscription = latest_of(subscription_by_ref(links.read(METHOD_LINK, token, at=at)))
    form = MeansForm(request.POST if request.method == "POST" else None)
    whole = whole_subscription(subscription, at=at)
    if request.method != "POST":
        return _method_page(request, whole, form, at)
    if not form.is_valid():
        return _method_page(request, whole, form, at, status=422)
    count_try(ONE_BUYER, subscription.ref, at=at)
    try:
        jobs.change_method(subscription, form.chosen, at=at, by=subscription.customer.ref)
    except Refusal as refusal:
        form.refuse(refusal)
        return _method_page(request, whole, form, at, status=refusal.status)
    messages.success(request, _("The new payment method is saved. We have confirmed it by e-mail."))
    return redirect("storefront:method", token)


def _method_page(
    request: HttpRequest, whole: WholeSubscription, form: MeansForm, at: datetime, *, status: int = 200
) -> HttpResponse:
    context = {"whole": whole, "form": form, "pay_url": pay_page(whole.renewal, at=at) if whole.renewal else ""}
    return render(request, "storefront/paying/method.html", context, status=status)
