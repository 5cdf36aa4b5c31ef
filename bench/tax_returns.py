"""How long the figures of a tax return over many invoices take, held against a plain sum over the same rows.

    make bench-tax-returns                 10,000 invoices and credit notes of one quarter, five runs
    make bench-tax-returns ARGS="--papers 100000"

The return is all that the page shows: the figures by country, rate and scheme, the lines of the one-stop shop, the
Swiss form, reverse charge by number, and what is outside the scope. The papers are copies of one that was really sold,
spread over countries, rates, schemes and currencies. The yardstick is one statement of SQL that adds the quarter up.
"""

# ruff: noqa: PLC0415 - the environment comes before Django, and Django before everything that has a table

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from renewals import a_place, prepare

COPIES = """
    INSERT INTO store_invoices_invoice (number, kind, order_id, customer_id, corrects_id, cause, standing, credited_net,
        credited_tax, issued_at, issued_on, due_on, currency, net, tax, gross, tax_country, tax_category, tax_rate,
        tax_scheme, tax_reason, vat_id, begins, ends, document, digest)
    SELECT 'BENCH-' || n, CASE WHEN n %% 20 = 0 THEN 'credit_note' ELSE 'invoice' END, i.order_id, i.customer_id,
        CASE WHEN n %% 20 = 0 THEN i.id END, CASE WHEN n %% 20 = 0 THEN 'refund' ELSE '' END, false, 0, 0,
        i.issued_at, date '2026-01-01' + n %% 90, i.due_on,
        (ARRAY['EUR', 'CHF', 'USD'])[1 + n %% 3], 10000, p.rate, 10000 + p.rate, p.country,
        CASE WHEN p.rate = 0 THEN p.category ELSE 'S' END, p.rate, p.scheme, p.reason,
        CASE WHEN p.category = 'AE' THEN 'ATU' || n ELSE '' END, i.begins, i.ends, i.document, i.digest
    FROM generate_series(1, %s) n
    CROSS JOIN (SELECT * FROM store_invoices_invoice ORDER BY id LIMIT 1) i
    JOIN (VALUES (0, 'CH', 810, 'domestic', 'domestic', 'S'), (1, 'DE', 1900, 'oss', 'oss', 'S'),
        (2, 'FI', 2550, 'oss', 'oss', 'S'), (3, 'IT', 2200, 'oss', 'oss', 'S'), (4, 'FR', 2000, 'oss', 'oss', 'S'),
        (5, 'AT', 0, '', 'reverse_charge', 'AE'), (6, 'US', 0, '', 'export', 'O')) p (which, country, rate, scheme,
        reason, category) ON p.which = n %% 7
"""
PLAIN = """
    SELECT count(*), sum(net), sum(tax) FROM store_invoices_invoice WHERE issued_on >= %s AND issued_on < %s
"""
QUARTER = (date(2026, 1, 1), date(2026, 4, 1))


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abaca.config.settings")
    parser = argparse.ArgumentParser(description="Seconds for the figures of a tax return.")
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with a_place():
        return bench(options.papers, options.runs)


def bench(papers: int, runs: int) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    prepare(1)
    with connection.cursor() as cursor:
        cursor.execute(COPIES, [papers])
        cursor.execute("VACUUM ANALYZE store_invoices_invoice")
    with CaptureQueriesContext(connection) as captured:
        said = whole_return()
    ours = [seconds(whole_return) for _run in range(runs)]
    plain = [seconds(plain_sum) for _run in range(runs)]
    if said != plain_sum():
        print(f"The return says {said}, and the papers {plain_sum()}.")
        return 1
    print(
        f"{papers} papers: {statistics.median(ours):.3f} s ({min(ours):.3f}-{max(ours):.3f}),"
        f" {len(captured)} statement(s);"
        f" plain sum {statistics.median(plain):.4f} s; ratio {statistics.median(ours) / statistics.median(plain):.1f}"
    )
    return 0


def whole_return() -> tuple[int, int]:
    """Reckon everything that the page shows; return how many papers and which net it is about."""
    from abaca.store.tax import returns
    from abaca.store.workflows.tax_reports import figures

    found = figures(*QUARTER)
    for said in (
        returns.declared_lines,
        returns.oss_lines,
        returns.unregistered_lines,
        returns.reverse_charge_lines,
        returns.outside_lines,
        returns.totals,
        returns.swiss_form,
    ):
        said(found)
    return sum(f.papers for f in found), sum(f.net for f in found)


def plain_sum() -> tuple[int, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            PLAIN.replace("sum(net)", "sum(CASE kind WHEN 'credit_note' THEN -net ELSE net END)"), list(QUARTER)
        )
        many, net, _tax = cursor.fetchone()
    return int(many), int(net)


def seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
