"""The demo's bank: whoever sits at its desk books a transfer, and the shop reads its statement."""

from datetime import date, datetime

from abaca.store.payments.gateways.contract import BankEntry
from abaca.store.payments.gateways.rehearsal.currencies import check_sum
from abaca.store.payments.gateways.rehearsal.file import File, instant, moment


class Bank:
    def __init__(self, file: File) -> None:
        self._file = file

    def book(  # noqa: PLR0917 - the order of a line on a statement
        self, reference: str, amount: int, currency: str, value_date: date, payer: str, at: datetime
    ) -> int:
        """Book an incoming transfer and return the number of its entry."""
        check_sum(amount, currency)
        with self._file.writing() as db:
            entry = db.execute(
                "insert into bank_entries (reference, amount, currency, value_date, payer, booked_at)"
                " values (?, ?, ?, ?, ?, ?)",
                (reference, amount, currency, value_date.isoformat(), payer, instant(at)),
            )
        return entry.lastrowid or 0

    def statement_after(self, cursor: int, limit: int) -> list[BankEntry]:
        """Return the entries after a number, in order; reading is repeatable and changes nothing."""
        rows = self._file.reading().execute(
            "select id, reference, amount, currency, value_date, payer, booked_at from bank_entries"
            " where id > ? order by id limit ?",
            (cursor, limit),
        )
        return [
            BankEntry(entry, reference, amount, currency, date.fromisoformat(value_date), payer, moment(booked_at))
            for entry, reference, amount, currency, value_date, payer, booked_at in rows
        ]
