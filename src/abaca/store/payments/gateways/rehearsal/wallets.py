"""Wallets with a balance, as PayPal has them: a login, and money that may be lacking."""

import sqlite3
from typing import NamedTuple

PLENTY = 100_000_000


class Wallet(NamedTuple):
    login: str
    currency: str
    balance: int


def opening_balance(login: str) -> int:
    return 0 if login.startswith("empty") else PLENTY


def masked(login: str) -> str:
    """Return an address that its owner knows again and nobody else learns."""
    name, _, host = login.partition("@")
    return f"{name[:2] if len(name) > 3 else name[:1]}•••@{host}"


def draw(db: sqlite3.Connection, login: str, currency: str, amount: int) -> bool:
    """Take the amount out of the wallet, if it is there."""
    _open(db, login, currency)
    taken = db.execute(
        "update wallets set balance = balance - ?1 where login = ?2 and currency = ?3 and balance >= ?1",
        (amount, login, currency),
    )
    return taken.rowcount == 1


def put(db: sqlite3.Connection, login: str, currency: str, amount: int) -> None:
    _open(db, login, currency)
    db.execute("update wallets set balance = balance + ? where login = ? and currency = ?", (amount, login, currency))


def listed(db: sqlite3.Connection) -> list[Wallet]:
    """Return every wallet that was ever asked for money or given some."""
    rows = db.execute("select login, currency, balance from wallets order by login, currency")
    return [Wallet(*row) for row in rows]


def _open(db: sqlite3.Connection, login: str, currency: str) -> None:
    db.execute("insert or ignore into wallets values (?, ?, ?)", (login, currency, opening_balance(login)))
