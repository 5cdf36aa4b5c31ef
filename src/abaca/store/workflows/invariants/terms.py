"""Terms, and the subscriptions that they make."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice

from abaca.kernel.terms import Term as Days
from abaca.kernel.terms import nth_term
from abaca.store.subscriptions.models import Term
from abaca.store.subscriptions.states import TermState

from .telling import BATCH, MOST, told


def a_paid_order_has_one_paid_term() -> list[str]:
    return told(
        "Order {} is {}, and its term is {}.",
        """
        SELECT o.ref, o.state, coalesce(t.state, 'missing') FROM store_orders_order o
        JOIN store_orders_line l ON l.order_id = o.id
        LEFT JOIN store_subscriptions_term t ON t.line_id = l.id
        WHERE (o.state = 'paid') <> (coalesce(t.state, '') = 'paid') ORDER BY o.id
        """,
    )


def terms_touch_and_follow_the_anchor() -> list[str]:
    """Look at the terms of each subscription in their order: no overlap, no gap, every day counted from the anchor."""
    rows = Term.objects.exclude(state=TermState.DROPPED).order_by("subscription_id", "number")
    facts = rows.values_list(
        "subscription__ref", "subscription__anchor_on", "subscription__months", "number", "begins", "ends"
    )
    wrong = _off_anchor(facts.iterator(chunk_size=BATCH))
    return list(islice(wrong, MOST)) + told(
        "Term {1} of subscription {0} begins on {2}, and the one before ended on {3}.",
        """
        SELECT s.ref, t.number, t.begins, t.before FROM (
            SELECT subscription_id, number, begins,
                lag(ends) OVER (PARTITION BY subscription_id ORDER BY begins) AS before
            FROM store_subscriptions_term WHERE state <> 'dropped') t
        JOIN store_subscriptions_subscription s ON s.id = t.subscription_id
        WHERE t.begins <> t.before ORDER BY s.id
        """,
    )


def _off_anchor(rows: Iterator[tuple[str, date, int, int, date, date]]) -> Iterator[str]:
    expected_of: dict[str, int] = {}
    for ref, anchor, months, number, begins, ends in rows:
        expected = expected_of.get(ref, 1)
        expected_of = {ref: number + 1}  # rows come subscription by subscription
        if number != expected:
            yield f"Subscription {ref} has a term number {number} where {expected} should be."
        right = _nth_term(anchor, months, number - 1)
        if (begins, ends) != (right.begins, right.ends):
            yield f"Term {number} of subscription {ref} is [{begins}, {ends}) and should be {right}."


@lru_cache(maxsize=4096)
def _nth_term(anchor: date, months: int, n: int) -> Days:
    return nth_term(anchor, months, n)


def a_subscription_knows_its_paid_terms() -> list[str]:
    return told(
        "Subscription {} counts {} terms to {}, and {} are paid, to {}.",
        """
        SELECT * FROM (
            SELECT s.ref, s.terms_paid, s.ends_on, count(t.id) AS paid,
                coalesce(max(coalesce(t.stopped_on, t.ends)) FILTER (WHERE t.stopped_on IS DISTINCT FROM t.begins),
                    min(t.begins)) AS last
            FROM store_subscriptions_subscription s
            LEFT JOIN store_subscriptions_term t ON t.subscription_id = s.id AND t.state = 'paid'
            GROUP BY s.id ORDER BY s.id) known
        WHERE paid <> terms_paid OR last IS DISTINCT FROM ends_on
        """,
    )


def a_planned_term_awaits_the_money_of_its_order() -> list[str]:
    return told(
        "Term {} of the {} subscription {} is planned, and its order is {}.",
        """
        SELECT t.number, s.state, s.ref, o.state FROM store_subscriptions_term t
        JOIN store_subscriptions_subscription s ON s.id = t.subscription_id
        JOIN store_orders_line l ON l.id = t.line_id JOIN store_orders_order o ON o.id = l.order_id
        WHERE t.state = 'planned' AND (o.state <> 'placed' OR s.state <> 'active') ORDER BY t.id
        """,
    )


def an_active_subscription_has_a_next_step() -> list[str]:
    return told(
        "Subscription {} is {}, and its next step is {}.",
        """
        SELECT ref, state, coalesce(next_step_at::text, 'missing') FROM store_subscriptions_subscription
        WHERE (state = 'active') <> (next_step_at IS NOT NULL) ORDER BY id
        """,
    )
