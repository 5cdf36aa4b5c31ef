"""Before a term ends the register is asked about its customer's VAT id: it shall answer by D (billing.md, X8)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from abaca.dispatch.actions import wake
from abaca.store.tax.actions import want_answers
from abaca.store.tax.vat_ids import EU_PREFIXES

from .taxing import VAT_IDS

DAYS_BEFORE = (38, 12)
# A question is missing where none was put since its day and none is open. Only renewals of ids of the Union count.
MISSING = """
    FROM store_subscriptions_subscription s
    JOIN store_customers_customer c ON c.id = s.customer_id
    JOIN store_customers_address a ON a.customer_id = c.id AND a.kind = 'billing'
    CROSS JOIN unnest(%(days)s::int[]) AS d (days)
    WHERE s.state = 'active' AND s.auto_renew AND NOT a.vat_id = '' AND left(a.vat_id, 2) = ANY (%(prefixes)s)
    AND NOT EXISTS (
        SELECT 1 FROM store_tax_vatcheck v WHERE v.vat_id = a.vat_id AND v.asked_by = c.ref
        AND (v.closed_at IS NULL OR v.asked_at >= (s.ends_on - d.days)::timestamp AT TIME ZONE 'UTC'))
"""
DUE = f"""
    SELECT DISTINCT s.id {MISSING} AND s.ends_on - d.days <= (%(at)s::timestamptz AT TIME ZONE 'UTC')::date
    ORDER BY s.id LIMIT %(limit)s
"""
NEXT = f"SELECT min(s.ends_on - d.days) {MISSING}"
PAIRS = """
    SELECT DISTINCT a.vat_id, c.ref FROM store_subscriptions_subscription s
    JOIN store_customers_customer c ON c.id = s.customer_id
    JOIN store_customers_address a ON a.customer_id = c.id AND a.kind = 'billing'
    WHERE s.id = ANY (%(ids)s) AND a.vat_id <> '' ORDER BY a.vat_id, c.ref
"""


def due(at: datetime, limit: int) -> list[int]:
    """Return the subscriptions before whose end the register is to be asked now."""
    return [row[0] for row in _rows(DUE, at=at, limit=limit)]


def next_at() -> datetime | None:
    """Return when the register is to be asked next before a renewal."""
    [(day,)] = _rows(NEXT)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


@transaction.atomic
def ask(subscription_ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Put the questions of some subscriptions; the register is asked outside of this transaction."""
    pairs = [(vat_id, ref) for vat_id, ref in _rows(PAIRS, ids=list(subscription_ids))]
    if pairs:
        want_answers(pairs, at=at, by=by)
        wake(VAT_IDS)


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"days": list(DAYS_BEFORE), "prefixes": sorted(EU_PREFIXES), **values})
        return list(cursor.fetchall())
