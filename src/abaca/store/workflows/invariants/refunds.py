"""What must hold at every instant of money that goes back."""

from collections.abc import Callable, Mapping

from abaca.store.payments.models import Refund
from abaca.store.payments.states import RefundState

from .telling import told


def check_refunds(given_back: Mapping[str, int] | None = None) -> list[str]:
    """Return everything that is wrong, in sentences; `given_back` is what the provider says, by key, in ISO units."""
    wrong = [sentence for invariant in INVARIANTS for sentence in invariant()]
    return wrong if given_back is None else wrong + the_provider_gave_back_what_we_say(given_back)


def no_more_goes_back_than_came() -> list[str]:
    """V4: what went back and what disputes took stay within the payment."""
    return told(
        "Of the payment {} of {}, {} went back or is disputed.",
        """
        SELECT * FROM (
            SELECT p.provider_ref, p.amount,
                (SELECT coalesce(sum(r.amount), 0) FROM store_payments_refund r
                    WHERE r.payment_id = p.id AND r.state <> 'lost')
                + (SELECT coalesce(sum(d.amount), 0) FROM store_payments_dispute d
                    WHERE d.payment_id = p.id AND d.state <> 'won') AS gone
            FROM store_payments_payment p
        ) AS sums WHERE gone > amount ORDER BY provider_ref
        """,
    )


def every_refund_has_its_credit_note() -> list[str]:
    """I7: and the refunds of a credit note stay within it."""
    return told(
        "The credit note {} over {} carries refunds of {}.",
        """
        SELECT r.document, coalesce(n.gross::text, 'nothing'), sum(r.amount) FROM store_payments_refund r
        JOIN store_payments_payment p ON p.id = r.payment_id
        LEFT JOIN store_invoices_invoice n
            ON n.number = r.document AND n.kind = 'credit_note' AND n.order_id = p.order_id
        WHERE r.state <> 'lost' GROUP BY r.document, n.gross HAVING n.gross IS NULL OR sum(r.amount) > n.gross
        ORDER BY r.document
        """,
    )


def an_invoice_knows_what_its_credit_notes_took() -> list[str]:
    """V5: the sum of the credit notes stands in the row, net and tax apart, and a full one leaves nothing of either."""
    return told(
        "Invoice {} says that {} and {} were credited, its credit notes come to {} and {}.",
        """
        SELECT * FROM (
            SELECT i.number, i.credited_net, i.credited_tax,
                coalesce(sum(n.net), 0) AS net, coalesce(sum(n.tax), 0) AS tax
            FROM store_invoices_invoice i LEFT JOIN store_invoices_invoice n ON n.corrects_id = i.id
            WHERE i.kind = 'invoice' GROUP BY i.id
        ) AS sums WHERE (credited_net, credited_tax) <> (net, tax) ORDER BY number
        """,
    )


def what_was_given_back_can_no_longer_be_used() -> list[str]:
    """V16: a term that ended with its money has no product key that is not withdrawn."""
    return told(
        "Order {} was {}, and its product key {} still counts.",
        """
        SELECT o.ref, t.stopped_why, k.ref FROM store_subscriptions_term t
        JOIN store_orders_line l ON l.id = t.line_id JOIN store_orders_order o ON o.id = l.order_id
        JOIN store_product_keys_productkey k ON k.line_id = l.id AND k.withdrawn_on IS NULL
        WHERE t.stopped_why IN ('refunded', 'charged_back') ORDER BY k.id
        """,
    )


def what_was_charged_back_is_charged_no_more() -> list[str]:
    """V13: after a lost dispute nothing charges the same method by itself."""
    return told(
        "The dispute {} was lost, and {} charged the same method afterwards.",
        """
        SELECT d.provider_ref, later.key FROM store_payments_dispute d
        JOIN store_payments_payment p ON p.id = d.payment_id JOIN store_payments_attempt a ON a.id = p.attempt_id
        JOIN store_payments_attempt later ON later.method_id = a.method_id AND later.made_at > d.ended_at
        WHERE d.state = 'lost' AND NOT later.customer_present ORDER BY later.id
        """,
    )


def nothing_renews_after_its_money_went_back() -> list[str]:
    """V13: a term whose money went back is followed by no charge."""
    return told(
        "Term {} of {} was {}, and {} was charged afterwards.",
        """
        SELECT t.number, s.ref, t.stopped_why, a.key FROM store_subscriptions_term t
        JOIN store_subscriptions_subscription s ON s.id = t.subscription_id
        JOIN store_subscriptions_term n ON n.subscription_id = s.id AND n.number > t.number
        JOIN store_orders_line l ON l.id = n.line_id JOIN store_payments_attempt a ON a.order_id = l.order_id
        WHERE t.stopped_why IN ('refunded', 'charged_back')
            AND (a.made_at AT TIME ZONE s.time_zone)::date > t.stopped_on ORDER BY a.id
        """,
    )


def the_provider_gave_back_what_we_say(given_back: Mapping[str, int]) -> list[str]:
    """V10, V11: each refund that succeeded moved its sum once, and none moved money of which we know nothing.

    A refund whose answer we still ask for is no contradiction, nor is one that came back.
    """
    rows = {r.key: r for r in Refund.objects.filter(kind=Refund.PROVIDER).only("key", "amount", "state")}
    undecided = {RefundState.SENT, RefundState.UNKNOWN, RefundState.PENDING}
    wrong = [
        f"Refund {r.key} is {r.state}, and the provider says {given_back.get(r.key, 0)} of {r.amount}."
        for r in rows.values()
        if r.state not in undecided
        and given_back.get(r.key, 0) != (r.amount if r.state == RefundState.SUCCEEDED else 0)
    ]
    return wrong + [
        f"The provider gave back {sum_} under {key}." for key, sum_ in given_back.items() if key not in rows
    ]


INVARIANTS: tuple[Callable[[], list[str]], ...] = (
    no_more_goes_back_than_came,
    every_refund_has_its_credit_note,
    an_invoice_knows_what_its_credit_notes_took,
    what_was_given_back_can_no_longer_be_used,
    what_was_charged_back_is_charged_no_more,
    nothing_renews_after_its_money_went_back,
)
