"""What can be asked about planned notices."""

from datetime import datetime

from .models import Notice


def due_notices(at: datetime, limit: int) -> list[int]:
    """Return notices whose day has come."""
    due = Notice.objects.filter(said_at=None, planned_at__lte=at).order_by("planned_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def next_notice() -> Notice | None:
    """Return the notice that is to be given next."""
    rows = Notice.objects.select_related("subscription__customer").filter(said_at=None)
    return rows.order_by("planned_at", "pk").first()


def notices_of(subscription_ids: list[int]) -> list[Notice]:
    """Return what some subscriptions were and will be told, in order."""
    return list(Notice.objects.filter(subscription__in=subscription_ids))
