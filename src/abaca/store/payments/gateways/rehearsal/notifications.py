"""What the company tells its shops: signed, at least once, again and again until somebody says "heard"."""

import hashlib
import hmac
import json
import sqlite3
from datetime import datetime, timedelta

from abaca.store.payments.gateways.contract import ForgedNotification
from abaca.store.payments.gateways.rehearsal.file import instant, moment

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))
LAST_BACK_OFF = timedelta(days=1)
REPEATED_FOR = timedelta(days=3)
SECOND_COPY_AFTER = timedelta(minutes=10)


def announce(
    db: sqlite3.Connection, kind: str, provider_ref: str, key: str, *, happened: int, due: int, copies: int = 0
) -> None:
    """Write down what happened and when to tell it; `copies` are told again after they were heard."""
    db.execute(
        "insert into notifications (kind, provider_ref, key, happened_at, due_at, copies) values (?, ?, ?, ?, ?, ?)",
        (kind, provider_ref, key, happened, due, copies),
    )


def send_due(db: sqlite3.Connection, signing_key: bytes, limit: int, *, at: datetime) -> list[tuple[bytes, str, int]]:
    """Return what is to be sent now, and plan the repetition of each."""
    rows = db.execute(
        "select id, kind, provider_ref, key, happened_at, sent from notifications"
        " where due_at <= ? order by due_at, id limit ?",
        (instant(at), limit),
    ).fetchall()
    letters = []
    for number, kind, provider_ref, key, happened_at, sent in rows:
        next_due = _next_due(sent, moment(happened_at), at=at)
        db.execute("update notifications set sent = sent + 1, due_at = ? where id = ?", (next_due, number))
        raw = _write(number, kind, provider_ref, key, happened_at)
        letters.append((raw, sign(raw, signing_key), number))
    return letters


def next_due(db: sqlite3.Connection) -> datetime | None:
    """Return when the company will next tell what has happened so far."""
    due: int | None = db.execute("select min(due_at) from notifications where due_at is not null").fetchone()[0]
    return None if due is None else moment(due)


def acknowledge(db: sqlite3.Connection, number: int, *, at: datetime) -> None:
    """Stop repeating what was heard, unless this one is meant to come twice."""
    again = instant(at + SECOND_COPY_AFTER)
    db.execute(
        "update notifications set acknowledged_at = ?, copies = max(copies - 1, 0),"
        " due_at = case when copies > 0 then ? end where id = ? and sent > 0",
        (instant(at), again, number),
    )


def sign(raw: bytes, signing_key: bytes) -> str:
    return hmac.new(signing_key, raw, hashlib.sha256).hexdigest()


def verify(raw: bytes, signature: str, signing_key: bytes) -> dict[str, object]:
    """Return the event that was signed, or raise ForgedNotification."""
    if not hmac.compare_digest(sign(raw, signing_key).encode(), signature.encode()):
        raise ForgedNotification
    event: dict[str, object] = json.loads(raw)
    return event


def _write(number: int, kind: str, provider_ref: str, key: str, happened_at: int) -> bytes:
    event = {
        "id": number,
        "kind": kind,
        "provider_ref": provider_ref,
        "key": key,
        "happened_at": moment(happened_at).isoformat(),
    }
    return json.dumps(event).encode()


def _next_due(sent: int, happened: datetime, *, at: datetime) -> int | None:
    """Return when to repeat, counted from now; three days after it happened the company gives up."""
    repeat = at + (BACK_OFF[sent] if sent < len(BACK_OFF) else LAST_BACK_OFF)
    return None if sent > 0 and repeat > happened + REPEATED_FOR else instant(repeat)
