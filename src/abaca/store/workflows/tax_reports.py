"""The figures of the tax returns, read from the papers: one statement for a period, however many there are."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from abaca.store.invoices.models import Invoice
from abaca.store.tax.returns import Figure, Quarter, quarter_named, quarter_of

# Sums of credit notes are positive on paper and count negative here. A credit note of the one-stop shop that corrects
# an invoice of an earlier quarter is told with that quarter, since the return asks for it (billing.md, X9).
FIGURES = """
    SELECT i.kind, i.tax_scheme, i.tax_reason, i.tax_category, i.tax_country, i.tax_rate, i.currency,
        CASE WHEN i.tax_category = 'AE' THEN i.vat_id ELSE '' END AS id,
        CASE WHEN i.tax_reason = 'territory' THEN i.document #>> '{buyer,country}' ELSE '' END AS buyer_country,
        CASE WHEN i.tax_reason = 'territory' THEN i.document #>> '{buyer,postcode}' ELSE '' END AS postcode,
        CASE WHEN i.kind = 'credit_note' AND i.tax_scheme = 'oss' AND o.issued_on < date_trunc('quarter', i.issued_on)
            THEN date_trunc('quarter', o.issued_on)::date END AS origin,
        sum(CASE i.kind WHEN 'credit_note' THEN -i.net ELSE i.net END),
        sum(CASE i.kind WHEN 'credit_note' THEN -i.tax ELSE i.tax END),
        count(*)
    FROM store_invoices_invoice i LEFT JOIN store_invoices_invoice o ON o.id = i.corrects_id
    WHERE i.issued_on >= %s AND i.issued_on < %s
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""


def figures(begins: date, ends: date) -> list[Figure]:
    """Return the figures of the papers that were issued from `begins` until the day before `ends`."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [begins, ends])
        return [_figure(*row) for row in cursor.fetchall()]


def _figure(*row: Any) -> Figure:
    kind, scheme, reason, category, country, rate, currency, vat_id, buyer_country, postcode, origin, net, tax, many = (
        row
    )
    return Figure(
        kind=kind,
        scheme=scheme,
        reason=reason,
        category=category,
        country=country,
        rate=rate,
        currency=currency,
        vat_id=vat_id,
        buyer_country=buyer_country,
        postcode=postcode,
        origin=quarter_of(origin) if origin else None,
        net=int(net),
        tax=int(tax),
        papers=many,
    )


def papers(quarter: Quarter, chosen: Mapping[str, str], *, origin: str | None = None) -> QuerySet[Invoice]:
    """Return the papers behind a line of a report, newest first; `chosen` names columns and their values.

    `origin` is the earlier quarter whose corrections are meant, empty for what is no correction, None for everything.
    """
    rows = Invoice.objects.select_related("order", "customer", "corrects").filter(
        issued_on__gte=quarter.begins, issued_on__lt=quarter.ends, **chosen
    )
    earlier = quarter_named(origin or "")
    if earlier:
        rows = rows.filter(corrects__issued_on__gte=earlier.begins, corrects__issued_on__lt=earlier.ends)
    elif origin == "":
        rows = rows.exclude(corrects__issued_on__lt=quarter.begins)
    return rows.order_by("-issued_on", "-id")
