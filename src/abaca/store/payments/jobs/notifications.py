"""Hearing what providers tell."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.payments import gateways
from abaca.store.payments.actions import Hint
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company


class ProviderUnknown(Refusal):
    code = "provider_unknown"
    sentence = _("No payment provider of this name is connected.")
    status = 404


class NotificationForged(Refusal):
    code = "notification_forged"
    sentence = _("The signature does not fit this notification.")


def read_notification(provider: str, raw: bytes, signature: str) -> Hint:
    """Check a notification's signature; return what it speaks of."""
    try:
        event = gateways.of(provider).verify(raw, signature)
    except gateways.UnknownProvider as unknown:
        raise ProviderUnknown from unknown
    except gateways.ForgedNotification as forged:
        raise NotificationForged from forged
    return Hint(str(event["id"]), str(event["kind"]), str(event["provider_ref"]), str(event["key"]))


def rehearsal_notifications(at: datetime, limit: int = 50) -> list[tuple[bytes, str, int]]:
    """Return what the rehearsal provider sends out now; a real provider calls our address instead."""
    return rehearsal_company().due_notifications(at, limit) if settings.REHEARSAL else []


def acknowledge_rehearsal(event: int, *, at: datetime) -> None:
    """Tell the rehearsal provider that a notification was heard."""
    rehearsal_company().acknowledge(event, at)


def next_rehearsal_notification() -> datetime | None:
    """Return when the rehearsal provider will next have something to say."""
    return rehearsal_company().next_notification_at() if settings.REHEARSAL else None
