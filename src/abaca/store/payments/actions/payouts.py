"""Taking note of what providers have sent to our bank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from abaca.kernel.money import Money
from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.payments.models import Payout

PAYOUT_LOCK = 7_310  # an advisory lock: two workers may read the same page at the same time


@dataclass(frozen=True)
class PayoutNews:
    """What a provider says that it sent to our bank."""

    provider: str
    provider_ref: str
    amount: int
    currency: str
    paid_at: datetime


@transaction.atomic
def book_payouts(news: Sequence[PayoutNews], *, at: datetime, by: str) -> list[Payout]:
    """Keep payouts, each once and in the order of the provider; return those that are new."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PAYOUT_LOCK])
    kept = Payout.objects.filter(provider_ref__in=[n.provider_ref for n in news])
    known = set(kept.values_list("provider", "provider_ref"))
    fresh = [
        Payout(
            provider=n.provider,
            provider_ref=n.provider_ref,
            amount=n.amount,
            currency=n.currency,
            paid_at=n.paid_at,
            read_at=at,
        )
        for n in news
        if (n.provider, n.provider_ref) not in known
    ]
    Payout.objects.bulk_create(fresh)
    record_all(
        Entry(
            at=at,
            by=by,
            what="payout.read",
            about=p.provider_ref,
            facts={"amount": str(Money(p.amount, p.currency)), "provider": p.provider},
        )
        for p in fresh
    )
    return fresh
