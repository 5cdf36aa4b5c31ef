"""What a purchase or a renewal costs, in one place: the shop, the charge and every letter ask here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Sum

from abaca.kernel.money import Money
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import enqueue
from abaca.store.catalogue.actions import note_wrong_code
from abaca.store.catalogue.models import Coupon, Plan
from abaca.store.catalogue.queries import (
    CouponUnknown,
    checked_coupon,
    net_price_of,
    price_of,
    refuse_guessing,
    tier_rows,
    tiers_on,
)
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import addresses_of
from abaca.store.invoices.models import Invoice
from abaca.store.ledger.queries import credits_of
from abaca.store.notices import actions as notices
from abaca.store.notices.models import Notice
from abaca.store.notices.queries import calendar
from abaca.store.orders.models import Order
from abaca.store.orders.pricing import Bargain, Less, totals_of
from abaca.store.orders.queries import has_bought
from abaca.store.orders.states import OrderKind, OrderState
from abaca.store.payments.queries import methods_by_ref
from abaca.store.subscriptions.actions import lock_all, reprice
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.next_price import NextPrice, Place, next_price
from abaca.store.subscriptions.queries import paid_terms, subscriptions_of
from abaca.store.subscriptions.states import SubscriptionState
from abaca.store.tax.patience import REUSE_FOR_RENEWAL
from abaca.store.tax.prices import GROSS, SeatPrice, seat_price
from abaca.store.tax.totals import Totals

from .taxing import Taxed, taxes

RENEWAL = ("renewal_boxed", "renewal_second")  # the letters that name the sum of a renewal


@dataclass(frozen=True)
class Estimate:
    """What seats of a plan cost: the unit in its basis, what is taken off, and what the next term will cost."""

    plan: Plan
    seats: int
    unit: Money
    basis: str  # gross, net
    reductions: tuple[Less, ...]
    totals: Totals
    next: NextPrice
    coupon: Coupon | None

    @property
    def amount(self) -> Money:
        """All seats, before anything is taken off, in the basis."""
        return self.unit * self.seats

    @property
    def total(self) -> Money:
        """What is to pay."""
        return Money(self.totals.gross, self.unit.currency)

    @property
    def renewal(self) -> Money:
        """What the next term will cost with its tax, as far as is known today."""
        return Money(self.next.gross, self.unit.currency)


@dataclass(frozen=True)
class Priced(Estimate):
    """What seats of a plan cost a buyer whose tax is known."""

    sale: Taxed


def price(
    plan: Plan,
    *,
    seats: int,
    currency: str,
    sale: Taxed,
    code: str = "",
    buyer: Customer | None = None,
    at: datetime,
) -> Priced:
    """Return what seats of a plan cost whoever is taxed so; refuse a code that may not be used, with its reason.

    Consumers pay the listed gross price; a business gets its net price and the tax of its place on top, or none.
    `buyer` is a customer whom we know already, since some codes are for new ones or for one use each.
    """
    gross, net = _listed(plan, currency, at)
    seat = seat_price(gross, net, business=sale.buyer.business, rate=sale.rate_there)
    coupon = _coupon(code, plan, seats, currency, buyer=buyer, at=at)
    found = _estimate(plan, seats, currency, seat, coupon=coupon, rate=sale.tax.rate, at=at)
    return Priced(**vars(found), sale=sale)


def estimate(plan: Plan, *, seats: int, currency: str, code: str = "", at: datetime) -> Estimate:
    """Return what seats of a plan cost a consumer of whom nothing is known yet: his tax is in the price."""
    gross, _net = _listed(plan, currency, at)
    coupon = _coupon(code, plan, seats, currency, buyer=None, at=at)
    return _estimate(plan, seats, currency, SeatPrice(gross, GROSS), coupon=coupon, rate=0, at=at)


def look_at_code(typed: str, plan: Plan, *, seats: int, currency: str, network: str, at: datetime) -> Coupon:
    """Return the coupon of a code that somebody typed; refuse it with its reason, and who guesses for an hour."""
    refuse_guessing(network, at=at)
    try:
        return checked_coupon(typed, plan=plan, seats=seats, currency=currency, on=_today(at))
    except CouponUnknown:
        note_wrong_code(network, at=at)
        raise


def _listed(plan: Plan, currency: str, at: datetime) -> tuple[int, int | None]:
    gross, net = price_of(plan, currency, on=_today(at)), net_price_of(plan, currency, on=_today(at))
    return gross.amount, net.amount if net else None


def _coupon(code: str, plan: Plan, seats: int, currency: str, *, buyer: Customer | None, at: datetime) -> Coupon | None:
    if not code.strip():
        return None
    return checked_coupon(
        code,
        plan=plan,
        seats=seats,
        currency=currency,
        on=_today(at),
        customer=buyer.ref if buyer else "",
        has_bought=buyer is not None and has_bought(buyer.pk),
    )


def _estimate(
    plan: Plan, seats: int, currency: str, seat: SeatPrice, *, coupon: Coupon | None, rate: int, at: datetime
) -> Estimate:
    tiers = tiers_on(tier_rows([plan.pk]), plan.pk, on=_today(at))
    discount = coupon.discount if coupon else None
    unit, basis = seat
    reductions = Bargain(tuple(tiers), discount).reductions(unit, seats, currency=currency, basis=basis)
    return Estimate(
        plan=plan,
        seats=seats,
        unit=Money(unit, currency),
        basis=basis,
        reductions=reductions,
        totals=totals_of(unit, seats, reductions, basis=basis, rate=rate),
        next=next_price(
            unit,
            seats,
            currency=currency,
            basis=basis,
            tiers=tiers,
            discount=discount.later if discount else None,
            rate=rate,
        ),
        coupon=coupon,
    )


def _today(at: datetime) -> date:
    return local_day(at, settings.VENDOR_TIME_ZONE)


def reprice_at(
    subscriptions: Sequence[Subscription], sales: Sequence[Taxed], *, with_tiers: bool, at: datetime
) -> list[Subscription]:
    """Compute anew what the next terms cost where they are taxed so; return the subscriptions whose sum changed."""
    places = {
        s.pk: Place(sale.buyer.business, sale.tax.rate, sale.rate_there)
        for s, sale in zip(subscriptions, sales, strict=True)
    }
    return reprice(subscriptions, places, with_tiers=with_tiers, at=at)


def sales_of(subscriptions: Sequence[Subscription], *, at: datetime) -> list[Taxed]:
    """Return how the renewals of some subscriptions are taxed as far as is known; three statements at most."""
    addresses = addresses_of([s.customer_id for s in subscriptions])
    wanted = [(addresses[s.customer_id, "billing"], s.customer.ref) for s in subscriptions]
    return taxes(wanted, at=at, max_age=REUSE_FOR_RENEWAL)


@transaction.atomic
def announce(notice_ids: Sequence[int], *, at: datetime) -> None:
    """Give notices that are due; what they say of a price is computed just before and stands from then on (R4, N7).

    The same number of statements for one notice and for a hundred.
    """
    names_sum, first_words = calendar().says(*RENEWAL), calendar().first_words
    due = Notice.objects.filter(pk__in=notice_ids, said_at=None, planned_at__lte=at, kind__in=names_sum)
    kinds = dict(due.values_list("subscription", "kind"))
    held = lock_all(list(kinds))
    first = [s for s in held if kinds[s.pk] in first_words]
    again = [s for s in held if kinds[s.pk] not in first_words]
    for rows, with_tiers in ((first, True), (again, False)):
        if rows:
            reprice_at(rows, sales_of(rows, at=at), with_tiers=with_tiers, at=at)
    notices.say(notice_ids, credit=credit_for(held), before=paid_before(held), at=at)


def paid_before(subscriptions: Sequence[Subscription]) -> dict[int, Money]:
    """Return what the present term cost with its tax, by subscription; one statement.

    What an upgrade cost is no price of a term, since the unused days of the old plan have paid for a part of it.
    """
    terms = paid_terms([s.pk for s in subscriptions]) if subscriptions else {}
    orders = {s.pk: terms[s.pk, s.terms_paid].line.order for s in subscriptions if (s.pk, s.terms_paid) in terms}
    return {pk: order.total for pk, order in orders.items() if order.kind != OrderKind.UPGRADE}


def credit_for(due: Sequence[Subscription], *, hold: bool = False) -> dict[int, int]:
    """Return how much of their next terms the credit balances of the customers pay, by subscription.

    Never more than the balance less what other orders have reserved of it, and only where the rest is charged:
    who pays by transfer pays the invoice whole. `hold` lets others who want of the same balance wait. The same number
    of statements for any number.
    """
    charged = [s for s in due if s.method_kind != "transfer"]
    if not any(left > 0 for left in credits_of(_refs(charged)).values()):
        return {}
    if hold:
        hold_credit(_refs(charged))
    left = credits_of(_refs(charged))
    for ref, currency, reserved in _reserved(charged):
        left[ref, currency] = left.get((ref, currency), 0) - reserved
    found = {}
    for s in sorted(charged, key=lambda each: (each.ends_on, each.pk)):
        key = (s.customer.ref, s.currency)
        if used := min(s.next_gross, max(0, left.get(key, 0))):
            found[s.pk], left[key] = used, left[key] - used
    return found


def hold_credit(customer_refs: Sequence[str]) -> None:
    """Let whoever wants of these balances wait; not by the rows of the customers, which others hold before the rest."""
    with transaction.get_connection().cursor() as cursor:
        words = [f"credit {ref}" for ref in customer_refs]
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(word, 6)) FROM unnest(%s::text[]) AS word", [words]
        )


def _reserved(due: Sequence[Subscription]) -> Iterable[tuple[str, str, int]]:
    """Return what placed orders will take of the balances; where an invoice is out, the books have taken it already."""
    rows = Order.objects.filter(state=OrderState.PLACED, kind=OrderKind.RENEWAL, credit_used__gt=0)
    out = Exists(Invoice.objects.filter(order=OuterRef("pk")))
    rows = rows.filter(~out, customer__in={s.customer_id for s in due}).order_by()
    return (
        rows.values("customer__ref", "currency")
        .annotate(all=Sum("credit_used"))
        .values_list("customer__ref", "currency", "all")
    )


def _refs(subscriptions: Sequence[Subscription]) -> list[str]:
    return sorted({s.customer.ref for s in subscriptions})


@transaction.atomic
def tell_new_sums(customer: Customer, *, at: datetime) -> list[Subscription]:
    """Compute the renewals of a customer anew after his own change; who was told another sum hears of the new one.

    So no charge differs from the last sum that was announced (billing.md, R4). Return the subscriptions that changed.
    """
    held = lock_all([s.pk for s in subscriptions_of(customer.pk) if s.state == SubscriptionState.ACTIVE])
    if not held:
        return []
    changed = reprice_at(held, sales_of(held, at=at), with_tiers=False, at=at)
    told = Notice.objects.filter(subscription__in=changed, kind__in=calendar().says(*RENEWAL), said_at__isnull=False)
    terms = set(told.values_list("subscription", "term"))
    methods, credits_ = methods_by_ref([s.method_ref for s in changed]), credit_for(changed)
    enqueue(
        [
            notices.draft(
                "renewal_second",
                s.customer,
                about=s.ref,
                key=f"renewal_changed/{s.ref}/{s.terms_paid}/{at.isoformat()}",
                facts=notices.subscription_facts(s, methods.get(s.method_ref), credit=credits_.get(s.pk, 0), at=at)
                | {"price_before": None},
            )
            for s in changed
            if (s.pk, s.terms_paid) in terms and s.auto_renew
        ],
        at=at,
    )
    return changed
