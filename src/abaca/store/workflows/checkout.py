"""Somebody buys: the agreement is written down, an account is made, and the money is asked for."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from abaca.access.actions import open_way_in
from abaca.kernel.countries import time_zone_of
from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import enqueue
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.queries import plan_for_sale, price_of
from abaca.store.customers.actions import AddressFacts, checked_email, note_consent, open_customer
from abaca.store.notices.actions import draft, order_facts
from abaca.store.orders.actions import Agreement, place
from abaca.store.orders.models import Line, Order
from abaca.store.orders.queries import order_of_checkout
from abaca.store.orders.states import OrderKind
from abaca.store.payments.actions import NewMethod, Wanted, open_attempts, save_method
from abaca.store.tax.place_of_supply import tax_for

MOST_SEATS = 500
CARD_ORDER_LAPSES = timedelta(hours=24)
TRANSFER_ORDER_LAPSES = timedelta(days=14)


class SeatsOutOfRange(Refusal):
    code = "seats_out_of_range"
    sentence = _("Please order between 1 and {most} seats. For more, write to us.")
    status = 422
    field = "seats"


class PriceChanged(Refusal):
    code = "price_changed"
    sentence = _("The price is now {price}. Please look at the summary again before you buy.")
    status = 409


class ConsentMissing(Refusal):
    code = "consent_missing"
    sentence = _("Please agree to the renewal before you buy.")
    status = 422
    field = "consent"


@dataclass(frozen=True)
class Wish:
    """What the checkout form says, apart from the payment method."""

    token: str  # drawn when the form was shown; it makes a repeated submit harmless
    plan: str
    seats: int
    currency: str
    email: str
    billing: AddressFacts
    delivery: AddressFacts
    language: str
    consent: str  # the wording that was agreed to; empty where the box was not ticked
    newsletter: str  # the same for the newsletter, which is free to refuse
    shown_total: int  # what the form showed, in minor units


def check(wish: Wish, *, at: datetime) -> tuple[Plan, Money]:
    """Refuse what cannot be bought; return the plan and the price of a seat. Writes nothing."""
    plan = plan_for_sale(wish.plan)
    if not 1 <= wish.seats <= MOST_SEATS:
        raise SeatsOutOfRange(most=MOST_SEATS)
    checked_email(wish.email)
    wish.billing.checked()
    wish.delivery.checked()
    unit = price_of(plan, wish.currency, on=local_day(at, settings.VENDOR_TIME_ZONE))
    if not wish.consent:
        raise ConsentMissing
    if wish.shown_total != unit.amount * wish.seats:
        raise PriceChanged(price=unit * wish.seats)
    return plan, unit


def buy(wish: Wish, method: NewMethod | None, *, at: datetime, by: str) -> tuple[Order, int | None]:
    """Make the order of a checkout form, once; return it with the attempt that now waits to be sent, if any.

    `method` is None for a bank transfer. A form that comes twice, or twenty times at once, finds its first order.
    """
    plan, unit = check(wish, at=at)
    try:
        return _write(wish, plan, unit, method, at=at, by=by)
    except IntegrityError:
        known = order_of_checkout(wish.token)
        if known is None:
            raise
        return known, None


@transaction.atomic
def _write(
    wish: Wish, plan: Plan, unit: Money, method: NewMethod | None, *, at: datetime, by: str
) -> tuple[Order, int | None]:
    _one_at_a_time(wish)
    known = order_of_checkout(wish.token)
    if known:
        return known, None

    email = checked_email(wish.email)
    user = open_way_in(email, language=wish.language, at=at)
    customer = open_customer(
        email=email,
        billing=wish.billing,
        delivery=wish.delivery,
        language=wish.language,
        user_ref=user.ref,
        at=at,
        by=by,
    )
    saved = save_method(customer, method, at=at, by=by) if method else None
    [line] = place(
        [
            Agreement(
                token=wish.token,
                kind=OrderKind.FIRST,
                customer=customer,
                plan=plan,
                seats=wish.seats,
                unit=unit.amount,
                currency=unit.currency,
                months=plan.months,
                tax=tax_for(
                    wish.billing.country,
                    seller=settings.VENDOR_COUNTRY,
                    on=local_day(at, settings.VENDOR_TIME_ZONE),
                ),
                language=wish.language,
                time_zone=time_zone_of(wish.billing.country),
                billing=wish.billing.as_copy(),
                delivery=wish.delivery.as_copy(),
                method_kind=saved.kind if saved else "transfer",
                method_ref=saved.ref if saved else "",
                lapses_at=at + (CARD_ORDER_LAPSES if saved else TRANSFER_ORDER_LAPSES),
            )
        ],
        at=at,
        by=by,
    )
    order = line.order
    note_consent(customer, "renewal", wording=wish.consent, language=wish.language, about=order.ref, at=at, by=by)
    if wish.newsletter:
        note_consent(
            customer, "newsletter", wording=wish.newsletter, language=wish.language, about=order.ref, at=at, by=by
        )
    if saved is None:
        _tell_how_to_transfer(line, at=at)
        return order, None
    [attempt] = open_attempts([Wanted(order, saved, customer_present=True)], at=at, by=by)
    return order, attempt.pk


def _one_at_a_time(wish: Wish) -> None:
    """Let submits of one form, and first purchases of one address, wait for each other."""
    with transaction.get_connection().cursor() as cursor:
        for word in sorted({f"checkout {wish.token}", f"address {wish.email.strip().lower()}"}):
            number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big", signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _tell_how_to_transfer(line: Line, *, at: datetime) -> None:
    order = line.order
    letter = draft(
        "transfer_awaited",
        order.customer,
        about=order.ref,
        key=f"transfer_awaited/{order.ref}",
        facts=order_facts(line, at=at),
        language=order.language,
        to_address=order.email,
    )
    enqueue([letter], at=at)
