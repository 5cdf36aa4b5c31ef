"""Reading disputes and payouts from the provider, and handing in our side."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from abaca.store.payments import actions, gateways
from abaca.store.payments.actions import DisputeNews, PayoutNews
from abaca.store.payments.models import Dispute, ProviderEvent
from abaca.store.payments.queries import known_disputes, payout_cursor

PAGE = 200  # payouts that are read at once
AGAIN = timedelta(minutes=5)
LATER = timedelta(days=1)  # for what stays silent for an hour


class ConcludeDisputes(Protocol):
    """The story that says what a dispute means, in the second transaction."""

    def __call__(self, news: Sequence[DisputeNews], *, at: datetime, by: str) -> object: ...


class ConcludePayouts(Protocol):
    """The story that says what payouts mean, in the second transaction."""

    def __call__(self, news: Sequence[PayoutNews], *, at: datetime, by: str) -> object: ...


def follow_hints(
    hint_ids: Sequence[int], *, disputes: ConcludeDisputes, payouts: ConcludePayouts, at: datetime
) -> None:
    """Read again from the provider whatever some notifications speak of; what gives no answer is read later."""
    hints = list(ProviderEvent.objects.filter(pk__in=hint_ids, next_at__lte=at).order_by("pk"))
    for provider in dict.fromkeys(hint.provider for hint in hints):
        mine = [hint for hint in hints if hint.provider == provider]
        refs = list(dict.fromkeys(hint.about for hint in mine if hint.kind.startswith("dispute.")))
        if refs:
            _read_disputes(provider, refs, disputes, at)
        known = known_disputes(provider, refs)
        told = any(hint.kind.startswith("payout.") for hint in mine) and _read_payouts(provider, payouts, at)
        done = {hint.pk for hint in mine if (told if hint.kind.startswith("payout.") else hint.about in known)}
        actions.put_off(list(done), until=None)
        for hint in mine:
            if hint.pk not in done:
                actions.put_off([hint.pk], until=at + (AGAIN if at - hint.came_at < timedelta(hours=1) else LATER))


def _read_disputes(provider: str, refs: Sequence[str], conclude: ConcludeDisputes, at: datetime) -> None:
    news = [found for ref in refs if (found := _news_of(provider, ref, at)) is not None]
    if news:
        conclude(news, at=at, by=provider)


def _news_of(provider: str, ref: str, at: datetime) -> DisputeNews | None:
    try:
        told = gateways.of(provider).dispute(ref, at=at)
    except (gateways.NoAnswer, gateways.ProviderError):
        return None
    return DisputeNews(
        provider,
        told.provider_ref,
        told.charge_ref,
        told.amount,
        told.currency,
        told.fee,
        told.reason,
        told.state,
        told.opened_at,
        told.evidence_due_at,
        told.ended_at,
    )


def _read_payouts(provider: str, conclude: ConcludePayouts, at: datetime) -> bool:
    try:
        for page in _pages(provider):
            conclude(page, at=at, by=provider)
    except (gateways.NoAnswer, gateways.ProviderError):
        return False
    return True


def _pages(provider: str) -> Iterator[list[PayoutNews]]:
    """Yield what is new, page by page; the next page follows the last payout that was kept."""
    while page := gateways.of(provider).payouts(payout_cursor(provider), PAGE):
        yield [PayoutNews(provider, p.provider_ref, p.amount, p.currency, p.paid_at) for p in page]


def tend(dispute_ids: Sequence[int], *, conclude: ConcludeDisputes, at: datetime) -> None:
    """Hand in our side of disputes where one was written, and look how each stands."""
    for dispute in actions.take_disputes(dispute_ids, at=at):
        try:
            _hand_in(dispute, at)
        except gateways.NoAnswer:
            continue  # twice is harmless, so it is handed in again
        actions.note_handed_in([dispute.pk], at=at)
        _read_disputes(dispute.provider, [dispute.provider_ref], conclude, at)


def _hand_in(dispute: Dispute, at: datetime) -> None:
    if dispute.answered_at is None or dispute.handed_in_at is not None:
        return
    gateway = gateways.of(dispute.provider)
    try:
        if dispute.accepted:
            gateway.accept_dispute(dispute.provider_ref, at=at)
        else:
            gateway.give_evidence(dispute.provider_ref, dispute.evidence, at=at)
    except gateways.ProviderError:
        return  # decided meanwhile: how it stands is read next
