"""Disputes: the payer contests a charge, the money is withdrawn, and somebody decides in the end."""

import secrets
import sqlite3
from datetime import datetime, timedelta
from typing import NamedTuple

from abaca.store.payments.gateways.contract import MovementKind, ProviderError
from abaca.store.payments.gateways.rehearsal import books, methods, movements
from abaca.store.payments.gateways.rehearsal.cards import script_of
from abaca.store.payments.gateways.rehearsal.fees import fee_of_dispute
from abaca.store.payments.gateways.rehearsal.file import MICROSECOND, instant
from abaca.store.payments.gateways.rehearsal.notifications import announce
from abaca.store.payments.states import DisputeState

EVIDENCE_WITHIN = timedelta(days=14)
JUDGED_WITHIN = timedelta(days=7)  # of the evidence
REASON = "product_not_received"
COLUMNS = (
    "ref, charge_ref, amount, currency, fee, reason, state, winnable, opened_at, evidence_due_at, evidence, accepted,"
    " decides_at, ended_at"
)


class Dispute(NamedTuple):
    """A dispute as the company's books show it, in the company's units."""

    ref: str
    charge_ref: str
    amount: int
    currency: str
    fee: int
    reason: str
    state: str
    winnable: int
    opened_at: int
    evidence_due_at: int
    evidence: str
    accepted: int
    decides_at: int | None
    ended_at: int | None


def open_dispute(db: sqlite3.Connection, charge_ref: str, *, due: int) -> None:
    """Withdraw what is left of a charge, and the fee; a charge that was given back whole is not worth a dispute."""
    db.execute("update charges set dispute_at = null where ref = ?", (charge_ref,))
    charge = books.found(db, charge_ref)
    rest = charge.captured - charge.refunded - charge.disputed
    if rest <= 0:
        return
    evidence_due = due + EVIDENCE_WITHIN // MICROSECOND
    dispute = Dispute(
        f"dp_{secrets.token_hex(10)}", charge_ref, rest, charge.currency, fee_of_dispute(charge.currency), REASON,
        DisputeState.OPEN.value, _winnable(db, charge.token), due, evidence_due, "", 0, evidence_due, None,
    )  # fmt: skip
    db.execute(f"insert into disputes ({COLUMNS}) values ({', '.join('?' * len(dispute))})", dispute)  # noqa: S608
    db.execute("update charges set disputed = disputed + ? where ref = ?", (rest, charge_ref))
    movements.enter(db, MovementKind.DISPUTE, dispute.ref, charge_ref, -rest, dispute.fee, charge.currency, due)
    announce(db, "dispute.opened", dispute.ref, charge.key, happened=due, due=due)


def decide(db: sqlite3.Connection, ref: str, *, due: int) -> None:
    """End a dispute: whoever handed in evidence that convinces gets the sum back, but never the fee."""
    dispute = found(db, ref)
    won = bool(dispute.winnable and dispute.evidence and not dispute.accepted)
    state = DisputeState.WON if won else DisputeState.LOST
    db.execute("update disputes set state = ?, decides_at = null, ended_at = ? where ref = ?", (state.value, due, ref))
    if won:
        db.execute("update charges set disputed = disputed - ? where ref = ?", (dispute.amount, dispute.charge_ref))
        movements.enter(db, MovementKind.DISPUTE_WON, ref, dispute.charge_ref, dispute.amount, 0, dispute.currency, due)
    announce(db, f"dispute.{state}", ref, books.found(db, dispute.charge_ref).key, happened=due, due=due)


def found(db: sqlite3.Connection, ref: str) -> Dispute:
    row = db.execute(f"select {COLUMNS} from disputes where ref = ?", (ref,)).fetchone()  # noqa: S608 - our own columns
    if row is None:
        raise ProviderError("unknown_dispute", "No such dispute is known here.")
    return Dispute._make(row)


def give_evidence(db: sqlite3.Connection, ref: str, text: str, *, at: datetime) -> None:
    """Take the shop's evidence once; it is judged a week later."""
    dispute = found(db, ref)
    if not text.strip():
        raise ProviderError("bad_evidence", "Evidence is a text.")
    if dispute.evidence == text:
        return
    _check_open(dispute)
    judged = instant(at + JUDGED_WITHIN)
    db.execute("update disputes set evidence = ?, decides_at = ? where ref = ?", (text, judged, ref))


def accept(db: sqlite3.Connection, ref: str, *, at: datetime) -> None:
    """Let the shop give up; the dispute is lost at once."""
    dispute = found(db, ref)
    if dispute.accepted:
        return
    _check_open(dispute)
    db.execute("update disputes set accepted = 1 where ref = ?", (ref,))
    decide(db, ref, due=instant(at))


def _check_open(dispute: Dispute) -> None:
    if dispute.state != DisputeState.OPEN or dispute.evidence:
        raise ProviderError("dispute_closed", "This dispute takes no answer any more.")


def _winnable(db: sqlite3.Connection, token: str) -> int:
    return int(script_of(methods.behaviour(db, token)).dispute_is_winnable)
