"""3-D Secure: what the bank shows its customer, and what he says to it."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from abaca.store.payments.gateways.contract import Answer, Outcome, ProviderError
from abaca.store.payments.gateways.rehearsal import books, methods
from abaca.store.payments.gateways.rehearsal.currencies import from_provider
from abaca.store.payments.gateways.rehearsal.file import instant


class Challenge(NamedTuple):
    """What stands on the bank's page; the amount is in ISO minor units."""

    provider_ref: str
    amount: int
    currency: str
    reference: str
    brand: str
    last4: str
    return_url: str
    is_open: bool


def challenge(db: sqlite3.Connection, ref: str, *, at: datetime) -> Challenge:
    """Return what the customer is asked, or was asked before."""
    entry = books.found(db, ref)
    if entry.first_state != Outcome.ACTION_REQUIRED:
        raise ProviderError("unknown_challenge", "Nobody was asked about this charge.")
    brand, last4 = methods.face(db, entry.token)
    waits = entry.state == Outcome.ACTION_REQUIRED and (entry.ripens_at or 0) > instant(at)
    amount = from_provider(entry.amount, entry.currency)
    return Challenge(ref, amount, entry.currency, entry.reference, brand, last4, entry.return_url, waits)


def confirm(db: sqlite3.Connection, ref: str, *, approved: bool, at: datetime) -> Answer:
    """Write down what the customer said on the 3-D Secure page; only the first word counts."""
    entry = books.found(db, ref)
    if entry.state == Outcome.ACTION_REQUIRED:
        if approved:
            methods.remember_consent(db, entry.token)
        outcome = Outcome.SUCCEEDED if approved else Outcome.DECLINED
        books.move(db, entry, outcome, "" if approved else "authentication_failed", happened=instant(at))
    return books.found(db, ref).answer()
