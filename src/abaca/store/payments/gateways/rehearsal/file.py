"""The memory of the pretend company: one SQLite file, shared by all processes and threads of a demo."""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

VERSION = 2
BUSY_SECONDS = 60  # many may write at once, and the file does not see to it that who waits longest is next
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

SCHEMA = """
create table methods (
    token text primary key, kind text not null, brand text not null, last4 text not null, exp_month integer,
    exp_year integer, country text not null, label text not null, behaviour text not null, login text not null,
    troubles integer not null default 0, authenticated integer not null default 0, blocked text not null default '',
    made_at integer not null, forgotten_at integer
) without rowid;
create table charges (
    id integer primary key, ref text not null unique, key text not null, amount integer not null check (amount > 0),
    currency text not null, token text not null, reference text not null, customer_present integer not null,
    return_url text not null, state text not null, first_state text not null, decline_code text not null,
    hard integer not null, captured integer not null check (captured in (0, amount)),
    refunded integer not null default 0 check (refunded >= 0),
    disputed integer not null default 0 check (refunded + disputed <= captured),
    sent_at integer not null, ripens_at integer, fee integer not null default 0, dispute_at integer
);
create index charges_by_key on charges (key);
create index charges_by_reference on charges (reference);
create index charges_that_ripen on charges (ripens_at) where ripens_at is not null;
create index charges_to_be_disputed on charges (dispute_at) where dispute_at is not null;
create table refunds (
    id integer primary key, ref text not null unique, key text not null, charge_ref text not null,
    amount integer not null check (amount > 0), made_at integer not null, state text not null,
    first_state text not null, decline_code text not null default '', ripens_at integer
);
create index refunds_by_key on refunds (key);
create index refunds_that_ripen on refunds (ripens_at) where ripens_at is not null;
create table disputes (
    id integer primary key, ref text not null unique, charge_ref text not null,
    amount integer not null check (amount > 0), currency text not null, fee integer not null,
    reason text not null, state text not null, winnable integer not null,
    opened_at integer not null, evidence_due_at integer not null, evidence text not null default '',
    accepted integer not null default 0, decides_at integer, ended_at integer
);
create index disputes_to_be_decided on disputes (decides_at) where decides_at is not null;
create table movements (
    id integer primary key, kind text not null, ref text not null, charge_ref text not null, amount integer not null,
    fee integer not null, currency text not null, happened_at integer not null, payout text
);
create index movements_not_paid_out on movements (currency) where payout is null;
create table payouts (
    id integer primary key, ref text not null unique, amount integer not null check (amount > 0),
    currency text not null, paid_at integer not null
);
create table payout_days (currency text primary key, due_at integer not null) without rowid;
create table questions (
    key text primary key, since integer not null, closed integer not null default 0
) without rowid;
create table notifications (
    id integer primary key, kind text not null, provider_ref text not null, key text not null,
    happened_at integer not null, due_at integer, sent integer not null default 0, copies integer not null default 0,
    acknowledged_at integer
);
create index notifications_due on notifications (due_at) where due_at is not null;
create table wallets (
    login text not null, currency text not null, balance integer not null check (balance >= 0),
    primary key (login, currency)
) without rowid;
create table bank_entries (
    id integer primary key autoincrement, reference text not null, amount integer not null, currency text not null,
    value_date text not null, payer text not null, booked_at integer not null
);
"""


def instant(at: datetime) -> int:
    """Return an instant as whole microseconds, the way the file keeps it."""
    return (at - EPOCH) // MICROSECOND


def moment(stored: int) -> datetime:
    return EPOCH + stored * MICROSECOND


class File:
    """Give each process and thread a connection of its own, opened when it is first wanted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mine = threading.local()
        self._parents: list[sqlite3.Connection] = []

    def reading(self) -> sqlite3.Connection:
        if getattr(self._mine, "process", None) != os.getpid():
            self._reopen()
        connection: sqlite3.Connection = self._mine.connection
        return connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold one short transaction that either happens whole or not at all."""
        db = self.reading()
        db.execute("begin immediate")
        try:
            yield db
        except BaseException:
            db.execute("rollback")
            raise
        db.execute("commit")

    def close(self) -> None:
        """Close the connection of this thread; the next use opens it again."""
        if getattr(self._mine, "process", None) == os.getpid():
            self._mine.connection.close()
        self._mine.process = None

    def _reopen(self) -> None:
        if getattr(self._mine, "process", None) is not None:
            # SQLite forbids even to close what a parent process opened: keep it, untouched.
            self._parents.append(self._mine.connection)
        if not self.path.exists():
            _create(self.path)
        self._mine.connection = _connect(self.path)
        self._mine.process = os.getpid()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    # In WAL mode a commit survives the death of every process; only a power cut may lose the last ones.
    connection.execute("pragma synchronous = normal")
    if connection.execute("pragma user_version").fetchone() != (VERSION,):
        connection.close()
        raise RuntimeError(f"{path} was written by another version of the rehearsal; begin anew without it.")
    return connection


def _create(path: Path) -> None:
    """Build the file beside its place and link it in whole: whoever is first wins, and nobody sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(6)}.new")
    connection = sqlite3.connect(draft, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.executescript(f"begin; {SCHEMA} pragma user_version = {VERSION}; commit;")
    connection.close()
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
