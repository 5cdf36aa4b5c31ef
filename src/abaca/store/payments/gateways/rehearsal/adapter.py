"""The shop's side of the pretend company: settings, units, and nothing else."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from abaca.store.payments.gateways.contract import Answer, ChargeRequest, MethodFacts, UnknownProvider
from abaca.store.payments.gateways.rehearsal.currencies import to_provider
from abaca.store.payments.gateways.rehearsal.provider import Provider, open_provider


class RehearsalGateway:
    def __init__(self, company: Provider) -> None:
        self.company = company

    def tokenise(self, *, number: str, exp_month: int, exp_year: int, cvc: str, at: datetime) -> MethodFacts:
        return self.company.tokenise(number=number, exp_month=exp_month, exp_year=exp_year, cvc=cvc, at=at)

    def open_wallet(self, *, login: str, at: datetime) -> MethodFacts:
        return self.company.open_wallet(login=login, at=at)

    def charge(self, request: ChargeRequest, *, at: datetime) -> Answer:
        amount = to_provider(request.amount, request.currency)
        return self.company.charge(replace(request, amount=amount), at=at)

    def ask(self, key: str, *, at: datetime) -> Answer:
        return self.company.ask(key, at=at)

    def cancel(self, key: str, *, at: datetime) -> Answer:
        return self.company.cancel(key, at=at)

    def refund(self, *, key: str, charge_ref: str, amount: int, at: datetime) -> Answer:
        units = to_provider(amount, self.company.currency_of(charge_ref))
        return self.company.refund(key=key, charge_ref=charge_ref, amount=units, at=at)

    def method(self, token: str, *, at: datetime) -> MethodFacts | None:
        return self.company.method(token, at=at)

    def forget(self, token: str, *, at: datetime) -> None:
        self.company.forget(token, at=at)

    def verify(self, raw: bytes, signature: str) -> dict[str, object]:
        return self.company.verify(raw, signature)


def rehearsal_company() -> Provider:
    """Return the pretend company of this shop; a shop that earns real money has none."""
    if not settings.REHEARSAL:
        raise UnknownProvider("rehearsal")
    return _opened(Path(settings.REHEARSAL_PROVIDER_FILE), f"rehearsal:{settings.SECRET_KEY}".encode())


def rehearsal_gateway() -> RehearsalGateway:
    return RehearsalGateway(rehearsal_company())


@lru_cache(maxsize=4)
def _opened(path: Path, signing_key: bytes) -> Provider:
    return open_provider(path, signing_key=signing_key)
