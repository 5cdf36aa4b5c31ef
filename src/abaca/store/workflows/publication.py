"""A product goes on sale: it stands in the shop, and licensing learns its terms of use."""

from datetime import date, datetime

from django.db import transaction

from abaca.store.catalogue.actions import Range, publish
from abaca.store.feed.actions import News, tell

LEASE_DAYS = 30


@transaction.atomic
def put_on_sale(shown: Range, *, valid_from: date, at: datetime, by: str) -> None:
    """Publish a product with its plans, and describe the sold ones in the feed."""
    plans = publish(shown, valid_from=valid_from, at=at, by=by)
    tell(
        [
            News(
                "plan.described",
                {
                    "product": shown.code,
                    "product_name": shown.name,
                    "plan": plan.code,
                    "name": plan.name,
                    "devices": plan.devices,
                    "grace_days": plan.grace_days,
                    "lease_days": LEASE_DAYS,
                    "entitlements": plan.entitlements,
                    "on_expiry": "restrict",
                },
            )
            for plan in plans
        ],
        at=at,
    )
