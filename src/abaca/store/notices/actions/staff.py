"""Letters to the staff of the shop: something about the product keys needs somebody."""

from datetime import datetime

from django.conf import settings

from abaca.kernel.schedule import local_day
from abaca.messaging.actions import Draft
from abaca.store.product_keys.models import Errand, Source

from .letters import Facts


def stock_letter(source: Source, left: int, *, at: datetime) -> Draft:
    """Return the alarm of a list that has just become low."""
    facts = {"title": source.plan.title, "left": left, "path": f"/console/key-sources/{source.plan.code}/import/"}
    key = f"key_stock_low/{source.uuid}/{at.isoformat()}"
    return _draft("key_stock_low", about=source.plan.code, key=key, facts=facts)


def trouble_letter(errand: Errand, *, at: datetime) -> Draft:
    """Return the news that a product key is parked; at most one such letter a day, whatever else is parked."""
    facts = {"title": errand.line.plan.title, "number": errand.line.order.number, "path": "/console/parked-keys/"}
    today = local_day(at, settings.VENDOR_TIME_ZONE)
    return _draft("product_key_parked", about=errand.line.order.ref, key=f"product_key_parked/{today}", facts=facts)


def dispute_letter(state: str, ref: str, order_ref: str, facts: Facts) -> Draft:
    """Return the news of a dispute: opened, won or lost."""
    return _draft("dispute", about=order_ref, key=f"dispute/{ref}/{state}", facts=facts)


def _draft(kind: str, *, about: str, key: str, facts: Facts) -> Draft:
    return Draft(
        to_address=settings.VENDOR_SUPPORT_EMAIL,
        to_name=settings.VENDOR_NAME,
        language=settings.LANGUAGE_CODE,
        template=f"store_notices/{kind}",
        kind=kind,
        context=facts,
        about=about,
        key=key,
    )
