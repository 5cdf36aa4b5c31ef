"""The shop's account with the company: one line for everything that moves money, and what goes to the bank each day."""

import secrets
import sqlite3
from datetime import datetime, timedelta
from typing import NamedTuple

from abaca.store.payments.gateways.contract import MovementKind
from abaca.store.payments.gateways.rehearsal.file import instant, moment
from abaca.store.payments.gateways.rehearsal.notifications import announce

PAID_OUT_AT = timedelta(hours=5)  # every day, in UTC


class Line(NamedTuple):
    """A line of the account, in the company's units."""

    number: int
    kind: str
    ref: str
    charge_ref: str
    amount: int
    fee: int
    currency: str
    happened_at: datetime


class Payout(NamedTuple):
    """What was sent to the shop's bank, in the company's units."""

    ref: str
    amount: int
    currency: str
    paid_at: datetime


def enter(  # noqa: PLR0917 - the order of a line of the account
    db: sqlite3.Connection,
    kind: MovementKind,
    ref: str,
    charge_ref: str,
    amount: int,
    fee: int,
    currency: str,
    when: int,
) -> None:
    """Write a line, and see to it that the day's balance is paid out."""
    db.execute(
        "insert into movements (kind, ref, charge_ref, amount, fee, currency, happened_at)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        (kind.value, ref, charge_ref, amount, fee, currency, when),
    )
    _plan_payout(db, currency, when)


def pay_out(db: sqlite3.Connection, currency: str, *, due: int) -> None:
    """Send what has come until then; what is owed to the company is kept back until there is more."""
    db.execute("delete from payout_days where currency = ?", (currency,))
    waiting = "currency = ? and payout is null and happened_at < ?"
    [(balance,)] = db.execute(
        f"select coalesce(sum(amount - fee), 0) from movements where {waiting}",  # noqa: S608 - our own words
        (currency, due),
    )
    if balance > 0:
        ref = f"po_{secrets.token_hex(10)}"
        db.execute(
            "insert into payouts (ref, amount, currency, paid_at) values (?, ?, ?, ?)", (ref, balance, currency, due)
        )
        db.execute(f"update movements set payout = ? where {waiting}", (ref, currency, due))  # noqa: S608 - our own words
        db.execute(
            "insert into movements (kind, ref, charge_ref, amount, fee, currency, happened_at, payout)"
            " values (?, ?, '', ?, 0, ?, ?, ?)",
            (MovementKind.PAYOUT.value, ref, -balance, currency, due, ref),
        )
        announce(db, "payout.paid", ref, "", happened=due, due=due)
    [(later,)] = db.execute(
        "select min(happened_at) from movements where currency = ? and payout is null and happened_at >= ?",
        (currency, due),
    )
    if later is not None:
        _plan_payout(db, currency, later)


def lines_after(db: sqlite3.Connection, after: int, limit: int) -> list[Line]:
    rows = db.execute(
        "select id, kind, ref, charge_ref, amount, fee, currency, happened_at from movements"
        " where id > ? order by id limit ?",
        (after, limit),
    )
    return [Line._make((*facts, moment(happened_at))) for *facts, happened_at in rows]


def payouts_after(db: sqlite3.Connection, after: str, limit: int) -> list[Payout]:
    """Return what was paid out after a payout; a ref that is unknown here has nothing behind it."""
    rows = db.execute(
        "select ref, amount, currency, paid_at from payouts"
        " where id > case when ? = '' then 0 else (select id from payouts where ref = ?) end order by id limit ?",
        (after, after, limit),
    )
    return [Payout._make((*facts, moment(paid_at))) for *facts, paid_at in rows]


def funds(db: sqlite3.Connection) -> dict[str, int]:
    """Return what the company holds, by currency."""
    return dict(db.execute("select currency, sum(amount - fee) from movements group by currency order by currency"))


def _plan_payout(db: sqlite3.Connection, currency: str, when: int) -> None:
    at = moment(when)
    day = at.replace(hour=0, minute=0, second=0, microsecond=0) + PAID_OUT_AT
    due = day if day > at else day + timedelta(days=1)
    db.execute("insert or ignore into payout_days (currency, due_at) values (?, ?)", (currency, instant(due)))
