"""Bringing attempts to their end: charged once, ever after only asked about."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from abaca.store.payments import actions, gateways
from abaca.store.payments.actions import Verdict
from abaca.store.payments.gateways import Answer, ChargeRequest, Gateway, Outcome
from abaca.store.payments.models import Attempt
from abaca.store.payments.states import AttemptState

STATES = {
    Outcome.SUCCEEDED: AttemptState.SUCCEEDED,
    Outcome.DECLINED: AttemptState.DECLINED,
    Outcome.ACTION_REQUIRED: AttemptState.ACTION,
    Outcome.PENDING: AttemptState.PENDING,
    Outcome.NEVER_RECEIVED: AttemptState.LOST,
    Outcome.NOT_YET_KNOWN: AttemptState.UNKNOWN,
}


REMOVED = "unknown_method"  # as a provider says of what it was let drop


class Conclude(Protocol):
    """The story that says what the answers mean, in the second transaction."""

    def __call__(self, verdicts: Sequence[Verdict], *, at: datetime, by: str) -> None: ...


def collect(attempt_ids: Sequence[int], *, conclude: Conclude, return_url: Callable[[str], str], at: datetime) -> None:
    """Bring attempts forward: charge each once, ever after only ask what became of it."""
    taken = actions.take(attempt_ids, at=at)  # committed when it returns
    # no transaction is open here, and no lock is held
    verdicts = [_hear(attempt, first_time, return_url, at) for attempt, first_time in taken]
    if verdicts:
        conclude(verdicts, at=at, by="the house")  # the second transaction


def _hear(attempt: Attempt, first_time: bool, return_url: Callable[[str], str], at: datetime) -> Verdict:
    if first_time and attempt.method.removed_at:  # whoever opened it: what its customer removed is charged no more
        return Verdict(attempt.pk, AttemptState.DECLINED, decline_code=REMOVED, hard=True)
    gateway = gateways.of(attempt.method.provider)
    try:
        answer = _charge(gateway, attempt, return_url, at) if first_time else gateway.ask(attempt.key, at=at)
    except (gateways.NoAnswer, gateways.ProviderError):
        answer = Answer(Outcome.NOT_YET_KNOWN)  # a question that fails says nothing about the money
    return Verdict(
        attempt.pk,
        STATES[answer.outcome],
        provider_ref=answer.provider_ref,
        decline_code=answer.decline_code,
        hard=answer.hard,
        redirect_url=answer.redirect_url,
        fee=answer.fee,
    )


def _charge(gateway: Gateway, attempt: Attempt, return_url: Callable[[str], str], at: datetime) -> Answer:
    try:
        return gateway.charge(_request(attempt, return_url), at=at)
    except gateways.ProviderError as error:
        return _after_error(gateway, attempt, error, at)


def _after_error(gateway: Gateway, attempt: Attempt, error: gateways.ProviderError, at: datetime) -> Answer:
    """Say what a refused request means: under a key that is in use a charge exists, so its own answer counts."""
    if error.code in {"idempotency_mismatch", "in_progress"}:
        return gateway.ask(attempt.key, at=at)
    if error.code == "key_closed":
        return Answer(Outcome.NEVER_RECEIVED)
    # no money moved, and the same request would be refused again
    return Answer(Outcome.DECLINED, decline_code=error.code, hard=True)


def _request(attempt: Attempt, return_url: Callable[[str], str]) -> ChargeRequest:
    return ChargeRequest(
        key=attempt.key,
        amount=attempt.amount,
        currency=attempt.currency,
        token=attempt.method.token,
        reference=attempt.order.ref,
        customer_present=attempt.customer_present,
        return_url=return_url(attempt.order.ref),
    )


def give_up(attempt: Attempt, *, conclude: Conclude, at: datetime) -> None:
    """Call off an attempt that waits for its customer, and hear what became of it."""
    try:
        answer = gateways.of(attempt.method.provider).cancel(attempt.key, at=at)
    except (gateways.NoAnswer, gateways.ProviderError):
        return  # the order waits with it, and the next sweep tries again
    verdict = Verdict(
        attempt.pk, STATES[answer.outcome], answer.provider_ref, answer.decline_code, answer.hard, fee=answer.fee
    )
    conclude([verdict], at=at, by="the house")
