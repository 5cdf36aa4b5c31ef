"""What is for sale at which price: prices by day, tiers for many seats, codes; and what a gross price hides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.catalogue.actions import make_coupon, pause_coupon, set_price, set_tier
from abaca.store.catalogue.models import Coupon, Price, Tier
from abaca.store.catalogue.queries import (
    PricedPlan,
    coupon_with_code,
    coupons,
    currencies_of,
    plan_for_sale,
    priced_plans,
    uses_of,
)
from abaca.store.orders.derivation import percent
from abaca.store.orders.queries import numbers_of
from abaca.store.tax.exact_prices import inexact_at
from abaca.store.tax.queries import rates_of_markets

from .door import allowed, at_of, by_of
from .forms.catalogue import BASES, CouponForm, PriceForm, TierForm, WithMoney

UNFIT = 422
F = TypeVar("F", bound=WithMoney)


@dataclass(frozen=True)
class Inexact:
    """A gross price that has no exact net at a rate, with the nearest ones that have (billing.md, X2)."""

    rate: Decimal
    countries: list[str]
    below: Money
    above: Money


@dataclass(frozen=True)
class ShownPrice:
    row: Price
    basis: str
    later: bool
    inexact: list[Inexact]

    @property
    def price(self) -> Money:
        return Money(self.row.amount, self.row.currency)


@dataclass(frozen=True)
class ShownTier:
    row: Tier
    basis: str
    later: bool

    @property
    def percent(self) -> Decimal | None:
        return percent(self.row.percent) if self.row.percent is not None else None

    @property
    def unit(self) -> Money | None:
        return Money(self.row.unit, self.row.currency) if self.row.unit is not None else None


@allowed("catalogue.view")
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show all plans with their prices and tiers, and all codes."""
    today = _today(request)
    rates = rates_of_markets(on=today)
    plans = [_plan(each, rates, today) for each in priced_plans(on=today)]
    context = {
        "here": "catalogue",
        "plans": plans,
        "coupons": [(coupon, _less(coupon), uses, _ended(coupon, today)) for coupon, uses in coupons()],
    }
    return render(request, "console/catalogue/catalogue.html", context)


def _plan(each: PricedPlan, rates: dict[str, int], today: date) -> dict[str, object]:
    prices = [ShownPrice(p, str(BASES[p.basis]), p.valid_from > today, _inexact(p, rates)) for p in each.prices]
    tiers = [ShownTier(t, str(BASES.get(t.basis, "")), t.valid_from > today) for t in each.tiers]
    return {"plan": each.plan, "prices": prices, "tiers": [t for t in tiers if t.row.percent != 0 or t.later]}


def _inexact(row: Price, rates: dict[str, int]) -> list[Inexact]:
    """Return the rates at which a gross price has no exact net, each with its countries."""
    if row.basis != "gross":
        return []
    found: dict[int, Inexact] = {}
    for country, (below, above) in inexact_at(row.amount, rates).items():
        rate, currency = rates[country], row.currency
        here = found.setdefault(rate, Inexact(percent(rate), [], Money(below, currency), Money(above, currency)))
        here.countries.append(country)
    return [found[rate] for rate in sorted(found)]


def _less(coupon: Coupon) -> Money | Decimal | None:
    if coupon.amount is not None:
        return Money(coupon.amount, coupon.currency)
    return percent(coupon.percent) if coupon.percent is not None else None


def _ended(coupon: Coupon, today: date) -> bool:
    return coupon.valid_to is not None and coupon.valid_to < today


@allowed("catalogue.change")
@require_http_methods(["GET", "HEAD", "POST"])
def price(request: HttpRequest, plan: str) -> HttpResponse:
    """Let a seat of a plan cost something else from a day on."""
    sold, today = plan_for_sale(plan), _today(request)
    form = PriceForm(request.POST or None, currencies=currencies_of(sold, on=today), initial={"valid_from": today})
    title = _("A price of {title}").format(title=sold.title)

    def keep(typed: PriceForm) -> str:
        days = {"valid_from": typed.cleaned_data["valid_from"], "today": today}
        set_price(sold, typed.price, basis=typed.cleaned_data["basis"], at=at_of(request), by=by_of(request), **days)
        return _("The price is kept.")

    return _form(request, form, title, keep)


@allowed("catalogue.change")
@require_http_methods(["GET", "HEAD", "POST"])
def tier(request: HttpRequest, plan: str) -> HttpResponse:
    """Let many seats of a plan cost less from a day on."""
    sold, today = plan_for_sale(plan), _today(request)
    form = TierForm(request.POST or None, currencies=currencies_of(sold, on=today), initial={"valid_from": today})
    title = _("A price for many seats of {title}").format(title=sold.title)

    def keep(typed: TierForm) -> str:
        days = {"valid_from": typed.cleaned_data["valid_from"], "today": today}
        set_tier(sold, typed.tier, at=at_of(request), by=by_of(request), **days)
        return _("The price for many seats is kept.")

    return _form(request, form, title, keep)


@allowed("catalogue.change")
@require_http_methods(["GET", "HEAD", "POST"])
def new_coupon(request: HttpRequest) -> HttpResponse:
    """Make a code."""
    form = CouponForm(request.POST or None, currencies=[], initial={"valid_from": _today(request)})

    def keep(typed: CouponForm) -> str:
        made = make_coupon(typed.promise, at=at_of(request), by=by_of(request))
        return _("The code {code} can be used.").format(code=made.code)

    return _form(request, form, _("A new code"), keep)


def _form(request: HttpRequest, form: F, title: str, keep: Callable[[F], str]) -> HttpResponse:
    """Show a form, keep what it says, or show it again with what is to mend."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, keep(form))
            return redirect("console:catalogue")
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    ways = [(_("Prices"), reverse("console:catalogue"))]
    context = {"here": "catalogue", "form": form, "title": title, "ways": ways}
    return render(request, "console/catalogue/form.html", context, status=UNFIT if form.errors else 200)


@allowed("catalogue.view")
@require_safe
def coupon(request: HttpRequest, code: str) -> HttpResponse:
    """Show a code and who used it."""
    found = coupon_with_code(code)
    uses = uses_of(found)
    numbers = numbers_of([use.order_ref for use in uses])
    context = {
        "here": "catalogue",
        "coupon": found,
        "less": _less(found),
        "plans": list(found.plans.select_related("product")),
        "uses": [(use, numbers.get(use.order_ref, "")) for use in uses],
        "ways": [(_("Prices"), reverse("console:catalogue"))],
    }
    return render(request, "console/catalogue/coupon.html", context)


@allowed("catalogue.change")
@require_POST
def pause(request: HttpRequest, code: str) -> HttpResponse:
    """Stop a code, or let it go on."""
    found = coupon_with_code(code)
    pause_coupon(found, paused=not found.paused_at, at=at_of(request), by=by_of(request))
    return redirect("console:coupon", found.code)


def _today(request: HttpRequest) -> date:
    return local_day(at_of(request), settings.VENDOR_TIME_ZONE)
