"""A pretend company on a fresh file, and requests to it that read aloud."""

from datetime import UTC, datetime
from pathlib import Path

from abaca.store.payments.gateways import Answer, ChargeRequest
from abaca.store.payments.gateways.rehearsal.cards import published_numbers
from abaca.store.payments.gateways.rehearsal.provider import Provider, open_provider

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def make_company(folder: Path) -> Provider:
    return open_provider(folder / "provider.sqlite3")


def number_that(behaviour: str) -> str:
    return next(row.number for row in published_numbers() if row.behaviour == behaviour)


def make_card(company: Provider, behaviour: str = "ok", *, exp: tuple[int, int] = (12, 2030)) -> str:
    """Return the token of a card that behaves so."""
    facts = company.tokenise(number=number_that(behaviour), exp_month=exp[0], exp_year=exp[1], cvc="123", at=NOON)
    return facts.token


def request(token: str, key: str = "buy:1:1:1", **changes: object) -> ChargeRequest:
    wanted = {"amount": 7900, "currency": "EUR", "reference": "ord_1", "customer_present": True} | changes
    return ChargeRequest(key=key, token=token, **wanted)


def pay(company: Provider, token: str, key: str = "buy:1:1:1", *, at: datetime = NOON, **changes: object) -> Answer:
    return company.charge(request(token, key, **changes), at=at)


def renew(company: Provider, token: str, key: str = "renew:1:2:1", *, at: datetime = NOON) -> Answer:
    return pay(company, token, key, at=at, customer_present=False)
