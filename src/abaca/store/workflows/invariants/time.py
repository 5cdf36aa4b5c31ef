"""What falls due."""

from datetime import datetime, timedelta

from abaca.store.payments.states import OPEN

from .telling import told

PATIENCE = timedelta(days=1)  # what has been due for longer was forgotten


def nothing_due_is_forgotten(*, at: datetime) -> list[str]:
    """Find what has been due for a day and still waits, and what is open without a time at which to go on."""
    return told(
        "{} {} was due at {}.",
        """
        SELECT * FROM (
            SELECT 'Subscription', ref, next_step_at::text FROM store_subscriptions_subscription
            WHERE next_step_at < %(late)s
            UNION ALL SELECT 'Order', ref, lapses_at::text FROM store_orders_order WHERE lapses_at < %(late)s
            UNION ALL SELECT 'Attempt', key, coalesce(next_at::text, 'no time at all') FROM store_payments_attempt
            WHERE next_at < %(late)s OR (next_at IS NULL AND state = ANY (%(open)s))
            UNION ALL SELECT 'Errand', ref, next_at::text FROM store_product_keys_errand WHERE next_at < %(late)s
            UNION ALL SELECT 'Release', document, next_release_on::text FROM store_ledger_deferral
            WHERE next_release_on < %(late)s
            UNION ALL SELECT 'Notice', kind || ' ' || id, planned_at::text FROM store_notices_notice
            WHERE said_at IS NULL AND planned_at < %(late)s) forgotten
        """,
        {"late": at - PATIENCE, "open": OPEN},
    )
