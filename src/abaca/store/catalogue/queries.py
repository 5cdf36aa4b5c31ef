"""What can be asked of the catalogue."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal

from . import reducing
from .models import Coupon, Feature, Plan, Price, Redemption, Tier, WrongCode
from .reducing import written_code

Dated = TypeVar("Dated", Price, Tier)

MOST_WRONG_CODES = 20  # of one network within
WRONG_CODES_COUNT = timedelta(hours=1)


class PlanNotForSale(Refusal):
    code = "plan_not_for_sale"
    sentence = _("There is no plan “{plan}” for sale.")
    status = 404
    field = "plan"


class NoPriceInCurrency(Refusal):
    code = "no_price_in_currency"
    sentence = _("This plan has no price in {currency}. Please choose another currency.")
    field = "currency"


class CouponUnknown(Refusal):
    code = "coupon_unknown"
    sentence = _("We do not know the code “{typed}”. Please check how it is written.")
    status = 422
    field = "coupon"


class CouponNotYet(Refusal):
    code = "coupon_not_yet"
    sentence = _("This code is not valid yet.")
    status = 409
    field = "coupon"


class CouponExpired(Refusal):
    code = "coupon_expired"
    sentence = _("This code is no longer valid.")
    status = 409
    field = "coupon"


class CouponUsedUp(Refusal):
    code = "coupon_used_up"
    sentence = _("This code has been used as often as it can be.")
    status = 409
    field = "coupon"


class CouponUsedByYou(Refusal):
    code = "coupon_used_by_you"
    sentence = _("You have used this code already.")
    status = 409
    field = "coupon"


class CouponForNewCustomers(Refusal):
    code = "coupon_for_new_customers"
    sentence = _("This code is for a first order, and you have ordered before.")
    status = 409
    field = "coupon"


class CouponForOtherPlan(Refusal):
    code = "coupon_for_other_plan"
    sentence = _("This code is not for this plan.")
    status = 409
    field = "coupon"


class CouponForOtherCurrency(Refusal):
    code = "coupon_for_other_currency"
    sentence = _("This code is for orders in {currency}. Please choose that currency, or leave the code out.")
    status = 409
    field = "coupon"


class CouponForMoreSeats(Refusal):
    code = "coupon_for_more_seats"
    sentence = _("This code is for orders of {seats} seats or more.")
    status = 409
    field = "coupon"


class TooManyWrongCodes(Refusal):
    code = "too_many_wrong_codes"
    sentence = _("Too many codes were tried. Please try again in an hour, or buy without a code.")
    status = 429
    field = "coupon"


@dataclass(frozen=True)
class ShownTier:
    """What many seats cost less, or cost each."""

    seats: int
    percent: Decimal | None
    unit: Money | None


@dataclass(frozen=True)
class ShownPlan:
    """A column of the comparison table."""

    plan: Plan
    tagline: str
    price: Money | None
    tiers: list[reducing.Tier]
    values: list[str | None]  # by feature: None is no, an empty text is yes

    @property
    def shown_tiers(self) -> list[ShownTier]:
        """The tiers that make something cheaper, in words' figures."""
        currency = self.price.currency if self.price else ""
        return [
            ShownTier(
                tier.from_seats,
                Decimal(tier.percent).scaleb(-2).normalize() if tier.percent else None,
                Money(tier.unit, currency) if tier.unit is not None else None,
            )
            for tier in self.tiers
            if self.price and (tier.percent or tier.unit is not None)
        ]


@dataclass(frozen=True)
class ShopWindow:
    features: list[str]
    plans: list[ShownPlan]
    currencies: list[str]

    @property
    def rows(self) -> list[tuple[str, list[str | None]]]:
        """The table row by row: what you can do, and what each plan says to it."""
        return [(name, [shown.values[n] for shown in self.plans]) for n, name in enumerate(self.features)]


def plan_for_sale(code: str) -> Plan:
    """Return a plan that can be bought."""
    plan = Plan.objects.select_related("product").filter(code=code, free=False).first()
    if plan is None:
        raise PlanNotForSale(plan=code)
    return plan


