"""What can be done with the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry

from . import reducing
from .models import (
    Coupon,
    Feature,
    FeatureText,
    Plan,
    PlanFeature,
    PlanText,
    Price,
    Product,
    Redemption,
    Tier,
    WrongCode,
)
from .queries import place_digest, refuse_used_up
from .reducing import LONGEST_CODE, WHOLE, Discount, written_code

WRONG_CODES_STAY = timedelta(days=1)

Texts = Mapping[str, str]  # language to words


class DayIsOver(Refusal):
    """A price of a day that is over would change what was announced and charged."""

    code = "day_is_over"
    sentence = _("A price can begin today or later, not in the past.")
    field = "valid_from"


class PriceThere(Refusal):
    code = "price_there"
    sentence = _("There is a price that begins on this day already. Please choose another day.")
    status = 409
    field = "valid_from"


class PriceOutOfRange(Refusal):
    code = "price_out_of_range"
    sentence = _("A price cannot be less than nothing.")
    field = "amount"


class TierOutOfRange(Refusal):
    code = "tier_out_of_range"
    sentence = _("A price for many seats begins at 2 seats or more, and takes off between 0 and 100 %.")
    field = "from_seats"


class CodeTaken(Refusal):
    code = "code_taken"
    sentence = _("There is a code “{coupon}” already. A code that was used is never used for something else.")
    status = 409
    field = "code"


class CodeUnfit(Refusal):
    code = "code_unfit"
    sentence = _("A code has between 3 and {most} letters and digits.")
    field = "code"


class DiscountOutOfRange(Refusal):
    code = "discount_out_of_range"
    sentence = _("A code takes off a part between 0.01 and 100 %, or a sum of more than nothing.")
    field = "percent"


class CouponDaysWrong(Refusal):
    code = "coupon_days_wrong"
    sentence = _("The last day of a code cannot come before its first.")
    field = "valid_to"


@dataclass(frozen=True)
class Promise:
    """A coupon as the vendor thinks it up: what it takes off, and who may use it, when and how often."""

    discount: Discount
    valid_from: date
    valid_to: date | None = None  # the last day
    per_customer: int | None = 1  # None: as often as he likes
    in_total: int | None = None
    plans: Sequence[Plan] = ()  # none: all
    min_seats: int = 1
    first_order_only: bool = False


@dataclass(frozen=True)
class Offer:
    """A plan as the vendor describes it; prices in minor units with tax, features by code with their figure."""

    code: str
    name: str
    taglines: Texts
    prices: Mapping[str, int]
    features: Mapping[str, str]
    devices: int = 5
    months: int = 12
    entitlements: Sequence[str] = ()
    upgrades_to: str = ""
    net_prices: Mapping[str, int] = field(default_factory=dict)  # without tax, for businesses
    tiers: Sequence[reducing.Tier] = ()


@dataclass(frozen=True)
class Range:
    """A product with its features, in the order of the comparison table, and its plans."""

    code: str
    name: str
    features: Mapping[str, Texts]
    offers: Sequence[Offer] = field(default_factory=list)


@transaction.atomic
def publish(shown: Range, *, valid_from: date, at: datetime, by: str) -> list[Plan]:
    """Put a product and its plans into the shop; return the plans that are sold."""
    product = Product.objects.create(code=shown.code, name=shown.name)
    features = {}
    for position, (code, texts) in enumerate(shown.features.items(), start=1):
        features[code] = Feature.objects.create(code=code, position=position)
        FeatureText.objects.bulk_create(
            FeatureText(feature=features[code], language=language, name=name) for language, name in texts.items()
        )
    plans: dict[str, Plan] = {}
    for position, offer in enumerate(shown.offers, start=1):
        plans[offer.code] = _publish_plan(product, offer, position, features, valid_from)
    for offer in shown.offers:
        if offer.upgrades_to:
            Plan.objects.filter(pk=plans[offer.code].pk).update(upgrades_to=plans[offer.upgrades_to])
    record("catalogue.published", product.code, at=at, by=by, plans=list(plans))
    return [plan for plan in plans.values() if not plan.free]


def _publish_plan(
    product: Product, offer: Offer, position: int, features: Mapping[str, Feature], valid_from: date
) -> Plan:
    plan = Plan.objects.create(
        product=product,
        code=offer.code,
        name=offer.name,
        position=position,
        months=offer.months,
        devices=offer.devices,
        free=not offer.prices,
        entitlements=list(offer.entitlements),
    )
    PlanText.objects.bulk_create(
        PlanText(plan=plan, language=language, tagline=tagline) for language, tagline in offer.taglines.items()
    )
    PlanFeature.objects.bulk_create(
        PlanFeature(plan=plan, feature=features[code], value=value) for code, value in offer.features.items()
    )
    Price.objects.bulk_create(
        Price(plan=plan, currency=currency, basis=basis, amount=amount, valid_from=valid_from)
        for basis, prices in (("gross", offer.prices), ("net", offer.net_prices))
        for currency, amount in prices.items()
    )
    Tier.objects.bulk_create(_tier(plan, tier, valid_from) for tier in offer.tiers)
    return plan


def _tier(plan: Plan, tier: reducing.Tier, valid_from: date) -> Tier:
    return Tier(
        plan=plan,
        from_seats=tier.from_seats,
        currency=tier.currency,
        basis=tier.basis,
        percent=tier.percent,
        unit=tier.unit,
        valid_from=valid_from,
    )


@transaction.atomic
def set_price(plan: Plan, price: Money, *, basis: str, valid_from: date, today: date, at: datetime, by: str) -> Price:
    """Let a seat of a plan cost something else from a day on; who pays for it already goes on as was agreed."""
    if valid_from < today:
        raise DayIsOver
    if price.amount < 0:
        raise PriceOutOfRange
    try:
        with transaction.atomic():
            row = Price.objects.create(
                plan=plan, currency=price.currency, basis=basis, amount=price.amount, valid_from=valid_from
            )
    except IntegrityError as there:
        raise PriceThere from there
    record("catalogue.price_set", plan.code, at=at, by=by, price=str(price), basis=basis, valid_from=valid_from)
    return row


@transaction.atomic
def set_tier(plan: Plan, tier: reducing.Tier, *, valid_from: date, today: date, at: datetime, by: str) -> Tier:
    """Let many seats of a plan cost less from a day on; 0 % ends what was before."""
    if valid_from < today:
        raise DayIsOver
    if tier.from_seats < 2 or not 0 <= (tier.percent or 0) <= WHOLE or (tier.unit or 0) < 0:
        raise TierOutOfRange
    try:
        with transaction.atomic():
            row = _tier(plan, tier, valid_from)
            row.save()
    except IntegrityError as there:
        raise PriceThere from there
    record("catalogue.tier_set", plan.code, at=at, by=by, valid_from=valid_from, **tier.facts)
    return row


@transaction.atomic
def make_coupon(promise: Promise, *, at: datetime, by: str) -> Coupon:
    """Make a code that can be used; what it promises stands for good."""
    discount, code = promise.discount, written_code(promise.discount.code)
    if not 3 <= len(code) <= LONGEST_CODE or not (code.isascii() and code.replace("-", "").isalnum()):
        raise CodeUnfit(most=LONGEST_CODE)
    if not (0 < (discount.percent or 0) <= WHOLE if discount.amount is None else discount.amount > 0):
        raise DiscountOutOfRange
    if promise.valid_to and promise.valid_to < promise.valid_from:
        raise CouponDaysWrong
    try:
        with transaction.atomic():
            coupon = _coupon(promise, code, at)
    except IntegrityError as there:
        raise CodeTaken(coupon=code) from there
    coupon.plans.set(promise.plans)
    record("catalogue.coupon_made", code, at=at, by=by, **{**discount.facts, "code": code})
    return coupon


def _coupon(promise: Promise, code: str, at: datetime) -> Coupon:
    discount = promise.discount
    return Coupon.objects.create(
        code=code,
        percent=discount.percent,
        amount=discount.amount,
        currency=discount.currency,
        terms=discount.terms,
        valid_from=promise.valid_from,
        valid_to=promise.valid_to,
        per_customer=promise.per_customer,
        in_total=promise.in_total,
        min_seats=promise.min_seats,
        first_order_only=promise.first_order_only,
        made_at=at,
    )


@transaction.atomic
def pause_coupon(coupon: Coupon, *, paused: bool, at: datetime, by: str) -> bool:
    """Stop a code or let it go on; tell whether that changed anything. What was promised with it goes on."""
    coupon = Coupon.objects.select_for_update().get(pk=coupon.pk)
    if bool(coupon.paused_at) == paused:
        return False
    coupon.paused_at = at if paused else None
    coupon.save(update_fields=["paused_at"])
    record("catalogue.coupon_paused" if paused else "catalogue.coupon_resumed", coupon.code, at=at, by=by)
    return True


@transaction.atomic
def redeem(coupon: Coupon, *, order: str, customer: str, at: datetime, by: str) -> Redemption:
    """Use a code for an order; counted under the lock of the code, so that the last use is given away once."""
    Coupon.objects.select_for_update().get(pk=coupon.pk)
    refuse_used_up(coupon, customer)
    used = Redemption.objects.create(coupon=coupon, order_ref=order, customer_ref=customer, redeemed_at=at)
    record("catalogue.coupon_redeemed", coupon.code, whose=customer, at=at, by=by, order=order)
    return used


@transaction.atomic
def give_back(orders: Sequence[str], *, at: datetime, by: str) -> int:
    """Let the codes of orders that came to nothing be used again; return how many there were."""
    used = list(
        Redemption.objects.select_for_update(of=("self",))
        .select_related("coupon")
        .filter(order_ref__in=orders, given_back_at=None)
        .order_by("pk")
    )
    if used:
        Redemption.objects.filter(pk__in=[r.pk for r in used]).update(given_back_at=at)
        record_all(
            Entry(
                at=at,
                by=by,
                what="catalogue.coupon_given_back",
                about=r.coupon.code,
                whose=r.customer_ref,
                facts={"order": r.order_ref},
            )
            for r in used
        )
    return len(used)


@transaction.atomic
def note_wrong_code(network: str, *, at: datetime) -> None:
    """Count a code that nobody has made; what was counted a day ago is forgotten."""
    WrongCode.objects.filter(at__lt=at - WRONG_CODES_STAY).delete()
    if network:
        WrongCode.objects.create(place=place_digest(network, at), at=at)
