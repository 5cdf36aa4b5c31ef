"""Reading the statement of our bank, and what providers hold for us."""

from collections.abc import Callable
from datetime import datetime

from abaca.store.payments import gateways
from abaca.store.payments.actions import StatementEntry
from abaca.store.payments.gateways import bank
from abaca.store.payments.queries import statement_cursor

PAGE = 200  # entries of a statement that are read at once


def read_statement(find_order: Callable[[str], int | None]) -> list[StatementEntry]:
    """Return the next entries of the bank's statement, each with the order that its reference names."""
    return [
        StatementEntry(e.id, e.reference, e.amount, e.currency, e.value_date, e.payer, find_order(e.reference))
        for e in bank.entries_after(statement_cursor(), PAGE)
    ]


def statement_has_more() -> bool:
    """Tell whether the bank has booked something that was not read yet."""
    return bool(bank.entries_after(statement_cursor(), 1))


def next_booking() -> datetime | None:
    """Return when the next entry that was not read yet was booked."""
    waiting = bank.entries_after(statement_cursor(), 1)
    return waiting[0].booked_at if waiting else None


def statement_sums() -> dict[str, int]:
    """Return by currency what the bank's statement lists as come in, from its first entry to its last."""
    sums: dict[str, int] = {}
    cursor = 0
    while page := bank.entries_after(cursor, PAGE):
        for entry in page:
            sums[entry.currency] = sums.get(entry.currency, 0) + entry.amount
        cursor = page[-1].id
    return sums


def held_by(provider: str) -> dict[str, int]:
    """Return by currency what a provider says that it holds for us."""
    return gateways.of(provider).balance()