def plans_for_sale() -> list[Plan]:
    """Return all plans that can be bought, as the shop shows them."""
    return list(Plan.objects.select_related("product").filter(free=False).order_by("product", "position"))


def names_for_sale() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of all products of the shop and of all its plans, each once; one statement."""
    rows = list(Plan.objects.values_list("product__name", "name"))
    products = dict.fromkeys(product for product, _plan in rows)
    return tuple(products), tuple(dict.fromkeys(plan for _product, plan in rows))


def price_of(plan: Plan, currency: str, *, on: date) -> Money:
    """Return what one seat costs for one term, tax included, on a day."""
    row = _prices(on).filter(plan=plan, currency=currency).first()
    if row is None:
        raise NoPriceInCurrency(currency=currency)
    return Money(row.amount, row.currency)


def net_price_of(plan: Plan, currency: str, *, on: date) -> Money | None:
    """Return what a business pays for one seat and term without tax, or None where only the gross price is known."""
    row = _prices(on, "net").filter(plan=plan, currency=currency).first()
    return Money(row.amount, row.currency) if row else None


def currencies_of(plan: Plan, *, on: date) -> list[str]:
    """Return the currencies in which a plan can be bought."""
    return sorted(_prices(on).filter(plan=plan).values_list("currency", flat=True))


def shop_window(*, language: str, currency: str, on: date) -> ShopWindow:
    """Return all plans side by side, in one language and one currency; seven statements for any number of plans."""
    features = list(Feature.objects.prefetch_related("texts"))
    plans = list(Plan.objects.select_related("product").prefetch_related("texts", "features"))
    prices = {(p.plan_id, p.currency): Money(p.amount, p.currency) for p in _prices(on)}
    rows = tier_rows([plan.pk for plan in plans])
    names = [_in_language({t.language: t.name for t in f.texts.all()}, language) for f in features]
    shown = []
    for plan in plans:
        said = {pf.feature_id: pf.value for pf in plan.features.all()}
        tagline = _in_language({t.language: t.tagline for t in plan.texts.all()}, language)
        tiers = [t for t in tiers_on(rows, plan.pk, on=on) if t.counts_for(t.from_seats, currency, "gross")]
        values = [said.get(f.pk) for f in features]
        shown.append(ShownPlan(plan, tagline, prices.get((plan.pk, currency)), tiers, values))
    return ShopWindow(names, shown, sorted({c for _plan, c in prices}))


def tier_rows(plan_ids: Collection[int]) -> list[Tier]:
    """Return all tiers of some plans, past and future; one statement, from which `tiers_on` takes those of a day."""
    return list(Tier.objects.filter(plan__in=plan_ids).order_by("valid_from", "id"))


def tiers_on(rows: Iterable[Tier], plan_id: int, *, on: date) -> list[reducing.Tier]:
    """Return the tiers of a plan that are valid on a day, the smallest first.

    A later row takes the place of an earlier one for the same seats and currency; a part takes that of prices too.
    """
    valid: dict[tuple[int, str], dict[str, Tier]] = {}
    for row in rows:
        if row.plan_id == plan_id and row.valid_from <= on:
            here = valid.setdefault((row.from_seats, row.currency), {})
            if row.unit is None:
                here.clear()
            else:
                here.pop("", None)
            here[row.basis] = row
    return [row.rule for _key, here in sorted(valid.items()) for row in here.values()]


@dataclass(frozen=True)
class PricedPlan:
    """A plan with its prices and tiers: those of today and those that come, each kind in the order of its days."""

    plan: Plan
    prices: list[Price]
    tiers: list[Tier]


def priced_plans(*, on: date) -> list[PricedPlan]:
    """Return the plans that are sold with what they cost from a day on; three statements for any number."""
    plans = plans_for_sale()
    ids = [plan.pk for plan in plans]
    prices = Price.objects.filter(plan__in=ids).order_by("currency", "basis", "valid_from")
    standing = _still(prices, lambda p: (p.plan_id, p.currency, p.basis), on)
    tiers = Tier.objects.filter(plan__in=ids).order_by("from_seats", "currency", "basis", "valid_from")
    running = _still(tiers, lambda t: (t.plan_id, t.from_seats, t.currency, t.basis), on)
    return [
        PricedPlan(plan, [p for p in standing if p.plan_id == plan.pk], [t for t in running if t.plan_id == plan.pk])
        for plan in plans
    ]


def _still(rows: Iterable[Dated], key: Callable[[Dated], object], on: date) -> list[Dated]:
    """Leave out the rows that a later one has taken the place of; `rows` are in the order of their days."""
    all_rows = list(rows)
    latest = {key(row): row for row in all_rows if row.valid_from <= on}
    return [row for row in all_rows if row.valid_from > on or latest[key(row)] is row]


def coupon_with_code(code: str) -> Coupon:
    """Return a coupon by its code."""
    coupon = Coupon.objects.filter(code=written_code(code)).first()
    if coupon is None:
        raise CouponUnknown(typed=code)
    return coupon


def checked_coupon(
    typed: str, *, plan: Plan, seats: int, currency: str, on: date, customer: str = "", has_bought: bool = False
) -> Coupon:
    """Return the coupon of a code that may be used for this purchase on this day; refuse it with its reason.

    `customer` is the ref of the buyer, empty while he is not known; then what depends on him is not looked at.
    """
    coupon = Coupon.objects.prefetch_related("plans").filter(code=written_code(typed)).first()
    if coupon is None:
        raise CouponUnknown(typed=typed.strip())
    if on < coupon.valid_from:
        raise CouponNotYet
    if coupon.paused_at or (coupon.valid_to and on > coupon.valid_to):
        raise CouponExpired
    if coupon.plans.all() and plan not in coupon.plans.all():
        raise CouponForOtherPlan
    if coupon.currency and coupon.currency != currency:
        raise CouponForOtherCurrency(currency=coupon.currency)
    if seats < coupon.min_seats:
        raise CouponForMoreSeats(seats=coupon.min_seats)
    if coupon.first_order_only and has_bought:
        raise CouponForNewCustomers
    refuse_used_up(coupon, customer)
    return coupon


def refuse_used_up(coupon: Coupon, customer: str) -> None:
    """Refuse a code that has been used as often as it may be, by all or by this customer; one statement."""
    uses = Redemption.objects.filter(coupon=coupon, given_back_at=None).aggregate(
        by_all=Count("pk"), by_him=Count("pk", filter=Q(customer_ref=customer))
    )
    if customer and coupon.per_customer is not None and uses["by_him"] >= coupon.per_customer:
        raise CouponUsedByYou
    if coupon.in_total is not None and uses["by_all"] >= coupon.in_total:
        raise CouponUsedUp


def coupons() -> list[tuple[Coupon, int]]:
    """Return all coupons, newest first, each with how often it is in use; two statements."""
    counted = Count("redemptions", filter=Q(redemptions__given_back_at=None))
    rows = Coupon.objects.prefetch_related("plans").annotate(uses=counted)
    return [(coupon, coupon.uses) for coupon in rows]


def uses_of(coupon: Coupon, *, most: int = 100) -> list[Redemption]:
    """Return the latest uses of a code, also those that were given back."""
    return list(Redemption.objects.filter(coupon=coupon).order_by("-id")[:most])


def place_digest(network: str, at: datetime) -> bytes:
    """Return by what a network is counted; it changes every day, so that nobody is followed."""
    return salted_hmac("abaca.store.catalogue.wrong_codes", f"{at:%Y-%m-%d}\n{network}", algorithm="sha256").digest()


def refuse_guessing(network: str, *, at: datetime) -> None:
    """Refuse to look at a code where too many wrong ones were typed within the last hour."""
    lately = WrongCode.objects.filter(place=place_digest(network, at), at__gt=at - WRONG_CODES_COUNT)
    if network and lately.count() >= MOST_WRONG_CODES:
        raise TooManyWrongCodes


def _prices(on: date, basis: str = "gross") -> QuerySet[Price]:
    return (
        Price.objects.filter(valid_from__lte=on, basis=basis)
        .order_by("plan_id", "currency", "-valid_from")
        .distinct("plan_id", "currency")
    )


def _in_language(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en", "")
