"""What the letters of the store know: one set of facts for all, so that every template can say what it needs."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from abaca.access import links
from abaca.kernel.money import Money
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import Draft
from abaca.messaging.facts import day_fact, money_fact
from abaca.store.customers.models import Customer
from abaca.store.orders.models import Line, Order
from abaca.store.orders.states import OrderKind
from abaca.store.payments.models import PaymentMethod
from abaca.store.payments.references import spaced, transfer_reference
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.renewal_dates import timetable

# what a link in a letter may do, without a log-in
ORDER_LINK = "order"  # look at an order
PAY_LINK = "pay"  # pay an order that waits for its money
CANCEL_LINK = "cancel"  # cancel or resume the renewal of a subscription
METHOD_LINK = "method"  # change the payment method of a subscription

GOOD_FOR = 400  # days: a link in a letter outlives the term it speaks of

Facts = dict[str, Any]


def link_to(purpose: str, thing: Order | Subscription, *, days: int = GOOD_FOR, at: datetime) -> str:
    """Return the token of a link that does one thing to an order or a subscription, until its links are voided."""
    return links.sign(purpose, thing.ref, days=days, at=at, edition=thing.link_edition)


def draft(
    kind: str,
    customer: Customer,
    *,
    about: str,
    key: str,
    facts: Facts,
    secrets: dict[str, str] | None = None,
    language: str = "",
    to_address: str = "",
) -> Draft:
    """Return a letter of the store to a customer, in his language; the invoice that it speaks of goes along."""
    return Draft(
        to_address=to_address or customer.email,
        to_name=customer.name,
        language=language or customer.language,
        template=f"store_notices/{kind}",
        kind=kind,
        context={"name": customer.name, **facts},
        secrets=secrets or {},
        attachments=[f"invoice/{facts['invoice']['number']}"] if facts.get("invoice") else [],
        about=about,
        whose=customer.ref,
        key=key,
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )


def order_facts(line: Line, *, at: datetime) -> Facts:
    """Return what a letter may say about an order."""
    order: Order = line.order
    reference = transfer_reference(order.number)
    return {
        "order": {
            "number": order.number,
            "total": money_fact(order.total),
            "due": money_fact(order.to_pay),
            "net": money_fact(Money(order.net, order.currency)),
            "tax": money_fact(Money(order.tax, order.currency)),
            "tax_percent": _percent(order.tax_rate),
            "tax_reason": order.tax_reason,
            "path": f"/order/{link_to(ORDER_LINK, order, at=at)}/",
            "pay_path": f"/pay/{link_to(PAY_LINK, order, at=at)}/",
            "account_path": f"/account/orders/{order.number}/",
            "held_to": _held_to(order),
        },
        "line": {
            "title": line.description,
            "seats": line.quantity,
            "unit": money_fact(Money(line.unit, order.currency)),
        },
        "bank": {
            "iban": settings.VENDOR_IBAN,
            "owner": settings.VENDOR_LEGAL_NAME,
            "reference": spaced(reference),
        },
        "activate_path": "/activate/",
        "account_path": "/account/",
    }


def subscription_facts(
    subscription: Subscription, method: PaymentMethod | None, *, credit: int = 0, at: datetime
) -> Facts:
    """Return what a letter may say about a subscription: its end, its renewal, its method, how to refuse.

    `credit` is what the customer's credit balance pays of the next term, in minor units; the rest is charged.
    """
    token = link_to(CANCEL_LINK, subscription, at=at)
    plan, today = subscription.plan, local_day(at, subscription.time_zone)
    grace_ends = subscription.ends_on + timedelta(days=plan.grace_days)
    return {
        "subscription": {
            "title": plan.title,
            "seats": subscription.seats,
            "ends": day_fact(subscription.ends_on),
            "last_day": day_fact(subscription.ends_on - timedelta(days=1)),
            "grace_ends": day_fact(grace_ends),
            "pay_until": day_fact(_pay_until(subscription)),
            "term_over": today >= subscription.ends_on,
            "access_over": today >= grace_ends,
            "price": money_fact(subscription.renewal_price),
            "credit": money_fact(Money(credit, subscription.currency)) if credit else None,
            "rest": money_fact(Money(subscription.next_gross - credit, subscription.currency)),
            "auto_renew": subscription.auto_renew,
            "buy_path": f"/checkout/{plan.code}/",
            "cancel_path": f"/cancel/{token}/",
            "method_path": f"/method/{link_to(METHOD_LINK, subscription, at=at)}/",
        },
        "method": method_facts(subscription.method_kind, method),
    }


def method_facts(kind: str, method: PaymentMethod | None) -> Facts:
    """Return how a payment method is spoken of in letters."""
    if method is None or kind == "transfer":
        return {"kind": kind}
    return {
        "kind": method.kind,
        "brand": method.brand,
        "last4": method.last4,
        "label": method.label,
        "expiry": f"{method.exp_month:02}/{method.exp_year}" if method.exp_month else "",
    }


def _held_to(order: Order) -> dict[str, str] | None:
    """Return the last whole day on which the money of a first order is still in time."""
    if order.lapses_at is None or order.kind == OrderKind.UPGRADE:
        return None
    return day_fact(local_day(order.lapses_at, order.time_zone) - timedelta(days=1))


def _pay_until(subscription: Subscription) -> date:
    """Return the last whole day on which an unpaid renewal can still be paid."""
    last = timetable(auto_renew=True, method_kind=subscription.method_kind)[-1]
    return subscription.ends_on + timedelta(days=last.day - 1)


def _percent(rate: int) -> str:
    """Write 810 as 8.1."""
    return f"{rate // 100}.{rate % 100:02}".rstrip("0").rstrip(".")
