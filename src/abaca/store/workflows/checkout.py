"""Somebody buys: the agreement is written down, an account is made, and the money is asked for."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from abaca.access.actions import open_way_in
from abaca.design.templatetags.abaca import money
from abaca.kernel.countries import time_zone_of
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import enqueue
from abaca.store.catalogue.actions import redeem
from abaca.store.catalogue.models import Coupon
from abaca.store.catalogue.queries import CouponForNewCustomers, plan_for_sale
from abaca.store.customers.actions import AddressFacts, checked_email, hold_address, note_consent, open_customer
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email
from abaca.store.newsletters.actions import Answer, hear
from abaca.store.notices.actions import draft, order_facts
from abaca.store.orders.actions import Agreement, place
from abaca.store.orders.models import Line, Order
from abaca.store.orders.queries import has_bought, order_of_checkout
from abaca.store.orders.states import OrderKind
from abaca.store.payments.actions import NewMethod, Wanted, open_attempts, save_method
from abaca.store.payments.models import PaymentMethod
from abaca.store.tax.actions import hand_over
from abaca.store.tax.evidence import Sign, contradicting, signs_of
from abaca.store.tax.words import country_name

from .pricing import Priced, price
from .settlement import settle
from .taxing import taxed, visitor

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


class CountryContradicted(Refusal):
    """The signs of where the buyer is do not agree, and the tax hangs on it (billing.md, X3)."""

    code = "country_contradicted"
    sentence = _("You wrote {billing}, but {sign} points to {other}. Please confirm where you live, or correct it.")
    status = 409
    field = "country_confirmed"


SIGNS = {
    "card": _("your card"),
    "network": _("your connection to the internet"),
    "vat_id": _("your VAT number"),
}


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
    newsletter: Answer | None  # what he says to newsletters, which are free to refuse; None: nothing
    shown_total: int  # what the form showed, in minor units
    country_confirmed: bool = False  # the buyer stands by his country though other signs speak against it
    network_country: str = ""  # where his connection comes from, if somebody before us knows
    coupon: str = ""  # a code as it was typed


def check(wish: Wish, *, at: datetime) -> Priced:
    """Refuse what cannot be bought; return what it costs. Writes nothing."""
    plan = plan_for_sale(wish.plan)
    if not 1 <= wish.seats <= MOST_SEATS:
        raise SeatsOutOfRange(most=MOST_SEATS)
    email = checked_email(wish.email)
    wish.billing.checked()
    wish.delivery.checked()
    found = price(
        plan,
        seats=wish.seats,
        currency=wish.currency,
        sale=taxed(wish.billing.as_copy(), visitor(wish.token), at=at),
        code=wish.coupon,
        buyer=customer_with_email(email) if wish.coupon else None,
        at=at,
    )
    if not wish.consent:
        raise ConsentMissing
    if wish.shown_total != found.totals.gross:
        raise PriceChanged(price=money(found.total))
    return found


def evidence(wish: Wish, found: Priced, card_country: str) -> tuple[Sign, ...]:
    """Return the signs of where the buyer is; refuse a contradiction that he has not been asked about."""
    signs = found.sale.signs(wish.billing.country, card=card_country, network=wish.network_country)
    against = contradicting(signs)
    if against is None:
        return signs
    if not wish.country_confirmed:
        raise CountryContradicted(
            billing=country_name(wish.billing.country),
            sign=SIGNS[against["kind"]],
            other=country_name(against["country"]),
        )
    return (*signs, *signs_of(wish.billing.country, declared=True)[1:])


def buy(wish: Wish, method: NewMethod | None, *, at: datetime, by: str) -> tuple[Order, int | None]:
    """Make the order of a checkout form, once; return it with the attempt that now waits to be sent, if any.

    `method` is None for a bank transfer. A form that comes twice, or twenty times at once, finds its first order.
    """
    found = check(wish, at=at)
    signs = evidence(wish, found, method.country if method else "")
    try:
        return _write(wish, found, signs, method, at=at, by=by)
    except IntegrityError:
        known = order_of_checkout(wish.token)
        if known is None:
            raise
        return known, None


@transaction.atomic
def _write(
    wish: Wish, found: Priced, signs: tuple[Sign, ...], method: NewMethod | None, *, at: datetime, by: str
) -> tuple[Order, int | None]:
    _one_at_a_time(wish)
    known = order_of_checkout(wish.token)
    if known:
        return known, None

    customer = _customer(wish, found, at, by)
    if found.sale.check:
        counts = hand_over(found.sale.check, customer.ref, at=at, by=by)
        found = replace(found, sale=replace(found.sale, check=counts))
    saved = save_method(customer, method, at=at, by=by) if method else None
    [line] = place([_agreement(wish, found, signs, customer, saved=saved, at=at)], at=at, by=by)
    order = line.order
    note_consent(customer, "renewal", wording=wish.consent, language=wish.language, about=order.ref, at=at, by=by)
    if wish.newsletter:
        hear(customer, wish.newsletter, country=wish.billing.country, about=order.ref, at=at, by=by)
    if found.coupon:
        _use(found.coupon, order, at, by)
    if not order.due:
        settle([order.pk], at=at, by=by)  # nothing is left to pay, so nobody needs to be asked (billing.md, M7)
        return order, None
    if saved is None:
        _tell_how_to_transfer(line, at=at)
        return order, None
    [attempt] = open_attempts([Wanted(order, saved, customer_present=True)], at=at, by=by)
    return order, attempt.pk


def _use(coupon: Coupon, order: Order, at: datetime, by: str) -> None:
    """Use a code for good; that it may be used was last looked at before anybody else of this address could come."""
    if coupon.first_order_only and has_bought(order.customer_id, but=order.pk):
        raise CouponForNewCustomers
    redeem(coupon, order=order.ref, customer=order.customer.ref, at=at, by=by)


def _customer(wish: Wish, found: Priced, at: datetime, by: str) -> Customer:
    email = checked_email(wish.email)
    hold_address(email)  # whoever is just joined or erased is somebody else's, or nobody, when that is written
    user = open_way_in(email, language=wish.language, at=at)
    return open_customer(
        email=email,
        billing=replace(wish.billing, vat_id=found.sale.vat_id),
        delivery=wish.delivery,
        language=wish.language,
        user_ref=user.ref,
        at=at,
        by=by,
    )


def _agreement(
    wish: Wish,
    found: Priced,
    signs: tuple[Sign, ...],
    customer: Customer,
    *,
    saved: PaymentMethod | None,
    at: datetime,
) -> Agreement:
    sale = found.sale
    return Agreement(
        token=wish.token,
        kind=OrderKind.FIRST,
        customer=customer,
        plan=found.plan,
        seats=wish.seats,
        unit=found.unit.amount,
        basis=found.basis,
        reductions=found.reductions,
        currency=found.unit.currency,
        months=found.plan.months,
        tax=sale.tax,
        vat_id=sale.vat_id,
        vat_check=sale.vat_check,
        evidence=signs,
        language=wish.language,
        time_zone=time_zone_of(wish.billing.country),
        billing=replace(wish.billing, vat_id=sale.vat_id).as_copy(),
        delivery=wish.delivery.as_copy(),
        method_kind=saved.kind if saved else "transfer",
        method_ref=saved.ref if saved else "",
        lapses_at=at + (CARD_ORDER_LAPSES if saved else TRANSFER_ORDER_LAPSES),
    )


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
