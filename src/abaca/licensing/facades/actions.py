"""Giving the installation its name."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from abaca.licensing.journal.actions import record

from .models import Installation


@transaction.atomic
def settle_in(*, at: datetime) -> Installation:
    """Return the row of this installation; the first to ask makes it."""
    facts = {"slug": slugify(settings.VENDOR_NAME)[:60] or "vendor", "created_at": at}
    row, new = Installation.objects.get_or_create(pk=1, defaults=facts)
    if new:
        record("installation.named", row.slug, at=at, by="the house", account=row.account)
    return row
