"""All orders of a customer, and everything about one of them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abaca.design.downloads import attachment
from abaca.store.catalogue.models import Plan
from abaca.store.journal.models import Entry
from abaca.store.journal.queries import history_about
from abaca.store.orders.queries import order_of, orders_of
from abaca.store.orders.states import OrderKind
from abaca.store.subscriptions.queries import upgrades_of_orders
from abaca.store.subscriptions.standing import Standing
from abaca.store.workflows import queries
from abaca.store.workflows.coming import coming
from abaca.store.workflows.explaining import explained
from abaca.store.workflows.queries import WholeOrder, WholeSubscription, whole_order
from abaca.store.workflows.quotes import explained as explained_upgrade
from abaca.store.workflows.quotes import shown
from abaca.store.workflows.rights import right_of

from .bridge import bridge_of
from .entrance import CustomerRequest, for_customers
from .needs import needs_of
from .seats import shown_seats

A_PAGE = 50
UPGRADABLE = {Standing.RENEWS, Standing.ENDING, Standing.AWAITING_TRANSFER}
# what a customer wants to read in his history; the rest is the house's own bookkeeping
TOLD = {
    "order.placed",
    "order.paid",
    "order.lapsed",
    "attempt.declined",
    "attempt.action",
    "product_key.generated",
    "product_key.entered",
    "invoice.issued",
    "invoice.credited",
    "product_key.sent",
    "product_key.taken_back",
    "product_key.withdrawn",
    "order.refunded",
    "refund.succeeded",
    "refund.failed",
    "refund.paid_out",
    "subscription.begun",
    "subscription.renewed",
    "upgrade.offered",
    "upgrade.given_back",
    "term.restored",
    "subscription.renewal_cancelled",
    "subscription.renewal_resumed",
    "subscription.method_changed",
    "subscription.ended",
    "notice.given",
}


@require_safe
@for_customers
def orders(request: CustomerRequest) -> HttpResponse:
    page = Paginator(orders_of(request.customer.pk), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/orders/orders.html", {"page": page})


@require_safe
@for_customers
def order(request: CustomerRequest, number: str) -> HttpResponse:
    whole = whole_order(order_of(request.customer.pk, number), at=request.at)
    subscription = whole.whole_subscription
    context = {
        "whole": whole,
        "seats": shown_seats(whole),
        "whole_subscription": subscription,
        "over": subscription is not None and subscription.standing == Standing.ENDED,
        "needs": needs_of([whole], [subscription] if subscription else [], at=request.at),
        "coming": coming([subscription], at=request.at)[subscription.subscription.pk] if subscription else [],
        "derivations": explained(whole),
        "history": _history(whole),
        "bridge": bridge_of(whole, at=request.at),
        "right": right_of(whole, at=request.at),
        "larger_plan": _larger_plan(subscription) if subscription else None,
    }
    context |= _upgrade(whole)
    return render(request, "portal/orders/order.html", context)


def _larger_plan(whole: WholeSubscription) -> Plan | None:
    """Return the plan to which this subscription can be moved now."""
    plan: Plan | None = whole.subscription.plan.upgrades_to if whole.standing in UPGRADABLE else None
    return plan


def _upgrade(whole: WholeOrder) -> dict[str, object]:
    """Return how the price of an upgrade came about."""
    if whole.order.kind != OrderKind.UPGRADE:
        return {}
    offer = shown(upgrades_of_orders([whole.order.pk])[whole.order.pk], whole.line)
    return {"offer": offer, "lines": explained_upgrade(offer)}


@require_safe
@for_customers
def licence_file(request: CustomerRequest, number: str, ref: str) -> HttpResponse:
    """Give away a licence file that was bought."""
    key, content = queries.licence_file(order_of(request.customer.pk, number), ref)
    return attachment(content, name=key.file_name, media_type=key.media_type)


def _history(whole: WholeOrder) -> list[Entry]:
    entries = history_about(whole.order.ref)
    if whole.whole_subscription:
        entries += history_about(whole.whole_subscription.subscription.ref)
    told = (entry for entry in entries if entry.what in TOLD)
    return sorted(told, key=lambda entry: entry.pk, reverse=True)
