"""Letters and notices."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from abaca.messaging.queries import letters_about_all, letters_under
from abaca.store.journal.queries import latest_entries
from abaca.store.notices.calendars import Facts
from abaca.store.notices.proofs import Delivery, arrived, confirmed_by_act
from abaca.store.notices.queries import calendar, delivery, original_key
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState

from .telling import BATCH, MOST, told


def a_paid_order_has_one_delivery_letter() -> list[str]:
    paid = list(Order.objects.filter(state=OrderState.PAID).order_by("pk").values_list("ref", flat=True))
    sentences = []
    for begin in range(0, len(paid), BATCH):
        refs = paid[begin : begin + BATCH]
        written = {letter.about for letter in letters_under(f"order_confirmed/{ref}" for ref in refs)}
        sentences += [f"Order {ref} is paid, and no letter delivers it." for ref in refs if ref not in written]
    return sentences[:MOST]


def the_boxed_notice_is_given_once_a_term() -> list[str]:
    return told(
        "Subscription {} was told {} times that term {} renews.",
        """
        SELECT s.ref, count(*), n.term FROM store_notices_notice n
        JOIN store_subscriptions_subscription s ON s.id = n.subscription_id
        WHERE n.kind = 'renewal_boxed' AND n.said_at IS NOT NULL GROUP BY s.id, n.term HAVING count(*) > 1 ORDER BY s.id
        """,
    )


def nobody_who_cancelled_is_told_that_it_renews() -> list[str]:
    said = told(
        "Subscription {} was told at {} that it renews, after it was cancelled at {}.",
        """
        SELECT s.ref, n.said_at, e.at FROM store_notices_notice n
        JOIN store_subscriptions_subscription s ON s.id = n.subscription_id
        CROSS JOIN LATERAL (
            SELECT what, at FROM store_journal_entry
            WHERE about = s.ref AND at <= n.said_at
                AND what IN ('subscription.renewal_cancelled', 'subscription.renewal_resumed')
            ORDER BY id DESC LIMIT 1) e
        WHERE n.kind LIKE 'renewal_%%' AND n.said_at IS NOT NULL AND e.what = 'subscription.renewal_cancelled'
            AND e.at < n.said_at
        ORDER BY s.id
        """,
    )
    return said + told(
        "Subscription {} is {}, its renewal is {}, and {} is planned for {}.",
        """
        SELECT s.ref, s.state, CASE WHEN s.auto_renew THEN 'on' ELSE 'off' END, n.kind, n.planned_at
        FROM store_notices_notice n JOIN store_subscriptions_subscription s ON s.id = n.subscription_id
        WHERE n.said_at IS NULL AND (s.state <> 'active' OR s.auto_renew = (n.kind = 'ending')) ORDER BY s.id
        """,
    )


class Charged(NamedTuple):
    """A charge without its customer, and a notice that was to arrive before it."""

    ref: str
    customer: str
    zone: str
    kind: str
    letter_key: str
    opens_on: date
    closes_on: date
    attempt: str
    made_at: datetime
    ends_on: date
    months: int
    country: str
    business: bool
    method: str


CHARGED = """
    SELECT s.ref, c.ref, s.time_zone, n.kind, n.letter_key, n.opens_on, n.closes_on, a.key, a.made_at, t.begins,
        l.months, o.billing->>'country',
        trim(o.billing->>'company') <> '' OR trim(o.billing->>'vat_id') <> '', o.method_kind
    FROM store_notices_notice n
    JOIN store_subscriptions_subscription s ON s.id = n.subscription_id
    JOIN store_customers_customer c ON c.id = s.customer_id
    JOIN store_subscriptions_term t ON t.subscription_id = s.id AND t.number = n.term + 1
    JOIN store_orders_line l ON l.id = t.line_id
    JOIN store_orders_order o ON o.id = l.order_id
    JOIN store_payments_attempt a ON a.order_id = o.id
    WHERE n.blocks_charge AND NOT a.customer_present AND NOT EXISTS (
        SELECT FROM store_payments_attempt b WHERE b.order_id = o.id AND b.customer_present AND b.id < a.id)
    ORDER BY a.id
"""


def nothing_is_charged_without_the_letter_that_the_law_wants_before_it() -> list[str]:
    """Look at what was known at the charge: a letter that came back later was no hindrance.

    The customer's word stands for a letter: he turned the renewal on within the window, or paid on a page.
    """
    rows = _charged()
    sentences = []
    for begin in range(0, len(rows), BATCH):
        part = rows[begin : begin + BATCH]
        refs = sorted({row.ref for row in part})
        told: dict[str, list[Delivery]] = {}
        for letter in letters_about_all(refs):
            told.setdefault(original_key(letter), []).append(delivery(letter))
        resumed = latest_entries(refs, "subscription.renewal_resumed")
        for row in part:
            entry = resumed.get(row.ref)
            by_himself = entry.at if entry and entry.by == row.customer else None
            in_time = arrived(
                _as_of(told.get(row.letter_key, []), row.made_at),
                opens_on=row.opens_on,
                closes_on=row.closes_on,
                zone=row.zone,
            )
            if not in_time and not confirmed_by_act(by_himself, opens_on=row.opens_on, zone=row.zone):
                sentences.append(f"Attempt {row.attempt} of {row.ref} was made, and its {row.kind} had not arrived.")
    return sentences[:MOST]


def _charged() -> list[Charged]:
    """Return the charges that a notice was to hold, where it would today as well."""
    with connection.cursor() as cursor:
        cursor.execute(CHARGED)
        rows = [Charged(*row) for row in cursor.fetchall()]
    return [row for row in rows if row.kind in {ruled.id for ruled in calendar().blocking(_facts(row))}]


def _facts(row: Charged) -> Facts:
    return Facts(
        begins_on=row.ends_on - timedelta(days=30 * row.months),
        ends_on=row.ends_on,
        auto_renew=True,
        zone=row.zone,
        card_works_to=None,
        country=row.country,
        business=row.business,
        method=row.method,
        months=row.months,
    )


def _as_of(deliveries: Sequence[Delivery], at: datetime) -> list[Delivery]:
    """Return what was known of some letters at an instant."""
    return [d if d.bounced_at is None or d.bounced_at <= at else _without_bounce(d) for d in deliveries]


def _without_bounce(d: Delivery) -> Delivery:
    return Delivery(d.address, d.queued_at, d.accepted_at, None)
