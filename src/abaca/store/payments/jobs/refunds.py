"""Giving money back: each refund is sent once, ever after only asked about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from abaca.store.payments import actions, gateways
from abaca.store.payments.actions import RefundVerdict
from abaca.store.payments.gateways import Answer, Gateway, Outcome
from abaca.store.payments.models import Refund
from abaca.store.payments.states import RefundState

STATES = {
    Outcome.SUCCEEDED: RefundState.SUCCEEDED,
    Outcome.DECLINED: RefundState.FAILED,
    Outcome.PENDING: RefundState.PENDING,
    Outcome.NEVER_RECEIVED: RefundState.LOST,
    Outcome.NOT_YET_KNOWN: RefundState.UNKNOWN,
    Outcome.ACTION_REQUIRED: RefundState.PENDING,  # no provider asks anybody before it gives money back
}


class ConcludeRefunds(Protocol):
    """The story that says what the answers mean, in the second transaction."""

    def __call__(self, verdicts: Sequence[RefundVerdict], *, at: datetime, by: str) -> object: ...


def give_back(refund_ids: Sequence[int], *, conclude: ConcludeRefunds, at: datetime) -> None:
    """Bring refunds forward: send each once, ever after only ask what became of it."""
    taken = actions.take_refunds(refund_ids, at=at)  # committed when it returns
    # no transaction is open here, and no lock is held
    verdicts = [_hear(refund, first_time, at) for refund, first_time in taken]
    if verdicts:
        conclude(verdicts, at=at, by="the house")  # the second transaction


def _hear(refund: Refund, first_time: bool, at: datetime) -> RefundVerdict:
    attempt = refund.payment.attempt
    if attempt is None:  # the database lets no refund to a bank account fall due
        raise ValueError(f"{refund} is paid by hand")
    gateway = gateways.of(attempt.method.provider)
    try:
        answer = _send(gateway, refund, at) if first_time else gateway.ask(refund.key, at=at)
    except (gateways.NoAnswer, gateways.ProviderError):
        answer = Answer(Outcome.NOT_YET_KNOWN)  # a question that fails says nothing about the money
    return RefundVerdict(refund.pk, STATES[answer.outcome], answer.provider_ref, answer.decline_code)


def _send(gateway: Gateway, refund: Refund, at: datetime) -> Answer:
    try:
        return gateway.refund(key=refund.key, charge_ref=refund.payment.provider_ref, amount=refund.amount, at=at)
    except gateways.ProviderError as error:
        if error.code in {"idempotency_mismatch", "in_progress"}:
            return gateway.ask(refund.key, at=at)  # under a key that is in use a refund exists
        if error.code == "key_closed":
            return Answer(Outcome.NEVER_RECEIVED)
        # no money moved, and the same request would be refused again: the sum is owed in another way
        return Answer(Outcome.DECLINED, decline_code=error.code)
