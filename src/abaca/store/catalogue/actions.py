"""What can be done with the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from abaca.store.journal.actions import record

from .models import Feature, FeatureText, Plan, PlanFeature, PlanText, Price, Product

Texts = Mapping[str, str]  # language to words


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
        Price(plan=plan, currency=currency, amount=amount, valid_from=valid_from)
        for currency, amount in offer.prices.items()
    )
    return plan
