"""Bringing attempts to their end, and reading what providers and the bank have to tell."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal

from . import actions, gateways
from .actions import NewMethod, StatementEntry, Verdict
from .gateways import Answer, ChargeRequest, Gateway, Outcome, bank
from .gateways.rehearsal.adapter import rehearsal_company
from .models import Attempt
from .queries import statement_cursor
from .states import AttemptState

STATES = {
    Outcome.SUCCEEDED: AttemptState.SUCCEEDED,
    Outcome.DECLINED: AttemptState.DECLINED,
    Outcome.ACTION_REQUIRED: AttemptState.ACTION,
    Outcome.PENDING: AttemptState.PENDING,
    Outcome.NEVER_RECEIVED: AttemptState.LOST,
    Outcome.NOT_YET_KNOWN: AttemptState.UNKNOWN,
}
PAGE = 200  # entries of a statement that are read at once


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
    verdict = Verdict(attempt.pk, STATES[answer.outcome], answer.provider_ref, answer.decline_code, answer.hard)
    conclude([verdict], at=at, by="the house")


def tokenise_card(provider: str, *, number: str, exp_month: int, exp_year: int, cvc: str, at: datetime) -> NewMethod:
    """Hand a card to the provider and return what may be remembered of it."""
    facts = _connected(provider).tokenise(number=number, exp_month=exp_month, exp_year=exp_year, cvc=cvc, at=at)
    return _remembered(provider, facts)


def connect_wallet(provider: str, *, login: str, at: datetime) -> NewMethod:
    """Connect a wallet and return what may be remembered of it."""
    return _remembered(provider, _connected(provider).open_wallet(login=login, at=at))


def _connected(provider: str) -> Gateway:
    try:
        return gateways.of(provider)
    except gateways.UnknownProvider as unknown:
        raise MeansNotConnected from unknown


def _remembered(provider: str, facts: gateways.MethodFacts) -> NewMethod:
    return NewMethod(
        provider=provider,
        kind=facts.kind,
        token=facts.token,
        brand=facts.brand,
        last4=facts.last4,
        exp_month=facts.exp_month,
        exp_year=facts.exp_year,
        label=facts.label,
        country=facts.country,
    )


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


class ProviderUnknown(Refusal):
    code = "provider_unknown"
    sentence = _("No payment provider of this name is connected.")
    status = 404


class MeansNotConnected(Refusal):
    code = "means_not_connected"
    sentence = _("This shop cannot take cards and wallets yet. Please pay by bank transfer.")
    status = 503
    field = "means"


class NotificationForged(Refusal):
    code = "notification_forged"
    sentence = _("The signature does not fit this notification.")


def read_notification(provider: str, raw: bytes, signature: str) -> tuple[str, str]:
    """Check a notification's signature; return its event and the key of the attempt that it speaks of."""
    try:
        event = gateways.of(provider).verify(raw, signature)
    except gateways.UnknownProvider as unknown:
        raise ProviderUnknown from unknown
    except gateways.ForgedNotification as forged:
        raise NotificationForged from forged
    return str(event["id"]), str(event["key"])


def rehearsal_notifications(at: datetime, limit: int = 50) -> list[tuple[bytes, str, int]]:
    """Return what the rehearsal provider sends out now; a real provider calls our address instead."""
    return rehearsal_company().due_notifications(at, limit) if settings.REHEARSAL else []


def acknowledge_rehearsal(event: int, *, at: datetime) -> None:
    """Tell the rehearsal provider that a notification was heard."""
    rehearsal_company().acknowledge(event, at)


def next_rehearsal_notification() -> datetime | None:
    """Return when the rehearsal provider will next have something to say."""
    return rehearsal_company().next_notification_at() if settings.REHEARSAL else None
