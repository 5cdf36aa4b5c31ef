"""The shop's side of the pretend company: settings, units, and nothing else."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from abaca.store.payments.gateways.contract import (
    Answer,
    ChargeRequest,
    DisputeFacts,
    MethodFacts,
    Movement,
    MovementKind,
    PayoutFacts,
    UnknownProvider,
)
from abaca.store.payments.gateways.rehearsal.currencies import from_provider, to_provider
from abaca.store.payments.gateways.rehearsal.file import moment
from abaca.store.payments.gateways.rehearsal.provider import Provider, open_provider
from abaca.store.payments.states import DisputeState


class RehearsalGateway:
    def __init__(self, company: Provider) -> None:
        self.company = company

    def tokenise(self, *, number: str, exp_month: int, exp_year: int, cvc: str, at: datetime) -> MethodFacts:
        return self.company.tokenise(number=number, exp_month=exp_month, exp_year=exp_year, cvc=cvc, at=at)

    def open_wallet(self, *, login: str, at: datetime) -> MethodFacts:
        return self.company.open_wallet(login=login, at=at)

    def charge(self, request: ChargeRequest, *, at: datetime) -> Answer:
        amount = to_provider(request.amount, request.currency)
        return _ours(self.company.charge(replace(request, amount=amount), at=at))

    def ask(self, key: str, *, at: datetime) -> Answer:
        return _ours(self.company.ask(key, at=at))

    def cancel(self, key: str, *, at: datetime) -> Answer:
        return _ours(self.company.cancel(key, at=at))

    def refund(self, *, key: str, charge_ref: str, amount: int, at: datetime) -> Answer:
        units = to_provider(amount, self.company.currency_of(charge_ref))
        return self.company.refund(key=key, charge_ref=charge_ref, amount=units, at=at)

    def dispute(self, ref: str, *, at: datetime) -> DisputeFacts:
        told = self.company.dispute(ref, at=at)
        return DisputeFacts(
            told.ref,
            told.charge_ref,
            from_provider(told.amount, told.currency),
            told.currency,
            from_provider(told.fee, told.currency),
            told.reason,
            DisputeState(told.state),
            moment(told.opened_at),
            moment(told.evidence_due_at),
            None if told.ended_at is None else moment(told.ended_at),
        )

    def give_evidence(self, ref: str, text: str, *, at: datetime) -> None:
        self.company.give_evidence(ref, text, at=at)

    def accept_dispute(self, ref: str, *, at: datetime) -> None:
        self.company.accept_dispute(ref, at=at)

    def payouts(self, after: str, limit: int) -> list[PayoutFacts]:
        return [
            PayoutFacts(p.ref, from_provider(p.amount, p.currency), p.currency, p.paid_at)
            for p in self.company.payouts(after, limit)
        ]

    def movements(self, after: int, limit: int) -> list[Movement]:
        return [
            Movement(
                line.number,
                MovementKind(line.kind),
                line.ref,
                line.charge_ref,
                from_provider(line.amount, line.currency),
                from_provider(line.fee, line.currency),
                line.currency,
                line.happened_at,
            )
            for line in self.company.movements(after, limit)
        ]

    def balance(self) -> dict[str, int]:
        return {currency: from_provider(held, currency) for currency, held in self.company.funds().items()}

    def method(self, token: str, *, at: datetime) -> MethodFacts | None:
        return self.company.method(token, at=at)

    def forget(self, token: str, *, at: datetime) -> None:
        self.company.forget(token, at=at)

    def verify(self, raw: bytes, signature: str) -> dict[str, object]:
        return self.company.verify(raw, signature)


def _ours(answer: Answer) -> Answer:
    return replace(answer, fee=from_provider(answer.fee, answer.currency)) if answer.fee else answer


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
