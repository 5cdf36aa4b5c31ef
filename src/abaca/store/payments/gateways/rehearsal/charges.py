"""Charges: collected once per key, asked about ever after."""

import secrets
import sqlite3
from datetime import datetime, timedelta

from abaca.store.payments.gateways.contract import Answer, ChargeRequest, Outcome
from abaca.store.payments.gateways.rehearsal import books, keys, methods, refunds
from abaca.store.payments.gateways.rehearsal.cards import Trouble
from abaca.store.payments.gateways.rehearsal.currencies import check_sum
from abaca.store.payments.gateways.rehearsal.fees import fee_of_charge
from abaca.store.payments.gateways.rehearsal.file import instant
from abaca.store.payments.gateways.rehearsal.methods import Method
from abaca.store.payments.gateways.rehearsal.verdicts import Verdict, judge

WAITS = timedelta(hours=2)
CHALLENGE_LIVES = timedelta(days=14)
RIPENS_AFTER = {Outcome.PENDING: WAITS, Outcome.ACTION_REQUIRED: CHALLENGE_LIVES}


def charge(db: sqlite3.Connection, request: ChargeRequest, *, at: datetime) -> Answer | None:
    """Collect money once per key; None means that the connection breaks before the shop hears of it."""
    check_sum(request.amount, request.currency)
    earlier = keys.live_charge(db, request.key, at=at)
    if earlier is not None:
        if earlier.parameters() != books.parameters_of(request):
            raise keys.mismatch()
        return earlier.first_answer()
    keys.refuse_unusable(db, request.key)
    if keys.live_refund(db, request.key, at=at) is not None:
        raise keys.mismatch()
    method = methods.to_be_charged(db, request.token, at=at)
    verdict = judge(db, method, request, at=at)
    if verdict.trouble is not Trouble.NONE:
        methods.count_trouble(db, method.token, verdict.decline_code if verdict.hard else method.blocked)
    if verdict.trouble is Trouble.BREAK_BEFORE:
        keys.wait_for(db, request.key, at=at)
        return None
    entry = _enter(db, method, request, verdict, at=at)
    return None if verdict.trouble is Trouble.BREAK_AFTER else entry.answer()


def ask(db: sqlite3.Connection, key: str, *, at: datetime) -> Answer:
    """Say what became of a key, be it a charge or a refund."""
    entry = books.by_key(db, key)
    if entry is not None:
        return entry.answer()
    refund = refunds.by_key(db, key)
    if refund is not None:
        return refund.answer()
    return Answer(Outcome.NEVER_RECEIVED if keys.never_received(db, key, at=at) else Outcome.NOT_YET_KNOWN)


def cancel(db: sqlite3.Connection, key: str, *, at: datetime) -> Answer:
    """Give up a charge that waits for its customer; any other stays as it is."""
    entry = books.by_key(db, key)
    if entry is not None and entry.state == Outcome.ACTION_REQUIRED:
        books.move(db, entry, Outcome.DECLINED, "cancelled", happened=instant(at))
    return ask(db, key, at=at)


def _enter(
    db: sqlite3.Connection, method: Method, request: ChargeRequest, verdict: Verdict, *, at: datetime
) -> books.Entry:
    ripens_after = RIPENS_AFTER.get(verdict.state)
    captured = request.amount if verdict.state is Outcome.SUCCEEDED else 0
    disputed_after = method.script.disputed_after if captured else None
    entry = books.Entry(
        f"ch_{secrets.token_hex(10)}",
        *books.parameters_of(request),
        state=verdict.state.value,
        first_state=verdict.state.value,
        decline_code=verdict.decline_code,
        hard=int(verdict.hard),
        captured=captured,
        refunded=0,
        disputed=0,
        sent_at=instant(at),
        ripens_at=None if ripens_after is None else instant(at + ripens_after),
        fee=fee_of_charge(captured, request.currency) if captured else 0,
    )
    books.add(db, entry, dispute_at=None if disputed_after is None else instant(at + disputed_after))
    books.tell(db, entry, verdict.state, method, happened=entry.sent_at)
    return entry
