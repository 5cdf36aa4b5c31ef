"""Somebody wants a larger plan: what it costs today, why, and how the price is written down until it is paid.

Looking at a price writes nothing. One that is taken up is an order whose price stands for some days; nothing else
changes before its money is there, and then `going_over` does the rest.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.design.templatetags.abaca import day as written
from abaca.design.templatetags.abaca import money
from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day, local_instant
from abaca.kernel.terms import nth_term
from abaca.messaging.actions import enqueue
from abaca.messaging.facts import money_fact
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.queries import net_price_of, price_of, tier_rows, tiers_on
from abaca.store.customers.queries import addresses_of
from abaca.store.invoices.actions import Draft, issue
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.notices.actions import draft, order_facts
from abaca.store.orders.actions import Agreement, place
from abaca.store.orders.models import Line, Order
from abaca.store.orders.pricing import Bargain, Less
from abaca.store.orders.queries import order_by_ref
from abaca.store.orders.states import OrderKind, OrderState, ReductionKind
from abaca.store.payments.queries import methods_by_ref, orders_with_open_attempts
from abaca.store.payments.references import transfer_reference
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.actions import SubscriptionOver, offer_upgrade
from abaca.store.subscriptions.models import Subscription, Upgrade
from abaca.store.subscriptions.queries import open_terms, open_upgrades, running_terms, upgrades_of_orders
from abaca.store.subscriptions.states import SubscriptionState
from abaca.store.subscriptions.upgrade_price import Taxed, Unused, upgrade_price
from abaca.store.tax.prices import SeatPrice, seat_price

from .bookkeeping import book_invoice_of_upgrade
from .going_over import paid_terms
from .offers import UpgradeUnderWay, last_day, withdraw
from .quotes import Quote, shown, upgrade_facts
from .settlement import settle
from .taxing import Taxed as Sale
from .taxing import taxed

STANDS_FOR = timedelta(days=14)


class NoUpgrade(Refusal):
    code = "no_upgrade"
    sentence = _("From this plan there is no way to that one. You can see all plans in the shop.")
    status = 409


class TermUnpaid(Refusal):
    code = "term_unpaid"
    sentence = _("The paid term is over. Please pay the next one first; then you can change to the larger plan.")
    status = 409


class ChargeUnderWay(Refusal):
    code = "charge_under_way"
    sentence = _("A payment for this subscription is just being made. Please wait for its result.")
    status = 409


class OtherUpgradeOpen(Refusal):
    code = "other_upgrade_open"
    sentence = _("A change to {plan} waits for its payment. Please wait until it is paid or its price has ended.")
    status = 409


class PriceOver(Refusal):
    code = "upgrade_price_over"
    sentence = _("This price stood until {day}. Please look at today's price.")
    status = 409


class PriceChanged(Refusal):
    code = "price_changed"
    sentence = _("The price is now {price}. Please look at it again before you pay.")
    status = 409


def quote(subscription: Subscription, plan: Plan, *, at: datetime) -> Quote:
    """Return what it costs to go over to a larger plan today; refused where that is not possible. Writes nothing."""
    check(subscription, plan, at=at)
    on = local_day(at, subscription.time_zone)
    terms = [t for t in running_terms([subscription.pk]) if t.ends > on]
    billing = addresses_of([subscription.customer_id])[subscription.customer_id, "billing"]
    sale = taxed(billing, subscription.customer.ref, at=at)
    tax, (unit, basis) = sale.tax, _list_price(subscription, plan, sale, on=local_day(at, settings.VENDOR_TIME_ZONE))
    price = upgrade_price(
        list(paid_terms(terms).values()),
        unit=unit,
        seats=subscription.seats,
        basis=basis,
        taxed=Taxed(settings.VENDOR_VAT_NUMBER, tax.country, tax.category, tax.rate),
        on=on,
        volume=_volume(plan, subscription, unit, basis, at=at),
    )
    closes_at = min(at + STANDS_FOR, local_instant(subscription.ends_on, 0, subscription.time_zone))
    return Quote(subscription, plan, on, closes_at, price, sale, unit, basis)


def _volume(plan: Plan, subscription: Subscription, unit: int, basis: str, *, at: datetime) -> tuple[Less, ...]:
    """Return what the number of seats takes off the new plan today."""
    tiers = tiers_on(tier_rows([plan.pk]), plan.pk, on=local_day(at, settings.VENDOR_TIME_ZONE))
    seats, currency = subscription.seats, subscription.currency
    return Bargain(tuple(tiers)).reductions(unit, seats, currency=currency, basis=basis)


def check(subscription: Subscription, plan: Plan, *, at: datetime) -> None:
    """Refuse an upgrade that the plan does not have, or that the subscription cannot take now."""
    if subscription.plan.upgrades_to_id != plan.pk or plan.free:
        raise NoUpgrade
    if subscription.state != SubscriptionState.ACTIVE:
        raise SubscriptionOver
    if local_day(at, subscription.time_zone) >= subscription.ends_on:
        raise TermUnpaid if subscription.auto_renew else SubscriptionOver
    waiting = open_terms([subscription.pk]).get(subscription.pk)
    if waiting and orders_with_open_attempts([waiting.line.order_id]):
        raise ChargeUnderWay


def offer_of(subscription: Subscription, plan: Plan, *, at: datetime) -> Quote | Upgrade:
    """Return the offer that stands, or else the price of today; asked for twice it is the same. Writes nothing."""
    known = open_upgrades([subscription.pk]).get(subscription.pk)
    if known and at < known.closes_at:
        if known.plan_id != plan.pk:
            raise OtherUpgradeOpen(plan=known.plan.title)
        return known
    return quote(subscription, plan, at=at)


@transaction.atomic
def order_upgrade(subscription: Subscription, plan: Plan, *, at: datetime, by: str, shown: int | None = None) -> Order:
    """Write the price of today down as an order that can be paid; done twice it is done once.

    `shown` is what the customer saw, in minor units; where the price is another one by now, nothing is ordered.
    """
    subscription = subscriptions.lock(subscription)
    known = open_upgrades([subscription.pk]).get(subscription.pk)
    if known and orders_with_open_attempts([known.order_id]):
        raise UpgradeUnderWay
    offer = offer_of(subscription, plan, at=at)
    if isinstance(offer, Upgrade):
        return order_by_ref(offer.order.ref)
    if shown is not None and shown != offer.price.to_pay:
        raise PriceChanged(price=money(offer.to_pay))
    if known:
        withdraw([known], at=at, by=by)
    [line] = place([_agreement(offer)], at=at, by=by)
    offer_upgrade(
        subscription,
        line,
        price=offer.price,
        on=offer.on,
        unit=offer.unit,
        basis=offer.basis,
        closes_at=offer.closes_at,
        at=at,
        by=by,
    )
    return order_by_ref(line.order.ref)


def _agreement(offer: Quote) -> Agreement:
    s, addresses = offer.subscription, addresses_of([offer.subscription.customer_id])
    method = methods_by_ref([s.method_ref]).get(s.method_ref)
    card = method.country if method else ""
    return Agreement(
        token=f"upgrade:{s.ref}:{s.offers.count() + 1}",
        kind=OrderKind.UPGRADE,
        customer=s.customer,
        plan=offer.plan,
        seats=s.seats,
        unit=offer.price.unit,
        basis=offer.price.basis,
        currency=s.currency,
        months=offer.plan.months,
        tax=offer.tax,
        vat_id=offer.sale.vat_id,
        vat_check=offer.sale.vat_check,
        evidence=offer.sale.signs(addresses[s.customer_id, "billing"]["country"], card=card),
        reductions=(*offer.price.volume, *(_less(one, s, offer.on) for one in offer.price.unused if one.used)),
        credit_used=offer.price.set_off,
        starts_on=offer.on,
        language=s.customer.language,
        time_zone=s.time_zone,
        billing=addresses[s.customer_id, "billing"],
        delivery=addresses[s.customer_id, "delivery"],
        method_kind=s.method_kind,
        method_ref=s.method_ref,
        lapses_at=offer.closes_at,
    )


def _less(one: Unused, subscription: Subscription, on: date) -> Less:
    facts = {k: v for k, v in one.as_facts.items() if k not in ("number", "notes")} | {"on": on.isoformat()}
    return Less(ReductionKind.UNUSED, one.used, subscription.plan.title, facts)


def _list_price(subscription: Subscription, plan: Plan, sale: Sale, *, on: date) -> SeatPrice:
    """Return the price of one seat of today's list, as this buyer pays it."""
    gross = price_of(plan, subscription.currency, on=on)
    net = net_price_of(plan, subscription.currency, on=on)
    return seat_price(gross.amount, net.amount if net else None, business=sale.buyer.business, rate=sale.rate_there)


