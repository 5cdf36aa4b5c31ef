"""The plans side by side."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abaca.kernel.money import Money
from abaca.kernel.schedule import local_day
from abaca.store.catalogue.queries import ShopWindow, shop_window

from .visitors import instant_of, language_of_visitor, settle_currency, wanted_currency


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Show what each plan can do and what it costs."""
    wanted = wanted_currency(request)
    window = _window(request, wanted)
    currency = settle_currency(request, wanted, window.currencies)
    if currency != wanted:
        window = _window(request, currency)
    for_sale = [shown.plan.pk for shown in window.plans if not shown.plan.free]
    context = {
        "window": window,
        "currency": currency,
        "nothing": Money(0, currency),
        "chosen": for_sale[0] if for_sale else None,
        "columns": [shown.plan.pk for shown in window.plans],
        "rows": [
            (name, list(zip((shown.plan.pk for shown in window.plans), values, strict=True)))
            for name, values in window.rows
        ],
        "free": next((shown for shown in window.plans if shown.plan.free), None),
    }
    return render(request, "storefront/shop/plans.html", context)


def _window(request: HttpRequest, currency: str) -> ShopWindow:
    today = local_day(instant_of(request), settings.VENDOR_TIME_ZONE)
    return shop_window(language=language_of_visitor(), currency=currency, on=today)
