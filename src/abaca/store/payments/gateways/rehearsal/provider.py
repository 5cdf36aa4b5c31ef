"""The pretend payment company, as its clients see it: one short transaction for each request."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from abaca.store.payments.gateways.contract import Answer, ChargeRequest, MethodFacts, NoAnswer
from abaca.store.payments.gateways.rehearsal import (
    books,
    cards,
    challenges,
    charges,
    disputes,
    methods,
    notifications,
    refunds,
    reports,
    ripening,
    wallets,
)
from abaca.store.payments.gateways.rehearsal.bank import Bank
from abaca.store.payments.gateways.rehearsal.currencies import check_sum, from_provider, to_provider
from abaca.store.payments.gateways.rehearsal.file import File
from abaca.store.payments.gateways.rehearsal.movements import Line, Payout, funds, lines_after, payouts_after


class Provider:
    """Amounts go in and out in the company's own units, as its own table of currencies has them."""

    def __init__(self, path: Path, signing_key: bytes) -> None:
        self._file = File(path)
        self._signing_key = signing_key
        self.bank = Bank(self._file)

    def tokenise(self, *, number: str, exp_month: int, exp_year: int, cvc: str, at: datetime) -> MethodFacts:
        row = cards.examine(number=number, exp_month=exp_month, exp_year=exp_year, cvc=cvc, at=at)
        with self._file.writing() as db:
            return methods.keep_card(db, row, exp_month=exp_month, exp_year=exp_year, at=at)

    def scripted(self, behaviour: str, *, at: datetime) -> MethodFacts:
        """Return a card with a script, published or with a day of its own; for stories."""
        with self._file.writing() as db:
            return methods.keep_scripted(db, behaviour, at=at)

    def open_wallet(self, *, login: str, at: datetime) -> MethodFacts:
        with self._file.writing() as db:
            return methods.keep_wallet(db, login, at=at)

    def charge(self, request: ChargeRequest, *, at: datetime) -> Answer:
        with self._file.writing() as db:
            answer = charges.charge(db, request, at=at)
        if answer is None:  # raised only now: what the company wrote must stay written
            raise NoAnswer
        return answer

    def ask(self, key: str, *, at: datetime) -> Answer:
        with self._passing(at) as db:
            return charges.ask(db, key, at=at)

    def cancel(self, key: str, *, at: datetime) -> Answer:
        with self._passing(at) as db:
            return charges.cancel(db, key, at=at)

    def refund(self, *, key: str, charge_ref: str, amount: int, at: datetime) -> Answer:
        with self._passing(at) as db:
            answer = refunds.refund(db, key=key, charge_ref=charge_ref, amount=amount, at=at)
        if answer is None:  # raised only now: what the company wrote must stay written
            raise NoAnswer
        return answer

    def currency_of(self, charge_ref: str) -> str:
        return books.found(self._file.reading(), charge_ref).currency

    def method(self, token: str, *, at: datetime) -> MethodFacts | None:
        method = methods.find(self._file.reading(), token)
        if method is None or method.newest_year(at=at) == method.exp_year:
            return None if method is None else method.facts()
        with self._file.writing() as db:
            return methods.to_be_charged(db, token, at=at).facts()

    def forget(self, token: str, *, at: datetime) -> None:
        with self._file.writing() as db:
            answered = methods.forget(db, token, at=at)
        if not answered:  # raised only now: what the company wrote must stay written
            raise NoAnswer

    # disputes

    def dispute(self, ref: str, *, at: datetime) -> disputes.Dispute:
        with self._passing(at) as db:
            return disputes.found(db, ref)

    def give_evidence(self, ref: str, text: str, *, at: datetime) -> None:
        with self._passing(at) as db:
            disputes.give_evidence(db, ref, text, at=at)

    def accept_dispute(self, ref: str, *, at: datetime) -> None:
        with self._passing(at) as db:
            disputes.accept(db, ref, at=at)

    # the bank's page for 3-D Secure

    def challenge(self, provider_ref: str, *, at: datetime) -> challenges.Challenge:
        return challenges.challenge(self._file.reading(), provider_ref, at=at)

    def confirm(self, provider_ref: str, *, approved: bool, at: datetime) -> Answer:
        with self._passing(at) as db:
            return challenges.confirm(db, provider_ref, approved=approved, at=at)

    # wallets, for the demo's page

    def wallets(self) -> list[wallets.Wallet]:
        return [
            row._replace(balance=from_provider(row.balance, row.currency))
            for row in wallets.listed(self._file.reading())
        ]

    def top_up(self, login: str, amount: int, currency: str, at: datetime) -> None:  # noqa: ARG002 - as everywhere
        check_sum(amount, currency)
        with self._file.writing() as db:
            wallets.put(db, login.strip().lower(), currency, to_provider(amount, currency))

    # notifications

    def due_notifications(self, at: datetime, limit: int) -> list[tuple[bytes, str, int]]:
        """Send what is due: the words, their signature, and the number by which to acknowledge them."""
        with self._passing(at) as db:
            return notifications.send_due(db, self._signing_key, limit, at=at)

    def acknowledge(self, number: int, at: datetime) -> None:
        with self._file.writing() as db:
            notifications.acknowledge(db, number, at=at)

    def next_notification_at(self) -> datetime | None:
        db = self._file.reading()
        coming = [due for due in (notifications.next_due(db), ripening.next_at(db)) if due is not None]
        return min(coming, default=None)

    def verify(self, raw: bytes, signature: str) -> dict[str, object]:
        return notifications.verify(raw, signature, self._signing_key)

    # reports

    def stored(self) -> list[reports.Stored]:
        """Return the newest methods that the company keeps or has kept."""
        return reports.stored(self._file.reading())

    def charges(self, reference: str | None = None) -> list[reports.Charge]:
        return reports.charges(self._file.reading(), reference)

    def balance(self, currency: str) -> reports.Balance:
        return reports.balance(self._file.reading(), currency)

    def funds(self) -> dict[str, int]:
        """Return what the company holds for the shop, by currency."""
        return funds(self._file.reading())

    def movements(self, after: int, limit: int) -> list[Line]:
        return lines_after(self._file.reading(), after, limit)

    def payouts(self, after: str, limit: int) -> list[Payout]:
        return payouts_after(self._file.reading(), after, limit)

    def captured_total(self, currency: str) -> int:
        return self.balance(currency).captured

    def refunds_by_key(self) -> dict[str, int]:
        return reports.refunds_by_key(self._file.reading())

    def captures_by_key_count(self) -> dict[str, int]:
        return reports.captures_by_key_count(self._file.reading())

    def close(self) -> None:
        self._file.close()

    @contextmanager
    def _passing(self, at: datetime) -> Iterator[sqlite3.Connection]:
        """Hold one transaction, in which time has come so far."""
        with self._file.writing() as db:
            ripening.ripen(db, at=at)
            yield db


def open_provider(path: Path, *, signing_key: bytes = b"rehearsal") -> Provider:
    """Return the company whose memory is this file; nothing is opened or made before the first request."""
    return Provider(path, signing_key)
