"""Orders, payments and attempts, and what the provider reports of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from abaca.store.payments.states import OPEN

from .telling import MOST, told


class Capture(NamedTuple):
    """Money that a provider says it moved for us, under the key and reference that we gave; in ISO minor units."""

    key: str
    reference: str
    amount: int
    currency: str


def a_paid_order_has_one_payment_of_its_sum() -> list[str]:
    return told(
        "Order {} over {} {} is {}, with {} payments of {} in all.",
        """
        SELECT o.ref, o.gross, o.currency, o.state, count(p.id), coalesce(sum(p.amount), 0) FROM store_orders_order o
        LEFT JOIN store_payments_payment p ON p.order_id = o.id AND p.currency = o.currency
        GROUP BY o.id
        HAVING count(p.id) <> (CASE WHEN o.state = 'paid' AND o.gross > o.credit_used THEN 1 ELSE 0 END)
            OR coalesce(sum(p.amount), 0) <> (CASE WHEN o.state = 'paid' THEN o.gross - o.credit_used ELSE 0 END)
        ORDER BY o.id
        """,
    )


def a_payment_by_charge_has_a_successful_attempt() -> list[str]:
    return told(
        "Attempt {} is {}, and the payment by it is {}.",
        """
        SELECT a.key, a.state, coalesce(p.amount::text, 'missing') FROM store_payments_attempt a
        LEFT JOIN store_payments_payment p ON p.attempt_id = a.id AND p.order_id = a.order_id
        WHERE (a.state = 'succeeded') <> (p.id IS NOT NULL) OR (p.amount, p.currency) <> (a.amount, a.currency)
        ORDER BY a.id
        """,
    )


def an_order_has_at_most_one_open_attempt() -> list[str]:
    return told(
        "Order {} has {} open attempts.",
        """
        SELECT o.ref, count(*) FROM store_payments_attempt a JOIN store_orders_order o ON o.id = a.order_id
        WHERE a.state = ANY (%s) GROUP BY o.id HAVING count(*) > 1 ORDER BY o.id
        """,
        [OPEN],
    )


def the_provider_agrees(captures: Sequence[Capture]) -> list[str]:
    """Hold the provider's report against our attempts; money whose answer we still ask for is no contradiction."""
    twice = [
        f"The provider took money {times} times for order {reference}."
        for reference, times in Counter(c.reference for c in captures).items()
        if times > 1
    ]
    ours = _attempts()
    told = {c.key for c in captures}
    never = [
        f"Attempt {key} succeeded, and the provider took no money under it."
        for key, (state, *_facts) in ours.items()
        if state == "succeeded" and key not in told
    ]
    return (twice + [said for c in captures if (said := _contradiction(c, ours.get(c.key)))] + never)[:MOST]


def _contradiction(capture: Capture, ours: tuple[Any, ...] | None) -> str:
    if ours is None:
        return f"The provider took money under {capture.key}, which is no attempt of ours."
    state, *facts = ours
    if state not in {"succeeded", *OPEN}:
        return f"The provider took money under {capture.key}, and the attempt is {state}."
    if facts != [capture.reference, capture.amount, capture.currency]:
        return f"The provider took {capture.amount} {capture.currency} under {capture.key}, and we asked for {facts}."
    return ""


def _attempts() -> dict[str, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.key, a.state, o.ref, a.amount, a.currency"
            " FROM store_payments_attempt a JOIN store_orders_order o ON o.id = a.order_id ORDER BY a.id"
        )
        return {key: tuple(facts) for key, *facts in cursor.fetchall()}
