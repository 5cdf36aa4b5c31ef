"""Money that goes back: what it comes to, the question, the deed; and what somebody has to pay at the bank."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abaca.design.templatetags.abaca import money
from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_with_number
from abaca.store.payments.queries import refund_with_ref
from abaca.store.workflows import jobs, refunds
from abaca.store.workflows.queries import WholeOrder, whole_order
from abaca.store.workflows.refunds import ENDS_THE_TERM, Extent, Quote, To, Wish

from . import on_tickets, queries
from .door import allowed, at_of, by_of, concerns
from .forms.refunds import EXTENTS, RefundForm
from .words import dispute_words, method_words, refund_words

UNFIT = 422


@allowed("refunds.view")
@require_safe
def money_back(request: HttpRequest) -> HttpResponse:
    """Show what somebody has to pay at the bank, what is disputed, and what went back last."""
    waiting, disputes = queries.refunds_to_pay_out(queries.MOST_FOUND), queries.all_disputes()
    latest = queries.latest_refunds()
    concerns(request, *(each.payment.order.customer.ref for each in (*waiting.rows, *disputes, *latest)))
    context = {
        "here": "money_back",
        "waiting": waiting,
        "disputes": [(dispute, *dispute_words(dispute)) for dispute in disputes],
        "latest": [(refund_, *refund_words(refund_)) for refund_ in latest],
        "ways": [(_("Console"), reverse("console:home"))],
    }
    return render(request, "console/money_back/money_back.html", context)


@allowed("refunds.pay")
@require_POST
def paid_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Take note that a refund was paid at the bank."""
    try:
        refund_ = refund_with_ref(ref)
        concerns(request, refund_.payment.order.customer.ref)
        refunds.pay_out(refund_, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The refund is marked as paid, and the account number is forgotten."))
    return redirect("console:money_back")


@allowed("refunds.make")
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: HttpRequest, number: str) -> HttpResponse:
    """Ask what is to go back, show what it comes to, and do it."""
    whole = whole_order(order_with_number(number), at=at_of(request))
    concerns(request, whole.order.customer.ref)
    form = _form(request, whole)
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return _page(request, whole, form, status=UNFIT if form.errors else 200)
    wish = form.wish()
    try:
        told = refunds.quote(whole.order, wish, at=at_of(request))
        if "confirmed" not in request.POST:
            return _confirm(request, whole, form, told, wish)
        jobs.refund(whole.order, wish, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, whole, form, status=refusal.status)
    return _done(request, whole.order, told)


@allowed("refunds.make")
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Give an order back within its 14 days, with one click."""
    order, at = order_with_number(number), at_of(request)
    concerns(request, order.customer.ref)
    try:
        told = refunds.quote(order, Wish(Extent.WHOLE), at=at)
        jobs.withdraw(order, at=at, by=by_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:refund", number)
    return _done(request, order, told)


def _done(request: HttpRequest, order: Order, told: Quote) -> HttpResponse:
    messages.success(request, _("{sum} goes back. A letter tells the customer.").format(sum=money(told.total)))
    back = redirect(reverse("console:customer", args=[order.customer.ref]) + f"#{order.number}")
    return on_tickets.done(
        request, "deed.refunded", back, whose=order.customer.ref, sum=money(told.total), order=order.number
    )


def _form(request: HttpRequest, whole: WholeOrder) -> RefundForm:
    return RefundForm(
        request.POST if request.method == "POST" else None,
        currency=whole.order.currency,
        seats=sorted({key.seat for key in whole.keys if key.withdrawn_on is None}),
        by_transfer=_by_transfer(whole),
        sums=_sums(request, whole),
        initial={"extent": Extent.WHOLE, "to": To.METHOD},
    )


def _by_transfer(whole: WholeOrder) -> bool:
    return whole.payment is not None and whole.payment.attempt_id is None


def _page(request: HttpRequest, whole: WholeOrder, form: RefundForm, *, status: int = 200) -> HttpResponse:
    context = _about(whole) | {
        "form": form,
        "one_click": whole.give_back_until if not _by_transfer(whole) else None,
    }
    return render(request, "console/money_back/refund.html", context, status=status)


def _sums(request: HttpRequest, whole: WholeOrder) -> dict[str, str]:
    """Return what the wishes come to that need no further word; what is refused is left out."""
    found: dict[str, str] = {}
    for extent in (Extent.WHOLE, Extent.UNUSED):
        with suppress(Refusal):
            found[extent] = money(refunds.quote(whole.order, Wish(extent), at=at_of(request)).total)
    return found


def _confirm(request: HttpRequest, whole: WholeOrder, form: RefundForm, told: Quote, wish: Wish) -> HttpResponse:
    method = whole.payment.attempt.method if whole.payment and whole.payment.attempt else None
    context = _about(whole) | {
        "form": form,
        "extent": EXTENTS[wish.extent],
        "quote": told,
        "left": Money(told.left, told.currency),
        "net": Money(told.net, told.currency),
        "tax": Money(told.tax, told.currency),
        "to_method": Money(told.to_method, told.currency) if told.to_method else None,
        "to_credit": Money(told.to_credit, told.currency) if told.to_credit else None,
        "method": method_words("card" if method else "transfer", method),
        "ends": wish.extent in ENDS_THE_TERM,
    }
    return render(request, "console/money_back/confirm.html", context)


def _about(whole: WholeOrder) -> dict[str, Any]:
    page = reverse("console:customer", args=[whole.order.customer.ref])
    return {
        "here_now": "money_back",
        "whole": whole,
        "order": whole.order,
        "page": f"{page}#{whole.order.number}",
        "ways": [(_("Console"), reverse("console:home")), (whole.order.customer.name, page)],
    }
