"""Idempotency: what a key has been used for, and whether it still may be."""

import sqlite3
from datetime import datetime, timedelta

from abaca.store.payments.gateways.contract import ProviderError
from abaca.store.payments.gateways.rehearsal import books
from abaca.store.payments.gateways.rehearsal.file import instant

KEYS_LIVE = timedelta(days=30)
TIME_LIMIT = timedelta(minutes=2)


def live_charge(db: sqlite3.Connection, key: str, *, at: datetime) -> books.Entry | None:
    """Return the charge that this key made while the key is remembered."""
    entry = books.by_key(db, key)
    return entry if entry is not None and instant(at - KEYS_LIVE) < entry.sent_at else None


def live_refund(db: sqlite3.Connection, key: str, *, at: datetime) -> tuple[str, str, str, int] | None:
    """Return ref, first state, charge and amount of the refund that a key made, while it is remembered."""
    refund: tuple[str, str, str, int] | None = db.execute(
        "select ref, first_state, charge_ref, amount from refunds"
        " where key = ? and made_at > ? order by id desc limit 1",
        (key, instant(at - KEYS_LIVE)),
    ).fetchone()
    return refund


def refuse_unusable(db: sqlite3.Connection, key: str) -> None:
    """Keep the word "never received": what comes late under such a key comes too late."""
    if not key:
        raise ProviderError("bad_key", "Every request needs an idempotency key.")
    if db.execute("select 1 from questions where key = ? and closed = 1", (key,)).fetchone():
        raise ProviderError("key_closed", "This key was reported as never received, and takes no request any more.")


def never_received(db: sqlite3.Connection, key: str, *, at: datetime) -> bool:
    """Tell whether the time limit is over for a key that nobody saw; if so, the key is dead from now on."""
    if instant(at - TIME_LIMIT) < wait_for(db, key, at=at):
        return False
    db.execute("update questions set closed = 1 where key = ?", (key,))
    return True


def wait_for(db: sqlite3.Connection, key: str, *, at: datetime) -> int:
    """Return since when the company knows that a shop waits for this key."""
    db.execute("insert or ignore into questions (key, since) values (?, ?)", (key, instant(at)))
    since: int = db.execute("select since from questions where key = ?", (key,)).fetchone()[0]
    return since


def mismatch() -> ProviderError:
    return ProviderError("idempotency_mismatch", "This key was used before with other parameters.")
