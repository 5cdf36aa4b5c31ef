"""The books against themselves, and against the papers, the money and the terms that they are about (V1, V3)."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Case, F, Sum, When

from abaca.kernel.money import Money
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.states import InvoiceKind
from abaca.store.ledger import accounts
from abaca.store.ledger.deferring import DAY, unearned
from abaca.store.ledger.models import Deferral
from abaca.store.ledger.queries import trial_balance

from .telling import BATCH, MOST, told

EARNED = ("Liabilities:Deferred:%", "Liabilities:Tax:%", "Income:%", accounts.CHARGEBACKS)
MONEY = (accounts.BANK, accounts.GATEWAY, accounts.GATEWAY_FEES, accounts.CHARGEBACK_FEES, accounts.DISPUTED)


def every_booking_sums_to_zero() -> list[str]:
    return told(
        "Booking {} has {} postings, which come to {}.",
        """
        SELECT t.id, count(p.id), coalesce(sum(p.amount), 0) FROM store_ledger_transaction t
        LEFT JOIN store_ledger_posting p ON p.transaction_id = t.id
        GROUP BY t.id HAVING count(p.id) < 2 OR sum(p.amount) <> 0 ORDER BY t.id
        """,
    )


def the_trial_balance_is_zero() -> list[str]:
    sums: dict[str, int] = {}
    for balance in trial_balance():
        sums[balance.currency] = sums.get(balance.currency, 0) + balance.left
    return [f"The trial balance comes to {Money(left, currency)}." for currency, left in sums.items() if left]


def the_books_hold_every_paper_once() -> list[str]:
    """Hold what was deferred, earned, lost and taken as tax against invoices less credit notes, order by order."""
    return told(
        "The papers about order {} come to {}, and the books to {}.",
        """
        SELECT o.ref, coalesce(papers.gross, 0), coalesce(books.gross, 0) FROM store_orders_order o
        LEFT JOIN (
            SELECT order_id, sum(CASE WHEN kind = 'invoice' THEN gross ELSE -gross END) AS gross
            FROM store_invoices_invoice GROUP BY order_id) papers ON papers.order_id = o.id
        LEFT JOIN (
            SELECT t.order_ref, -sum(p.amount) AS gross FROM store_ledger_transaction t
            JOIN store_ledger_posting p ON p.transaction_id = t.id
            WHERE p.account LIKE ANY (%s) GROUP BY t.order_ref) books ON books.order_ref = o.ref
        WHERE coalesce(papers.gross, 0) <> coalesce(books.gross, 0) ORDER BY o.id
        """,
        [list(EARNED)],
    )


def the_books_hold_all_money_once() -> list[str]:
    """Hold bank and provider against payments, transfers, refunds and lost disputes, order by order and currency.

    Fees are a part of what the provider has taken; a disputed sum is still there until it is lost. What somebody has
    matched came without the name of its order, and was given to it from `Unmatched`.
    """
    return told(
        "For order {} {} {} came and went, and the books say {}.",
        """
        SELECT o.ref, coalesce(m.sum, 0), coalesce(m.currency, b.currency), coalesce(b.sum, 0) FROM (
            SELECT order_id, currency, sum(amount) AS sum FROM (
                SELECT order_id, currency, amount FROM store_payments_payment WHERE attempt_id IS NOT NULL
                UNION ALL SELECT order_id, currency, amount FROM store_payments_transfer WHERE order_id IS NOT NULL
                UNION ALL SELECT p.order_id, r.currency, -r.amount FROM store_payments_refund r
                JOIN store_payments_payment p ON p.id = r.payment_id WHERE r.state = 'succeeded'
                UNION ALL SELECT p.order_id, d.currency, -d.amount FROM store_payments_dispute d
                JOIN store_payments_payment p ON p.id = d.payment_id WHERE d.state = 'lost') money
            GROUP BY order_id, currency) m
        FULL JOIN (
            SELECT o.id, t.currency, coalesce(sum(p.amount) FILTER (WHERE p.account = ANY (%(money)s)), 0)
                + greatest(0, sum(p.amount) FILTER (WHERE p.account = %(unmatched)s)) AS sum
            FROM store_ledger_transaction t
            JOIN store_ledger_posting p ON p.transaction_id = t.id JOIN store_orders_order o ON o.ref = t.order_ref
            WHERE p.account = ANY (%(money)s) OR p.account = %(unmatched)s GROUP BY o.id, t.currency) b
            ON b.id = m.order_id AND b.currency = m.currency
        JOIN store_orders_order o ON o.id = coalesce(m.order_id, b.id)
        WHERE coalesce(m.sum, 0) <> coalesce(b.sum, 0) ORDER BY o.id
        """,
        {"money": list(MONEY), "unmatched": accounts.UNMATCHED},
    )


def nobody_owes_for_what_is_settled_or_over() -> list[str]:
    """Look at `Receivable` by order: it is what an open invoice waits for, and nothing where none is open.

    While money is on its way back, the shop owes it.
    """
    return told(
        "Order {} is {}, and {} {} of it are open in the books.",
        """
        SELECT o.ref, o.state, sum(p.amount), t.currency FROM store_ledger_transaction t
        JOIN store_ledger_posting p ON p.transaction_id = t.id JOIN store_orders_order o ON o.ref = t.order_ref
        WHERE p.account = 'Assets:Receivable' AND NOT EXISTS (
            SELECT 1 FROM store_payments_refund r JOIN store_payments_payment y ON y.id = r.payment_id
            WHERE y.order_id = o.id AND r.state NOT IN ('succeeded', 'failed'))
        GROUP BY o.id, t.currency
        HAVING sum(p.amount) < 0 OR (o.state <> 'placed' AND sum(p.amount) <> 0) OR sum(p.amount) > o.gross
        ORDER BY o.id
        """,
    )


def no_credit_balance_is_below_zero() -> list[str]:
    return told(
        "Customer {} has used {} {} more of his credit balance than there was.",
        """
        SELECT t.customer, sum(p.amount), t.currency FROM store_ledger_transaction t
        JOIN store_ledger_posting p ON p.transaction_id = t.id WHERE p.account = 'Liabilities:CustomerCredit'
        GROUP BY t.customer, t.currency HAVING sum(p.amount) > 0 ORDER BY t.customer
        """,
    )


def the_tax_accounts_are_the_tax_of_the_papers() -> list[str]:
    signed = Case(When(kind=InvoiceKind.INVOICE, then=F("tax")), default=-F("tax"))
    rows = Invoice.objects.values_list("tax_country", "tax_rate", "currency").annotate(sum=Sum(signed)).order_by()
    papers = {(accounts.tax(country, rate), currency): tax for country, rate, currency, tax in rows if tax}
    branch = f"{accounts.TAX_BRANCH}:"
    books = {(b.account, b.currency): -b.left for b in trial_balance() if b.left and b.account.startswith(branch)}
    return [
        f"{account} holds {books.get((account, currency), 0)} {currency}, and the papers come to {papers.get(key, 0)}."
        for key in sorted({*papers, *books})
        for account, currency in [key]
        if papers.get(key, 0) != books.get(key, 0)
    ][:MOST]


def the_deferred_accounts_are_the_terms_that_run() -> list[str]:
    rows = Deferral.objects.values_list("plan", "currency").annotate(sum=Sum(F("net") - F("recognised"))).order_by()
    terms = {(accounts.deferred(plan), currency): left for plan, currency, left in rows if left}
    branch = f"{accounts.DEFERRED_BRANCH}:"
    books = {(b.account, b.currency): -b.left for b in trial_balance() if b.left and b.account.startswith(branch)}
    return [
        f"{key[0]} holds {books.get(key, 0)} {key[1]}, and the terms {terms.get(key, 0)}."
        for key in sorted({*terms, *books})
        if terms.get(key, 0) != books.get(key, 0)
    ][:MOST]


def every_paid_term_is_deferred_to_its_end() -> list[str]:
    """Hold the terms of the store against the books; the vendor's day may be one behind the customer's."""
    return told(
        "Term {} of subscription {} is {}, stopped on {}; in the books it is paid on {} and stopped on {}.",
        """
        SELECT t.number, s.ref, t.state, t.stopped_on, d.paid_on, d.stopped_on FROM store_subscriptions_term t
        JOIN store_subscriptions_subscription s ON s.id = t.subscription_id
        JOIN store_orders_line l ON l.id = t.line_id JOIN store_orders_order o ON o.id = l.order_id
        LEFT JOIN LATERAL (
            SELECT paid_on, stopped_on FROM store_ledger_deferral
            WHERE (subscription, term) = (s.ref, t.number) ORDER BY id DESC LIMIT 1) d ON true
        WHERE t.state = 'paid' AND l.net > 0
            AND (d.paid_on IS NULL OR (t.stopped_on IS NOT NULL AND d.stopped_on IS NULL)
                OR (t.stopped_on IS NULL AND d.stopped_on < t.ends - 1))
        ORDER BY t.id
        """,
    )


def what_is_deferred_is_the_unearned_part_of_paid_terms() -> list[str]:
    """Hold each running term against its days: between its last release and the next one, and nothing after its end."""
    return list(islice(_badly_earned(), MOST))


def _badly_earned() -> Iterator[str]:
    running = Deferral.objects.filter(paid_on__isnull=False, stopped_on=None).order_by("pk")
    for row in running.iterator(chunk_size=BATCH):
        least, most = _bounds(row)
        if not least <= row.left <= most:
            yield f"Of {row} {row.left} {row.currency} are deferred, and it should be from {least} to {most}."


def _bounds(row: Deferral) -> tuple[int, int]:
    release = row.next_release_on
    if release is None:
        return 0, 0
    last = (release - DAY).replace(day=1)
    released = row.paid_on is not None and row.paid_on < last
    return unearned(row.net, row.days, release), unearned(row.net, row.days, last) if released else row.net
