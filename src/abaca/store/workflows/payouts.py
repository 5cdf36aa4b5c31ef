"""A provider has sent to our bank what it held for us."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from abaca.store.payments.actions import PayoutNews, book_payouts

from .bookkeeping import book_payout


@transaction.atomic
def receive(news: Sequence[PayoutNews], *, at: datetime, by: str) -> None:
    """Keep payouts and enter them in the books, each once."""
    for payout in book_payouts(news, at=at, by=by):
        book_payout(payout.provider_ref, payout.amount, payout.currency, at=at, by=by)
