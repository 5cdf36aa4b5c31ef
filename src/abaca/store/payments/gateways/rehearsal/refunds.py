"""Refunds: in parts, never above what is left of a charge."""

import secrets
import sqlite3
from datetime import datetime

from abaca.store.payments.gateways.contract import Answer, Outcome, ProviderError
from abaca.store.payments.gateways.rehearsal import books, keys, methods, wallets
from abaca.store.payments.gateways.rehearsal.currencies import check_sum
from abaca.store.payments.gateways.rehearsal.file import instant
from abaca.store.payments.gateways.rehearsal.notifications import announce


def refund(db: sqlite3.Connection, *, key: str, charge_ref: str, amount: int, at: datetime) -> Answer:
    """Give back a part of what was captured, once per key and never more than is left."""
    books.ripen(db, at=at)
    earlier = keys.live_refund(db, key, at=at)
    if earlier is not None:
        ref, *parameters = earlier
        if parameters != [charge_ref, amount]:
            raise keys.mismatch()
        return Answer(Outcome.SUCCEEDED, ref, replayed=True)
    if keys.live_charge(db, key, at=at) is not None:
        raise keys.mismatch()
    keys.refuse_unusable(db, key)
    return _give_back(db, books.found(db, charge_ref), key, amount, at=at)


def _give_back(db: sqlite3.Connection, entry: books.Entry, key: str, amount: int, *, at: datetime) -> Answer:
    check_sum(amount, entry.currency)
    if amount > entry.captured - entry.refunded - entry.disputed:
        raise ProviderError("refund_above_captured", "More than what is left of the charge cannot be given back.")
    ref = f"re_{secrets.token_hex(10)}"
    db.execute(
        "insert into refunds (ref, key, charge_ref, amount, made_at) values (?, ?, ?, ?, ?)",
        (ref, key, entry.ref, amount, instant(at)),
    )
    db.execute("update charges set refunded = refunded + ? where ref = ?", (amount, entry.ref))
    login = methods.owner_of_wallet(db, entry.token)
    if login:
        wallets.put(db, login, entry.currency, amount)
    announce(db, "refund.succeeded", ref, key, happened=instant(at), due=instant(at))
    return Answer(Outcome.SUCCEEDED, ref)
