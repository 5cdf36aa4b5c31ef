"""Keeping what providers tell; a notification is a hint to ask and moves no money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from abaca.store.payments.models import Attempt, ProviderEvent, Refund
from abaca.store.payments.states import OPEN, AttemptState, RefundState

READ_AGAIN = ("dispute.", "payout.")  # what they speak of is no row of ours yet, so the hint itself waits
ASKED_ABOUT = [s for s in OPEN if s != AttemptState.READY]
# a refund may still fail after it succeeded
REFUND_ASKED_ABOUT = [RefundState.SENT, RefundState.UNKNOWN, RefundState.PENDING, RefundState.SUCCEEDED]


@dataclass(frozen=True)
class Hint:
    """What a notification speaks of: its number, what is said to have happened, to what, under which of our keys."""

    event: str
    kind: str
    about: str
    key: str


@dataclass(frozen=True)
class Heard:
    """What is to be asked about now."""

    attempt_id: int | None = None
    refund_id: int | None = None
    hint_id: int | None = None


@transaction.atomic
def hear(hint: Hint, *, provider: str, at: datetime) -> Heard:
    """Keep a provider's notification, once, and let what it speaks of be asked about now."""
    read_again = hint.kind.startswith(READ_AGAIN)
    kept, fresh = ProviderEvent.objects.get_or_create(
        provider=provider,
        event=hint.event,
        defaults={
            "kind": hint.kind[:40],
            "about": hint.about[:80],
            "key": hint.key,
            "came_at": at,
            "next_at": at if read_again else None,
        },
    )
    if not fresh:
        return Heard()
    if read_again:
        return Heard(hint_id=kept.pk)
    if hint.kind.startswith("refund."):
        refund = Refund.objects.filter(key=hint.key, state__in=REFUND_ASKED_ABOUT).first()
        if refund is None:
            return Heard()
        Refund.objects.filter(pk=refund.pk).update(next_at=at)
        return Heard(refund_id=refund.pk)
    attempt = Attempt.objects.filter(key=hint.key, state__in=ASKED_ABOUT).first()
    if attempt is None:
        return Heard()
    Attempt.objects.filter(pk=attempt.pk).update(next_at=at)
    return Heard(attempt_id=attempt.pk)


@transaction.atomic
def put_off(hint_ids: Sequence[int], *, until: datetime | None) -> None:
    """Let hints wait until then; None where all is known of what they speak of."""
    ProviderEvent.objects.filter(pk__in=hint_ids).update(next_at=until)
