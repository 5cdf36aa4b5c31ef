"""What must hold in the store at every instant: each a question whose answer is what is wrong, in sentences.

The tests ask after their stories, the simulation at its end, the bench before it names a speed. What a provider reports
is handed in as plain data, so that nothing here calls the outside.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from abaca.kernel.terms import Term as Days
from abaca.kernel.terms import nth_term
from abaca.messaging.queries import letters_under
from abaca.store.invoices.layout import digest
from abaca.store.invoices.models import Invoice
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.payments.states import OPEN
from abaca.store.subscriptions.models import Term
from abaca.store.subscriptions.states import TermState

MOST = 20  # sentences of one kind: enough to see what is wrong
BATCH = 1000
PATIENCE = timedelta(days=1)  # what has been due for longer was forgotten


class Capture(NamedTuple):
    """Money that a provider says it moved for us, under the key and reference that we gave; in ISO minor units."""

    key: str
    reference: str
    amount: int
    currency: str


def check_all(captures: Sequence[Capture] | None = None, *, at: datetime) -> list[str]:
    """Return everything that is wrong, in sentences; an empty list means that all is well."""
    return [sentence for found in findings(captures, at=at).values() for sentence in found]


def findings(captures: Sequence[Capture] | None = None, *, at: datetime) -> dict[str, list[str]]:
    """Return for every invariant, by its name in words, what is wrong; without a report the provider is left out."""
    found = {in_words(invariant): invariant() for invariant in INVARIANTS}
    found[in_words(nothing_due_is_forgotten)] = nothing_due_is_forgotten(at=at)
    if captures is not None:
        found[in_words(the_provider_agrees)] = the_provider_agrees(captures)
    return found


def in_words(invariant: Callable[..., list[str]]) -> str:
    return invariant.__name__.replace("_", " ")


def _told(sentence: str, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[str]:
    """Return the sentence, filled in with each of the first rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {MOST}", values)
        return [sentence.format(*row) for row in cursor.fetchall()]


# --- money -----------------------------------------------------------------------------------------------------------


