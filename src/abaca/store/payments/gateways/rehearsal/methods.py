"""Stored payment methods: brand, last four digits, expiry and a script, never a number."""

import re
import secrets
import sqlite3
from datetime import datetime
from typing import NamedTuple

from abaca.store.payments.gateways.contract import MethodFacts, ProviderError, WalletRefused
from abaca.store.payments.gateways.rehearsal import wallets
from abaca.store.payments.gateways.rehearsal.cards import Script, TestNumber, Trouble, renewed_year, script_of
from abaca.store.payments.gateways.rehearsal.file import instant
from abaca.store.payments.gateways.rehearsal.notifications import announce

LOGIN = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
COLUMNS = (
    "kind, token, brand, last4, exp_month, exp_year, country, label, behaviour, login, troubles, authenticated, blocked"
)


class Method(NamedTuple):
    kind: str
    token: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None
    country: str
    label: str
    behaviour: str
    login: str
    troubles: int
    authenticated: int
    blocked: str

    @property
    def script(self) -> Script:
        return script_of(self.behaviour)

    def facts(self) -> MethodFacts:
        return MethodFacts(*self[:8])

    def newest_year(self, *, at: datetime) -> int | None:
        """Return the expiry year as the bank knows it today, which the updater may have moved."""
        if self.exp_month is None or self.exp_year is None or not self.script.renewed_by_updater:
            return self.exp_year
        return renewed_year(self.exp_month, self.exp_year, at=at)


def keep_card(db: sqlite3.Connection, row: TestNumber, *, exp_month: int, exp_year: int, at: datetime) -> MethodFacts:
    """Keep of a card what may be kept, and forget its number."""
    card = Method(
        "card", _token(), row.brand, row.number[-4:], exp_month, exp_year, row.country, "", row.behaviour, "", 0, 0, ""
    )
    return _keep(db, card, at=at)


def keep_wallet(db: sqlite3.Connection, login: str, *, at: datetime) -> MethodFacts:
    """Connect the wallet of this e-mail address."""
    address = login.strip().lower()
    if len(address) > 254 or not LOGIN.fullmatch(address):
        raise WalletRefused
    wallet = Method(
        "wallet", _token(), "Rehearsal Wallet", "", None, None, "", wallets.masked(address), "ok", address, 0, 0, ""
    )
    return _keep(db, wallet, at=at)


def keep_scripted(db: sqlite3.Connection, behaviour: str, *, at: datetime) -> MethodFacts:
    """Keep a card that nobody has to type, for stories with a script of their own."""
    script_of(behaviour)  # an unknown one fails here
    card = Method("card", _token(), "Visa", "0000", 12, at.year + 20, "CH", "", behaviour, "", 0, 0, "")
    return _keep(db, card, at=at)


def find(db: sqlite3.Connection, token: str) -> Method | None:
    row = db.execute(
        f"select {COLUMNS} from methods where token = ? and forgotten_at is null",  # noqa: S608 - our own columns
        (token,),
    ).fetchone()
    return None if row is None else Method(*row)


def to_be_charged(db: sqlite3.Connection, token: str, *, at: datetime) -> Method:
    """Return the method with what the updater knows; an unknown or forgotten one is an error."""
    method = find(db, token)
    if method is None:
        raise ProviderError("unknown_method", "No such payment method is stored here.")
    return renew(db, method, at=at)


def renew(db: sqlite3.Connection, method: Method, *, at: datetime) -> Method:
    """Let the card updater bring a new expiry where there is one."""
    year = method.newest_year(at=at)
    if year == method.exp_year:
        return method
    db.execute("update methods set exp_year = ? where token = ?", (year, method.token))
    announce(db, "method.updated", method.token, "", happened=instant(at), due=instant(at))
    return method._replace(exp_year=year)


def count_trouble(db: sqlite3.Connection, token: str, blocked: str) -> None:
    db.execute("update methods set troubles = troubles + 1, blocked = ? where token = ?", (blocked, token))


def remember_consent(db: sqlite3.Connection, token: str) -> None:
    db.execute("update methods set authenticated = 1 where token = ?", (token,))


def forget(db: sqlite3.Connection, token: str, *, at: datetime) -> bool:
    """Charge a method no more: twice is once, and one that nobody knows is gone already.

    False means that the connection breaks before the shop hears of it.
    """
    method = find(db, token)
    breaks = method.script.removal_breaks if method and not method.troubles else Trouble.NONE
    if breaks is not Trouble.NONE:
        count_trouble(db, token, "")
    if breaks is not Trouble.BREAK_BEFORE:
        _forget(db, token, at)
    return breaks is Trouble.NONE


def _forget(db: sqlite3.Connection, token: str, at: datetime) -> None:
    db.execute("update methods set forgotten_at = ? where token = ? and forgotten_at is null", (instant(at), token))


def owner_of_wallet(db: sqlite3.Connection, token: str) -> str:
    """Return whose wallet it is, also after it was forgotten: a refund still has to find home."""
    row = db.execute("select login from methods where token = ?", (token,)).fetchone()
    return "" if row is None else str(row[0])


def behaviour(db: sqlite3.Connection, token: str) -> str:
    """Return how a method behaves, also after it was forgotten: its refunds and disputes still come."""
    found: str = db.execute("select behaviour from methods where token = ?", (token,)).fetchone()[0]
    return found


def troubles(db: sqlite3.Connection, token: str) -> int:
    """Return how often a method has made trouble."""
    found: int = db.execute("select troubles from methods where token = ?", (token,)).fetchone()[0]
    return found


def face(db: sqlite3.Connection, token: str) -> tuple[str, str]:
    """Return brand and last four digits, also of a forgotten method."""
    shown: tuple[str, str] = db.execute("select brand, last4 from methods where token = ?", (token,)).fetchone()
    return shown


def _keep(db: sqlite3.Connection, method: Method, *, at: datetime) -> MethodFacts:
    db.execute(
        f"insert into methods ({COLUMNS}, made_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (*method, instant(at)),
    )
    return method.facts()


def _token() -> str:
    return f"pm_{secrets.token_hex(10)}"