@transaction.atomic
def take_up_for_nothing(order: Order, *, at: datetime, by: str) -> Order:
    """Go over to a plan of which nothing is left to pay; done twice it is done once."""
    subscriptions.lock_those_of([order.pk])
    order = order_by_ref(order.ref)
    if order.state == OrderState.PLACED and not order.due:
        refuse_when_over(order, at=at)
        settle([order.pk], at=at, by=by)
    return order_by_ref(order.ref)


def refuse_when_over(order: Order, *, at: datetime) -> None:
    """Refuse to take money for a price that stands no longer, or while the old plan is being paid."""
    upgrade = upgrades_of_orders([order.pk])[order.pk]
    if at >= upgrade.closes_at:
        raise PriceOver(day=written(last_day(upgrade)))
    waiting = open_terms([upgrade.subscription_id]).get(upgrade.subscription_id)
    if waiting and orders_with_open_attempts([waiting.line.order_id]):
        raise ChargeUnderWay


@transaction.atomic
def transfer_facts(order: Order, line: Line, *, at: datetime, by: str) -> dict[str, Any]:
    """Return what is told to somebody who pays an upgrade by bank transfer; the invoice comes first (I3)."""
    upgrade = upgrades_of_orders([order.pk])[order.pk]
    day = last_day(upgrade)
    invoice = invoices_by_order([order.pk]).get(order.pk)
    if invoice is None:
        days = nth_term(upgrade.on, line.months, 0)
        reference = transfer_reference(order.number)
        [invoice] = issue([Draft(line, days.begins, days.ends, "transfer", reference, due_on=day)], at=at, by=by)
        book_invoice_of_upgrade(invoice, line.plan.code, days, at=at, by=by)
    return {**upgrade_facts(shown(upgrade, line)), "invoice": {"number": invoice.number}}


