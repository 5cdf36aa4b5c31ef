"""The numbered papers."""

from itertools import islice

from abaca.store.invoices.layout import digest
from abaca.store.invoices.models import Invoice

from .telling import BATCH, MOST, told


def a_paid_order_has_one_invoice_of_its_sum() -> list[str]:
    return told(
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
    return told(
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
    return told(
        "Series {} has {} numbers from {} to {}, and its counter stands at {}.",
        """
        SELECT s.code, count(n), coalesce(min(n), 0), coalesce(max(n), 0), s.last FROM store_invoices_series s
        LEFT JOIN (
            SELECT split_part(number, '-', 1) AS series, split_part(number, '-', 2)::bigint AS n
            FROM store_invoices_invoice) i ON i.series = s.code
        GROUP BY s.id HAVING count(n) <> s.last OR coalesce(max(n), 0) <> s.last OR min(n) <> 1 ORDER BY s.id
        """,
    ) + told(
        "Invoice {} belongs to no series.",
        """
        SELECT number FROM store_invoices_invoice
        WHERE split_part(number, '-', 1) NOT IN (SELECT code FROM store_invoices_series) ORDER BY id
        """,
    )


def invoice_dates_never_fall() -> list[str]:
    return told(
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
    rows = (
        Invoice.objects.filter(destroyed_at=None)
        .order_by("pk")
        .only("number", "document", "digest", "gross", "currency")
    )
    broken = (
        f"Invoice {i.number} is not as it was issued."
        for i in rows.iterator(chunk_size=BATCH)
        if digest(i.document) != i.digest
        or (i.document["number"], i.document["gross"], i.document["currency"]) != (i.number, i.gross, i.currency)
    )
    return list(islice(broken, MOST))