def a_paid_order_has_one_payment_of_its_sum() -> list[str]:
    return _told(
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
    return _told(
        "Attempt {} is {}, and the payment by it is {}.",
        """
        SELECT a.key, a.state, coalesce(p.amount::text, 'missing') FROM store_payments_attempt a
        LEFT JOIN store_payments_payment p ON p.attempt_id = a.id AND p.order_id = a.order_id
        WHERE (a.state = 'succeeded') <> (p.id IS NOT NULL) OR (p.amount, p.currency) <> (a.amount, a.currency)
        ORDER BY a.id
        """,
    )


def an_order_has_at_most_one_open_attempt() -> list[str]:
    return _told(
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


# --- invoices --------------------------------------------------------------------------------------------------------


def a_paid_order_has_one_invoice_of_its_sum() -> list[str]:
    return _told(
        "Order {} over {} {} is paid and has {} invoices of this sum.",
        """
        SELECT o.ref, o.gross, o.currency, count(i.id) FROM store_orders_order o
        LEFT JOIN LATERAL (
            SELECT id FROM store_invoices_invoice WHERE order_id = o.id AND kind = 'invoice'
            AND (gross, net, tax, currency) = (o.gross, o.net, o.tax, o.currency)
            ORDER BY id DESC LIMIT 1) i ON true
        WHERE o.state = 'paid' GROUP BY o.id HAVING count(i.id) <> 1 ORDER BY o.id
        """,
    )


def a_lapsed_order_owes_nothing() -> list[str]:
    return _told(
        "Order {} has lapsed, and its invoice {} is not credited.",
        """
        SELECT o.ref, i.number FROM store_orders_order o
        JOIN store_invoices_invoice i ON i.order_id = o.id AND i.kind = 'invoice'
        WHERE o.state = 'lapsed' AND i.gross <> (
            SELECT coalesce(sum(c.gross), 0) FROM store_invoices_invoice c WHERE c.corrects_id = i.id)
        ORDER BY o.id
        """,
    )


def invoice_numbers_have_no_gap() -> list[str]:
    return _told(
        "Series {} has {} numbers from {} to {}, and its counter stands at {}.",
        """
        SELECT s.code, count(n), coalesce(min(n), 0), coalesce(max(n), 0), s.last FROM store_invoices_series s
        LEFT JOIN (
            SELECT split_part(number, '-', 1) AS series, split_part(number, '-', 2)::bigint AS n
            FROM store_invoices_invoice) i ON i.series = s.code
        GROUP BY s.id HAVING count(n) <> s.last OR coalesce(max(n), 0) <> s.last OR min(n) <> 1 ORDER BY s.id
        """,
    ) + _told(
        "Invoice {} belongs to no series.",
        """
        SELECT number FROM store_invoices_invoice
        WHERE split_part(number, '-', 1) NOT IN (SELECT code FROM store_invoices_series) ORDER BY id
        """,
    )


def invoice_dates_never_fall() -> list[str]:
    return _told(
        "Invoice {} is of {}, and the one before it of {}.",
        """
        SELECT number, issued_on, before FROM (
            SELECT number, issued_on, lag(issued_on) OVER (
                PARTITION BY split_part(number, '-', 1) ORDER BY split_part(number, '-', 2)::bigint) AS before
            FROM store_invoices_invoice) i
        WHERE issued_on < before ORDER BY number
        """,
    )


def an_issued_invoice_never_changes() -> list[str]:
    """Compute every digest afresh, and hold the columns against what is printed."""
    rows = Invoice.objects.order_by("pk").only("number", "document", "digest", "gross", "currency")
    broken = (
        f"Invoice {i.number} is not as it was issued."
        for i in rows.iterator(chunk_size=BATCH)
        if digest(i.document) != i.digest
        or (i.document["number"], i.document["gross"], i.document["currency"]) != (i.number, i.gross, i.currency)
    )
    return list(islice(broken, MOST))


# --- terms and subscriptions -----------------------------------------------------------------------------------------


def a_paid_order_has_one_paid_term() -> list[str]:
    return _told(
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
    return list(islice(wrong, MOST)) + _told(
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
    return _told(
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
    return _told(
        "Term {} of the {} subscription {} is planned, and its order is {}.",
        """
        SELECT t.number, s.state, s.ref, o.state FROM store_subscriptions_term t
        JOIN store_subscriptions_subscription s ON s.id = t.subscription_id
        JOIN store_orders_line l ON l.id = t.line_id JOIN store_orders_order o ON o.id = l.order_id
        WHERE t.state = 'planned' AND (o.state <> 'placed' OR s.state <> 'active') ORDER BY t.id
        """,
    )


def an_active_subscription_has_a_next_step() -> list[str]:
    return _told(
        "Subscription {} is {}, and its next step is {}.",
        """
        SELECT ref, state, coalesce(next_step_at::text, 'missing') FROM store_subscriptions_subscription
        WHERE (state = 'active') <> (next_step_at IS NOT NULL) ORDER BY id
        """,
    )


# --- product keys and the feed ---------------------------------------------------------------------------------------


def a_paid_order_has_one_product_key_per_seat() -> list[str]:
    """Find seats without a product key; one that is honestly wanted, of a generator or an empty list, counts as one."""
    return _told(
        "Order {} is {} with {} seats and has {} product keys, had or wanted, for {} of them.",
        """
        SELECT o.ref, o.state, l.quantity, count(k.seat), count(DISTINCT k.seat) FROM store_orders_order o
        JOIN store_orders_line l ON l.order_id = o.id
        LEFT JOIN (
            SELECT line_id, generate_series(seat, seat + seats - 1) AS seat FROM store_product_keys_productkey k
            WHERE NOT EXISTS (SELECT 1 FROM store_product_keys_productkey n WHERE n.instead_of = k.ref)
            UNION ALL SELECT line_id, generate_series(seat, seat + seats - 1) FROM store_product_keys_errand
            WHERE state <> 'delivered') k ON k.line_id = l.id AND k.seat BETWEEN 1 AND l.quantity
        WHERE o.state = 'paid' GROUP BY o.id, l.id
        HAVING (count(k.seat), count(DISTINCT k.seat)) <> (l.quantity, l.quantity) ORDER BY o.id
        """,
    )


def a_product_key_taken_back_has_one_successor_in_its_seat() -> list[str]:
    return _told(
        "Product key {} is there instead of {}, which is {}, withdrawn {}.",
        """
        SELECT n.ref, n.instead_of, coalesce(k.line_id || '/' || k.seat, 'missing'),
            coalesce(k.withdrawn_on::text, 'never')
        FROM store_product_keys_productkey n LEFT JOIN store_product_keys_productkey k ON k.ref = n.instead_of
        WHERE n.instead_of <> ''
            AND (k.id IS NULL OR (k.line_id, k.seat) <> (n.line_id, n.seat) OR k.withdrawn_on IS NULL) ORDER BY n.id
        """,
    )


def no_product_key_comes_before_the_money() -> list[str]:
    return _told(
        "Product key {} was minted at {} for order {}, which is {}.",
        """
        SELECT k.ref, k.minted_at, o.ref, o.state FROM store_product_keys_productkey k
        JOIN store_orders_line l ON l.id = k.line_id JOIN store_orders_order o ON o.id = l.order_id
        WHERE o.state <> 'paid' OR k.seat + k.seats - 1 > l.quantity OR k.minted_at < o.paid_at ORDER BY k.id
        """,
    )


def a_product_key_is_wanted_of_a_paid_order_until_it_is_there() -> list[str]:
    return _told(
        "The product key for seat {} of order {} is {}, the order is {}, and the product key is {}.",
        """
        SELECT e.seat, o.ref, e.state, o.state, coalesce(k.ref, 'not there') FROM store_product_keys_errand e
        JOIN store_orders_line l ON l.id = e.line_id JOIN store_orders_order o ON o.id = l.order_id
        LEFT JOIN store_product_keys_productkey k ON k.line_id = e.line_id AND k.seat = e.seat
        WHERE o.state <> 'paid' OR (e.state = 'delivered') <> (k.id IS NOT NULL) ORDER BY e.id
        """,
    )


def what_came_later_has_its_letter() -> list[str]:
    return _told(
        "The product key for seat {} of order {} came at {}, and no letter brings it.",
        """
        SELECT e.seat, o.ref, e.done_at FROM store_product_keys_errand e
        JOIN store_orders_line l ON l.id = e.line_id JOIN store_orders_order o ON o.id = l.order_id
        WHERE e.state = 'delivered' AND e.announced_at IS NULL AND NOT EXISTS (
            SELECT FROM store_product_keys_errand f WHERE f.line_id = e.line_id AND f.state IN ('waiting', 'asked'))
        ORDER BY e.id
        """,
    )


def the_feed_has_no_gap() -> list[str]:
    return _told(
        "The feed has {} documents from {} to {}, and its counter stands at {}.",
        """
        SELECT * FROM (
            SELECT count(*) AS documents, coalesce(min(position), 0) AS first, coalesce(max(position), 0) AS last,
                coalesce((SELECT last FROM store_feed_counter), 0) AS counter FROM store_feed_document) f
        WHERE documents <> last OR last <> counter OR (documents > 0 AND first <> 1)
        """,
    )


def the_feed_tells_of_every_product_key_once() -> list[str]:
    return _told(
        "The feed tells of product key {} {} times, and the shop has minted it {} times.",
        """
        SELECT coalesce(k.ref, d.ref), coalesce(d.times, 0), count(k.id)
        FROM (SELECT * FROM store_product_keys_productkey WHERE form IN ('abaca', 'foreign')) k
        FULL JOIN (SELECT body->>'ref' AS ref, count(*) AS times FROM store_feed_document
            WHERE kind = 'product_key.issued' GROUP BY 1) d ON d.ref = k.ref
        GROUP BY 1, 2 HAVING coalesce(d.times, 0) <> 1 OR count(k.id) <> 1 ORDER BY 1
        """,
    )


# --- letters and notices ---------------------------------------------------------------------------------------------


def a_paid_order_has_one_delivery_letter() -> list[str]:
    paid = list(Order.objects.filter(state=OrderState.PAID).order_by("pk").values_list("ref", flat=True))
    sentences = []
    for begin in range(0, len(paid), BATCH):
        refs = paid[begin : begin + BATCH]
        written = {letter.about for letter in letters_under(f"order_confirmed/{ref}" for ref in refs)}
        sentences += [f"Order {ref} is paid, and no letter delivers it." for ref in refs if ref not in written]
    return sentences[:MOST]


def the_boxed_notice_is_given_once_a_term() -> list[str]:
    return _told(
        "Subscription {} was told {} times that term {} renews.",
        """
        SELECT s.ref, count(*), n.term FROM store_notices_notice n
        JOIN store_subscriptions_subscription s ON s.id = n.subscription_id
        WHERE n.kind = 'renewal_boxed' AND n.said_at IS NOT NULL GROUP BY s.id, n.term HAVING count(*) > 1 ORDER BY s.id
        """,
    )


def nobody_who_cancelled_is_told_that_it_renews() -> list[str]:
    said = _told(
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
    return said + _told(
        "Subscription {} is {}, its renewal is {}, and {} is planned for {}.",
        """
        SELECT s.ref, s.state, CASE WHEN s.auto_renew THEN 'on' ELSE 'off' END, n.kind, n.planned_at
        FROM store_notices_notice n JOIN store_subscriptions_subscription s ON s.id = n.subscription_id
        WHERE n.said_at IS NULL AND (s.state <> 'active' OR s.auto_renew = (n.kind = 'ending')) ORDER BY s.id
        """,
    )


# --- time ------------------------------------------------------------------------------------------------------------


def nothing_due_is_forgotten(*, at: datetime) -> list[str]:
    """Find what has been due for a day and still waits, and what is open without a time at which to go on."""
    return _told(
        "{} {} was due at {}.",
        """
        SELECT * FROM (
            SELECT 'Subscription', ref, next_step_at::text FROM store_subscriptions_subscription
            WHERE next_step_at < %(late)s
            UNION ALL SELECT 'Order', ref, lapses_at::text FROM store_orders_order WHERE lapses_at < %(late)s
            UNION ALL SELECT 'Attempt', key, coalesce(next_at::text, 'no time at all') FROM store_payments_attempt
            WHERE next_at < %(late)s OR (next_at IS NULL AND state = ANY (%(open)s))
            UNION ALL SELECT 'Errand', ref, next_at::text FROM store_product_keys_errand WHERE next_at < %(late)s
            UNION ALL SELECT 'Notice', kind || ' ' || id, planned_at::text FROM store_notices_notice
            WHERE said_at IS NULL AND planned_at < %(late)s) forgotten
        """,
        {"late": at - PATIENCE, "open": OPEN},
    )


INVARIANTS: tuple[Callable[[], list[str]], ...] = (
    a_paid_order_has_one_payment_of_its_sum,
    a_payment_by_charge_has_a_successful_attempt,
    an_order_has_at_most_one_open_attempt,
    a_paid_order_has_one_invoice_of_its_sum,
    a_lapsed_order_owes_nothing,
    invoice_numbers_have_no_gap,
    invoice_dates_never_fall,
    an_issued_invoice_never_changes,
    a_paid_order_has_one_paid_term,
    terms_touch_and_follow_the_anchor,
    a_subscription_knows_its_paid_terms,
    a_planned_term_awaits_the_money_of_its_order,
    an_active_subscription_has_a_next_step,
    a_paid_order_has_one_product_key_per_seat,
    a_product_key_taken_back_has_one_successor_in_its_seat,
    no_product_key_comes_before_the_money,
    a_product_key_is_wanted_of_a_paid_order_until_it_is_there,
    what_came_later_has_its_letter,
    the_feed_has_no_gap,
    the_feed_tells_of_every_product_key_once,
    a_paid_order_has_one_delivery_letter,
    the_boxed_notice_is_given_once_a_term,
    nobody_who_cancelled_is_told_that_it_renews,
)
