"""What the company says about itself, for reconciliation and for proofs that nobody paid twice."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from abaca.store.payments.gateways.rehearsal.file import moment

CHARGES = (
    "select ref, key, reference, amount, currency, state, captured, refunded, disputed, decline_code, token, sent_at,"
    " dispute_at from charges"
)


class Charge(NamedTuple):
    """A charge as the company's books show it, in the company's units."""

    ref: str
    key: str
    reference: str
    amount: int
    currency: str
    state: str
    captured: int
    refunded: int
    disputed: int
    decline_code: str
    token: str
    sent_at: datetime
    dispute_at: datetime | None


class Balance(NamedTuple):
    captured: int
    refunded: int
    disputed: int

    @property
    def rest(self) -> int:
        return self.captured - self.refunded - self.disputed


class Stored(NamedTuple):
    """A method that the company keeps, or has kept for refunds and disputes to find home."""

    kind: str
    brand: str
    last4: str
    label: str
    made_at: datetime
    dropped_at: datetime | None


def stored(db: sqlite3.Connection, most: int = 50) -> list[Stored]:
    """Return the newest methods of the company, those too that the shop has let it drop."""
    rows = db.execute(
        "select kind, brand, last4, label, made_at, forgotten_at from methods order by made_at desc, token limit ?",
        (most,),
    )
    return [
        Stored._make((*facts, moment(made_at), None if dropped is None else moment(dropped)))
        for *facts, made_at, dropped in rows
    ]


def charges(db: sqlite3.Connection, reference: str | None = None) -> list[Charge]:
    """Return all charges in the order they came, or those that name one reference of the shop."""
    if reference is None:
        rows = db.execute(f"{CHARGES} order by id")
    else:
        rows = db.execute(f"{CHARGES} where reference = ? order by id", (reference,))
    return [
        Charge._make((*facts, moment(sent_at), None if dispute_at is None else moment(dispute_at)))
        for *facts, sent_at, dispute_at in rows
    ]


def balance(db: sqlite3.Connection, currency: str) -> Balance:
    row = db.execute(
        "select coalesce(sum(captured), 0), coalesce(sum(refunded), 0), coalesce(sum(disputed), 0)"
        " from charges where currency = ?",
        (currency,),
    ).fetchone()
    return Balance(*row)


def refunds_by_key(db: sqlite3.Connection) -> dict[str, int]:
    """Return how much went back under each key, what came back to the shop left out."""
    given = db.execute("select key, sum(amount) from refunds where state <> 'declined' group by key order by key")
    return dict(given)


def captures_by_key_count(db: sqlite3.Connection) -> dict[str, int]:
    """Return for each key that moved money how often it did; anything but 1 is a scandal."""
    return dict(db.execute("select key, count(*) from charges where captured > 0 group by key order by key"))
