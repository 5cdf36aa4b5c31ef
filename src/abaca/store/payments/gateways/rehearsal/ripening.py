"""What time brings by itself, in due order: money that arrives or comes back, disputes, payouts."""

import sqlite3
from datetime import datetime

from abaca.store.payments.gateways.rehearsal import books, disputes, movements, refunds
from abaca.store.payments.gateways.rehearsal.file import instant, moment

WHAT_RIPENS = (
    "select 1 as rank, 'charge' as kind, ref, ripens_at as due from charges where ripens_at is not null"
    " union all select 2, 'refund', ref, ripens_at from refunds where ripens_at is not null"
    " union all select 3, 'quarrel', ref, dispute_at from charges where dispute_at is not null"
    " union all select 4, 'dispute', ref, decides_at from disputes where decides_at is not null"
    " union all select 5, 'payout', currency, due_at from payout_days"
)


def ripen(db: sqlite3.Connection, *, at: datetime) -> None:
    """Let time do its work up to an instant, one thing after the other."""
    while True:
        first = db.execute(
            f"select kind, ref, due from ({WHAT_RIPENS}) where due <= ? order by due, rank limit 1",  # noqa: S608
            (instant(at),),
        ).fetchone()
        if first is None:
            return
        kind, ref, due = first
        _happens(db, kind, ref, due)


def _happens(db: sqlite3.Connection, kind: str, ref: str, due: int) -> None:
    if kind == "charge":
        books.ripen(db, ref, due=due)
    elif kind == "refund":
        refunds.ripen(db, ref, due=due)
    elif kind == "quarrel":
        disputes.open_dispute(db, ref, due=due)
    elif kind == "dispute":
        disputes.decide(db, ref, due=due)
    else:
        movements.pay_out(db, ref, due=due)


def next_at(db: sqlite3.Connection) -> datetime | None:
    """Return when something will next happen by itself."""
    due: int | None = db.execute(f"select min(due) from ({WHAT_RIPENS})").fetchone()[0]  # noqa: S608 - our own words
    return None if due is None else moment(due)
