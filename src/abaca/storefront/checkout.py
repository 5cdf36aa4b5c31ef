"""The checkout in one page; a form that comes twice leads to the order that it made the first time."""

import re
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abaca.access.actions import count_try
from abaca.access.limits import FORMS, ONE_BUYER, PAYING
from abaca.kernel.countries import is_country
from abaca.kernel.emails import fold
from abaca.kernel.networks import network_of
from abaca.kernel.refs import new_token
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.queries import currencies_of, plan_for_sale
from abaca.store.customers.models import AddressKind
from abaca.store.customers.queries import addresses_of, customer_with_user
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_of_checkout
from abaca.store.payments.queries import latest_attempts
from abaca.store.workflows import jobs
from abaca.store.workflows.checkout import Wish
from abaca.store.workflows.pricing import look_at_code

from .forms.addresses import PARTS
from .forms.checkout import CheckoutForm
from .limits import limited
from .summary import Summary, summarise
from .visitors import instant_of, language_of_visitor, settle_currency, wanted_currency
from .ways import way_on

TOKEN = re.compile(r"[A-Za-z0-9_-]{32,80}", re.ASCII)


class SummaryChanged(Refusal):
    code = "summary_changed"
    sentence = _("The renewal date is another one now. Please look at the summary again before you buy.")
    status = 409


class FormIncomplete(Refusal):
    code = "form_incomplete"
    sentence = _("This form did not arrive whole. Please look at it and send it again; nothing was bought.")
    status = 422


@require_http_methods(["GET", "HEAD", "POST"])
@limited(FORMS)
def checkout(request: HttpRequest, plan: str) -> HttpResponse:
    """Show the form, take it, or show it again with what is to mend."""
    at = instant_of(request)
    sold = plan_for_sale(plan)
    offered = currencies_of(sold, on=local_day(at, settings.VENDOR_TIME_ZONE))
    if request.method == "POST":
        return _take(request, sold, offered, at)
    currency = settle_currency(request, wanted_currency(request), offered)
    form = CheckoutForm(offered=offered, initial={**_known(request), "currency": currency})
    return _page(request, form, _summary(request, form, sold, at))


def _known(request: HttpRequest) -> dict[str, object]:
    """Return what a customer who is logged in has told us before, so that he need not type it again."""
    customer = customer_with_user(getattr(request.user, "ref", ""))
    if customer is None:
        return {}
    kept = addresses_of([customer.pk])
    billing, delivery = (kept.get((customer.pk, kind), {}) for kind in AddressKind.values)
    same = all(billing.get(part) == delivery.get(part) for part in PARTS)
    other = {} if same or not delivery else {f"delivery_{part}": delivery[part] for part in PARTS}
    return {"email": customer.email, "name": customer.name, **billing, **other, "same_delivery": not other}


def _take(request: HttpRequest, plan: Plan, offered: list[str], at: datetime) -> HttpResponse:
    known = order_of_checkout(_token(request)) if _token(request) else None
    if known:
        return _on_from(known, at)
    form = CheckoutForm(request.POST, offered=offered)
    valid = form.is_valid()
    _look_up(request, form, at)
    summary = _summary(request, form, plan, at)
    valid = valid and form.is_valid()  # a code may have been refused
    if "update" in request.POST:
        form.forgive_all_but_the_sum()
        return _page(request, form, summary, status=422 if form.errors else 200)
    if not valid:
        return _page(request, form, summary, status=422)
    try:
        count_try(PAYING, network_of(request.META.get("REMOTE_ADDR", "")), at=at)
        count_try(ONE_BUYER, fold(form.cleaned_data["email"]), at=at)
        order = jobs.buy(_wish(request, form, summary), form.chosen, at=at, by="a guest")
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, form, summary, status=refusal.status)
    return _on_from(order, at)


def _wish(request: HttpRequest, form: CheckoutForm, summary: Summary) -> Wish:
    """Put the form into the store's words; what was shown must be what would be bought."""
    shown_total = request.POST.get("shown_total", "")
    if not _token(request) or not re.fullmatch(r"\d{1,12}", shown_total, re.ASCII):
        raise FormIncomplete
    if request.POST.get("shown_day") != summary.renews_on.isoformat():
        raise SummaryChanged
    typed = form.cleaned_data
    return Wish(
        token=_token(request),
        plan=summary.plan.code,
        seats=typed["seats"],
        currency=typed["currency"],
        email=typed["email"],
        billing=form.billing,
        delivery=form.delivery,
        language=language_of_visitor(),
        consent=summary.transfer_sentence if form.by_transfer else summary.sentence,
        newsletter=form.answer_to_newsletters(language_of_visitor()),
        shown_total=int(shown_total),
        country_confirmed=typed["country_confirmed"],
        network_country=_network_country(request),
        coupon=form.code,
    )


def _network_country(request: HttpRequest) -> str:
    """Return where the connection comes from, if a server before us writes it into a header."""
    country = request.headers.get(settings.COUNTRY_HEADER, "") if settings.COUNTRY_HEADER else ""
    return country if is_country(country) else ""


def _token(request: HttpRequest) -> str:
    """Return the token of the form; it makes a repeated submit harmless."""
    token = request.POST.get("token", "")
    return token if TOKEN.fullmatch(token) else ""


def _look_up(request: HttpRequest, form: CheckoutForm, at: datetime) -> None:
    """Ask the register about the VAT number before the sum is shown that depends on it."""
    _seats, _currency, billing = form.sum_facts
    if _token(request) and billing["vat_id"] and "vat_id" not in form.errors:
        jobs.look_up(billing, _token(request), at=at, by="a guest")


def _summary(request: HttpRequest, form: CheckoutForm, plan: Plan, at: datetime) -> Summary:
    seats, currency, billing = form.sum_facts
    code = _code(request, form, plan, at)
    return summarise(plan, seats=seats, currency=currency, billing=billing, code=code, token=_token(request), at=at)


def _code(request: HttpRequest, form: CheckoutForm, plan: Plan, at: datetime) -> str:
    """Return the code that makes the sum smaller; why another may not be used is told beside its field."""
    typed = form.code
    if not typed:
        return ""
    seats, currency, _billing = form.sum_facts
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    try:
        return look_at_code(typed, plan, seats=seats, currency=currency, network=network, at=at).code
    except Refusal as refusal:
        form.refuse(refusal)
        return ""


def _page(request: HttpRequest, form: CheckoutForm, summary: Summary, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "summary": summary, "token": _token(request) or new_token()}
    return render(request, "storefront/checkout/checkout.html", context, status=status)


def _on_from(order: Order, at: datetime) -> HttpResponse:
    return redirect(way_on(order, latest_attempts([order.pk]).get(order.pk), at=at))
