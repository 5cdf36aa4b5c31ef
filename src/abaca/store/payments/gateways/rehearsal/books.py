"""The company's books: one line per charge, and what may be done to a line."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from abaca.store.payments.gateways.contract import Answer, ChargeRequest, Outcome, ProviderError
from abaca.store.payments.gateways.rehearsal import methods
from abaca.store.payments.gateways.rehearsal.file import MICROSECOND, instant
from abaca.store.payments.gateways.rehearsal.methods import Method
from abaca.store.payments.gateways.rehearsal.notifications import announce

COLUMNS = (
    "ref, key, amount, currency, token, reference, customer_present, return_url, state, first_state, decline_code,"
    " hard, captured, refunded, disputed, sent_at, ripens_at"
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

    def parameters(self) -> tuple[object, ...]:
        return self[1:8]

    def answer(self) -> Answer:
        """Say how it stands now."""
        return _answer(self.ref, self.state, self.decline_code, hard=bool(self.hard))

    def first_answer(self) -> Answer:
        """Say again what was said first, whatever came of it since."""
        declined = self.first_state == Outcome.DECLINED
        code, hard = (self.decline_code, bool(self.hard)) if declined else ("", False)
        return _answer(self.ref, self.first_state, code, hard=hard, replayed=True)


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
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*entry, dispute_at),
    )


def move(db: sqlite3.Connection, entry: Entry, outcome: Outcome, decline_code: str, *, happened: int) -> None:
    captured = entry.amount if outcome is Outcome.SUCCEEDED else 0
    db.execute(
        "update charges set state = ?, decline_code = ?, captured = ?, ripens_at = null where ref = ?",
        (outcome.value, decline_code, captured, entry.ref),
    )
    tell(db, entry, outcome, methods.find(db, entry.token), happened=happened)


def tell(db: sqlite3.Connection, entry: Entry, outcome: Outcome, method: Method | None, *, happened: int) -> None:
    script = method.script if method is not None and outcome is Outcome.SUCCEEDED else None
    due = happened + (script.told_after // MICROSECOND if script else 0)
    copies = 1 if script and script.told_twice else 0
    announce(db, f"charge.{outcome}", entry.ref, entry.key, happened=happened, due=due, copies=copies)


def ripen(db: sqlite3.Connection, *, at: datetime) -> None:
    """Let time do its work: money under way arrives, and challenges that nobody answered lapse."""
    rows = db.execute(
        f"select {COLUMNS} from charges where ripens_at <= ? order by ripens_at, id",  # noqa: S608 - our own columns
        (instant(at),),
    ).fetchall()
    for entry in map(Entry._make, rows):
        arrives = entry.state == Outcome.PENDING
        outcome = Outcome.SUCCEEDED if arrives else Outcome.DECLINED
        move(db, entry, outcome, "" if arrives else "authentication_expired", happened=entry.ripens_at or 0)


def _answer(ref: str, state: str, decline_code: str, *, hard: bool, replayed: bool = False) -> Answer:
    outcome = Outcome(state)
    url = f"/rehearsal/3-d-secure/{ref}" if outcome is Outcome.ACTION_REQUIRED else ""
    return Answer(outcome, ref, decline_code, hard=hard, redirect_url=url, replayed=replayed)
