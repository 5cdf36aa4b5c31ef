"""The buyer's order, without a log-in: whoever has its link may see it."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from abaca.design.downloads import attachment
from abaca.store.notices.actions import ORDER_LINK
from abaca.store.orders.models import Order
from abaca.store.payments.queries import latest_attempts
from abaca.store.workflows import queries
from abaca.store.workflows.jobs import come_back
from abaca.store.workflows.letter_links import order_by_link
from abaca.store.workflows.queries import whole_order
from abaca.store.workflows.rights import right_of

from .upgrades import upgrade_context
from .visitors import instant_of, private
from .ways import Situation, cancel_page, pay_page, situation_of


@require_safe
@private
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show the product keys, or what is missing before they come."""
    at = instant_of(request)
    whole = whole_order(_order(token, at), at=at)
    attempt = whole.attempts[-1] if whole.attempts else None
    subscription = whole.whole_subscription.subscription if whole.whole_subscription else None
    context = {
        "whole": whole,
        "situation": situation_of(whole.order, attempt),
        "attempt": attempt,
        "token": token,
        "activate_url": "/activate/" if whole.redeemable else "",
        "pay_url": pay_page(whole.order, at=at),
        "cancel_url": cancel_page(subscription, at=at) if subscription else "",
        "right": right_of(whole, at=at),
        "iban": settings.VENDOR_IBAN,
        "owner": settings.VENDOR_LEGAL_NAME,
    } | upgrade_context(whole)
    return render(request, "storefront/orders/order.html", context)


@require_safe
@private
def back(request: HttpRequest, token: str) -> HttpResponse:
    """Hear what became of the payment of somebody who comes back from his bank, or looks again."""
    at = instant_of(request)
    seen = come_back(_order(token, at), at=at)
    situation = situation_of(seen, latest_attempts([seen.pk]).get(seen.pk))
    # who comes back without an answer is not sent to his bank again at once
    return redirect(pay_page(seen, at=at)) if situation == Situation.UNPAID else redirect("storefront:order", token)


@require_safe
@private
def licence_file(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """Give away a licence file to whoever has the link of its order."""
    key, content = queries.licence_file(_order(token, instant_of(request)), ref)
    return attachment(content, name=key.file_name, media_type=key.media_type)


def _order(token: str, at: datetime) -> Order:
    return order_by_link(ORDER_LINK, token, at=at)
