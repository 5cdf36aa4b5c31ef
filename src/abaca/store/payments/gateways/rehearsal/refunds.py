"""Refunds: in parts, never above what is left of a charge, and some of them come back."""

import secrets
import sqlite3
from datetime import datetime
from typing import NamedTuple

from abaca.store.payments.gateways.contract import Answer, MovementKind, Outcome, ProviderError
from abaca.store.payments.gateways.rehearsal import books, keys, methods, movements, wallets
from abaca.store.payments.gateways.rehearsal.cards import Script, Trouble, script_of
from abaca.store.payments.gateways.rehearsal.currencies import check_sum
from abaca.store.payments.gateways.rehearsal.file import instant
from abaca.store.payments.gateways.rehearsal.notifications import announce

CLOSED = "account_closed"


class Refund(NamedTuple):
    """A refund as the company's books show it."""

    ref: str
    key: str
    charge_ref: str
    amount: int
    state: str
    decline_code: str

    def answer(self) -> Answer:
        """Say how it stands now."""
        return Answer(Outcome(self.state), self.ref, self.decline_code)


def refund(db: sqlite3.Connection, *, key: str, charge_ref: str, amount: int, at: datetime) -> Answer | None:
    """Give back a part of what was captured, once per key and never more than is left.

    None means that the connection breaks before the shop hears of it.
    """
    earlier = keys.live_refund(db, key, at=at)
    if earlier is not None:
        ref, first_state, *parameters = earlier
        if parameters != [charge_ref, amount]:
            raise keys.mismatch()
        return Answer(Outcome(first_state), ref, replayed=True)
    if keys.live_charge(db, key, at=at) is not None:
        raise keys.mismatch()
    keys.refuse_unusable(db, key)
    entry = books.found(db, charge_ref)
    _check(entry, amount)
    script = script_of(methods.behaviour(db, entry.token))
    breaks = script.refund_breaks if methods.troubles(db, entry.token) == 0 else Trouble.NONE
    if breaks is not Trouble.NONE:
        methods.count_trouble(db, entry.token, "")
    if breaks is Trouble.BREAK_BEFORE:
        keys.wait_for(db, key, at=at)
        return None
    answer = _give_back(db, entry, script, key, amount, at=at)
    return None if breaks is Trouble.BREAK_AFTER else answer


def by_key(db: sqlite3.Connection, key: str) -> Refund | None:
    row = db.execute(
        "select ref, key, charge_ref, amount, state, decline_code from refunds where key = ? order by id desc limit 1",
        (key,),
    ).fetchone()
    return None if row is None else Refund._make(row)


def ripen(db: sqlite3.Connection, ref: str, *, due: int) -> None:
    """Let what was under way arrive, and what went to a closed account come back."""
    key, charge_ref, amount, state = db.execute(
        "select key, charge_ref, amount, state from refunds where ref = ?", (ref,)
    ).fetchone()
    if state == Outcome.PENDING:
        db.execute("update refunds set state = ?, ripens_at = null where ref = ?", (Outcome.SUCCEEDED.value, ref))
        announce(db, "refund.succeeded", ref, key, happened=due, due=due)
        return
    entry = books.found(db, charge_ref)
    db.execute(
        "update refunds set state = ?, decline_code = ?, ripens_at = null where ref = ?",
        (Outcome.DECLINED.value, CLOSED, ref),
    )
    db.execute("update charges set refunded = refunded - ? where ref = ?", (amount, charge_ref))
    movements.enter(db, MovementKind.REFUND_FAILED, ref, charge_ref, amount, 0, entry.currency, due)
    announce(db, "refund.failed", ref, key, happened=due, due=due)


def _check(entry: books.Entry, amount: int) -> None:
    check_sum(amount, entry.currency)
    if amount > entry.captured - entry.refunded - entry.disputed:
        raise ProviderError("refund_above_captured", "More than what is left of the charge cannot be given back.")


def _give_back(
    db: sqlite3.Connection, entry: books.Entry, script: Script, key: str, amount: int, *, at: datetime
) -> Answer:
    ref = f"re_{secrets.token_hex(10)}"
    outcome = Outcome.SUCCEEDED if script.refund_waits is None else Outcome.PENDING
    ripens_after = script.refund_waits or script.refund_fails_after
    ripens_at = None if ripens_after is None else instant(at + ripens_after)
    db.execute(
        "insert into refunds (ref, key, charge_ref, amount, made_at, state, first_state, ripens_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        (ref, key, entry.ref, amount, instant(at), outcome.value, outcome.value, ripens_at),
    )
    db.execute("update charges set refunded = refunded + ? where ref = ?", (amount, entry.ref))
    movements.enter(db, MovementKind.REFUND, ref, entry.ref, -amount, 0, entry.currency, instant(at))
    login = methods.owner_of_wallet(db, entry.token)
    if login:
        wallets.put(db, login, entry.currency, amount)
    announce(db, f"refund.{outcome}", ref, key, happened=instant(at), due=instant(at))
    return Answer(outcome, ref)