# --- by letter -------------------------------------------------------------------------------------------------------


@transaction.atomic
def offer_by_letter(
    subscription: Subscription, plan: Plan, *, at: datetime, by: str, came_late: Money | None = None
) -> Order:
    """Send the customer who asked by mail the price with its derivation, and the link at which it can be paid.

    `came_late` is money that came for an earlier price when that had ended.
    """
    order = order_upgrade(subscription, plan, at=at, by=by)
    upgrade = upgrades_of_orders([order.pk])[order.pk]
    [line] = order.lines.all()
    facts = {**order_facts(line, at=at), **upgrade_facts(shown(upgrade, line))}
    if came_late:
        facts["came_late"] = money_fact(came_late)
    key = f"upgrade_offer/{order.ref}/{at.isoformat()}"
    enqueue([draft("upgrade_offer", order.customer, about=order.ref, key=key, facts=facts)], at=at)
    return order


def came_late(order: Order, *, value_on: date) -> bool:
    """Tell whether money for an upgrade came when its price stood no longer; it counts by its value date (U7)."""
    return order.state == OrderState.LAPSED or (
        order.state == OrderState.PLACED and value_on > last_day(upgrades_of_orders([order.pk])[order.pk])
    )


@transaction.atomic
def offer_again(order: Order, came: Money, *, at: datetime, by: str) -> Order | None:
    """Tell somebody whose money came late what the upgrade costs now; None where it is not possible any more.

    The money itself stays in sight of the staff, as the customer's.
    """
    upgrade = upgrades_of_orders([order.pk])[order.pk]
    subscription = subscriptions.lock(upgrade.subscription)
    if order.state == OrderState.PLACED and at < upgrade.closes_at:
        return None  # the bank dates it ahead, and the price still stands
    try:
        return offer_by_letter(subscription, upgrade.plan, at=at, by=by, came_late=came)
    except Refusal:
        return None
