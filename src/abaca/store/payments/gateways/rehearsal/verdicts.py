"""What the company decides about a charge."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from abaca.store.payments.gateways.contract import ChargeRequest, Outcome
from abaca.store.payments.gateways.rehearsal import wallets
from abaca.store.payments.gateways.rehearsal.cards import Trouble, has_expired
from abaca.store.payments.gateways.rehearsal.methods import Method


class Verdict(NamedTuple):
    state: Outcome
    decline_code: str = ""
    hard: bool = False
    trouble: Trouble = Trouble.NONE


def judge(db: sqlite3.Connection, method: Method, request: ChargeRequest, *, at: datetime) -> Verdict:
    """Decide what happens to the charge: a dead card first, then its script, then the money in the wallet."""
    if method.blocked:
        return Verdict(Outcome.DECLINED, method.blocked, hard=True)
    if method.exp_month and method.exp_year and has_expired(method.exp_month, method.exp_year, at=at):
        return Verdict(Outcome.DECLINED, "expired_card", hard=True)
    script = method.script
    if script.strikes(
        customer_present=request.customer_present,
        troubles=method.troubles,
        authenticated=bool(method.authenticated),
    ):
        return _TROUBLES[script.trouble]._replace(decline_code=script.decline_code, hard=script.hard)
    if method.kind == "wallet" and not wallets.draw(db, method.login, request.currency, request.amount):
        return Verdict(Outcome.DECLINED, "insufficient_funds")
    return Verdict(Outcome.SUCCEEDED)


_TROUBLES = {
    Trouble.DECLINE: Verdict(Outcome.DECLINED, trouble=Trouble.DECLINE),
    Trouble.CHALLENGE: Verdict(Outcome.ACTION_REQUIRED, trouble=Trouble.CHALLENGE),
    Trouble.WAIT: Verdict(Outcome.PENDING, trouble=Trouble.WAIT),
    Trouble.BREAK_BEFORE: Verdict(Outcome.NOT_YET_KNOWN, trouble=Trouble.BREAK_BEFORE),
    Trouble.BREAK_AFTER: Verdict(Outcome.SUCCEEDED, trouble=Trouble.BREAK_AFTER),
}
