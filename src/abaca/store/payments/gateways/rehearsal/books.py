"""The company's books: one line per charge, and what may be done to a line."""

import sqlite3
from typing import NamedTuple

from abaca.store.payments.gateways.contract import Answer, ChargeRequest, MovementKind, Outcome, ProviderError
from abaca.store.payments.gateways.rehearsal import methods, movements
from abaca.store.payments.gateways.rehearsal.fees import fee_of_charge
from abaca.store.payments.gateways.rehearsal.file import MICROSECOND
from abaca.store.payments.gateways.rehearsal.methods import Method
from abaca.store.payments.gateways.rehearsal.notifications import announce

COLUMNS = (
    "ref, key, amount, currency, token, reference, customer_present, return_url, state, first_state, decline_code,"
    " hard, captured, refunded, disputed, sent_at, ripens_at, fee"
)


class Entry(NamedTuple):
    """One line of the books, as the file keeps it."""

    ref: str
    key: str
    amount: int
    currency: str
    token: str
    reference: str
    customer_present: int
    return_url: str
    state: str
    first_state: str
    decline_code: str
    hard: int
    captured: int
    refunded: int
    disputed: int
    sent_at: int
    ripens_at: int | None
    fee: int = 0

    def parameters(self) -> tuple[object, ...]:
        return self[1:8]

    def answer(self) -> Answer:
        """Say how it stands now."""
        return self._told(self.state, self.decline_code, hard=bool(self.hard))

    def first_answer(self) -> Answer:
        """Say again what was said first, whatever came of it since."""
        declined = self.first_state == Outcome.DECLINED
        code, hard = (self.decline_code, bool(self.hard)) if declined else ("", False)
        return self._told(self.first_state, code, hard=hard, replayed=True)

    def _told(self, state: str, decline_code: str, *, hard: bool, replayed: bool = False) -> Answer:
        outcome = Outcome(state)
        url = f"/rehearsal/3-d-secure/{self.ref}" if outcome is Outcome.ACTION_REQUIRED else ""
        fee = self.fee if outcome is Outcome.SUCCEEDED else 0
        return Answer(
            outcome,
            self.ref,
            decline_code,
            hard=hard,
            redirect_url=url,
            replayed=replayed,
            fee=fee,
            currency=self.currency if fee else "",
        )


def parameters_of(request: ChargeRequest) -> tuple[str, int, str, str, str, int, str]:
    return (
        request.key,
        request.amount,
        request.currency,
        request.token,
        request.reference,
        int(request.customer_present),
        request.return_url,
    )


def by_key(db: sqlite3.Connection, key: str) -> Entry | None:
    row = db.execute(
        f"select {COLUMNS} from charges where key = ? order by id desc limit 1",  # noqa: S608 - our own columns
        (key,),
    ).fetchone()
    return None if row is None else Entry._make(row)


def found(db: sqlite3.Connection, ref: str) -> Entry:
    row = db.execute(f"select {COLUMNS} from charges where ref = ?", (ref,)).fetchone()  # noqa: S608
    if row is None:
        raise ProviderError("unknown_charge", "No such charge is known here.")
    return Entry._make(row)


def add(db: sqlite3.Connection, entry: Entry, *, dispute_at: int | None) -> None:
    db.execute(
        f"insert into charges ({COLUMNS}, dispute_at)"  # noqa: S608 - our own columns
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*entry, dispute_at),
    )
    if entry.captured:
        _enter_capture(db, entry, entry.fee, when=entry.sent_at)


def move(db: sqlite3.Connection, entry: Entry, outcome: Outcome, decline_code: str, *, happened: int) -> None:
    captured = entry.amount if outcome is Outcome.SUCCEEDED else 0
    fee = fee_of_charge(captured, entry.currency) if captured else 0
    db.execute(
        "update charges set state = ?, decline_code = ?, captured = ?, fee = ?, ripens_at = null where ref = ?",
        (outcome.value, decline_code, captured, fee, entry.ref),
    )
    if captured:
        _enter_capture(db, entry, fee, when=happened)
    tell(db, entry, outcome, methods.find(db, entry.token), happened=happened)


def tell(db: sqlite3.Connection, entry: Entry, outcome: Outcome, method: Method | None, *, happened: int) -> None:
    script = method.script if method is not None and outcome is Outcome.SUCCEEDED else None
    due = happened + (script.told_after // MICROSECOND if script else 0)
    copies = 1 if script and script.told_twice else 0
    announce(db, f"charge.{outcome}", entry.ref, entry.key, happened=happened, due=due, copies=copies)


def ripen(db: sqlite3.Connection, ref: str, *, due: int) -> None:
    """Let time do its work on a charge: money under way arrives, and a challenge that nobody answered lapses."""
    entry = found(db, ref)
    arrives = entry.state == Outcome.PENDING
    outcome = Outcome.SUCCEEDED if arrives else Outcome.DECLINED
    move(db, entry, outcome, "" if arrives else "authentication_expired", happened=due)


def _enter_capture(db: sqlite3.Connection, entry: Entry, fee: int, *, when: int) -> None:
    movements.enter(db, MovementKind.CAPTURE, entry.ref, entry.ref, entry.amount, fee, entry.currency, when)
