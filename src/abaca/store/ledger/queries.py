"""What can be asked of the books. Sums are minor units, debit positive; every answer is one statement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Min, Q, QuerySet, Sum

from abaca.dispatch.earliest import Earliest, First
from abaca.kernel.schedule import local_day, local_instant

from .accounts import CREDIT, DEFERRED_BRANCH, RECEIVABLE
from .bookings import About, Booking
from .models import AccountNumber, Deferral, Posting, Transaction
from .written import Written

PAGE = 2000


@dataclass(frozen=True, slots=True)
class Balance:
    """An account in one currency: all that was given, all that was taken, and what is left."""

    account: str
    currency: str
    debit: int
    credit: int

    @property
    def left(self) -> int:
        return self.debit - self.credit


def trial_balance(*, since: date | None = None, until: date | None = None) -> list[Balance]:
    """Return the accounts with their sums, from `since` on and up to but without the day `until`."""
    return [
        Balance(*row)
        for row in _rows(
            """
            SELECT p.account, t.currency, coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0)::bigint,
                -coalesce(sum(p.amount) FILTER (WHERE p.amount < 0), 0)::bigint
            FROM store_ledger_posting p JOIN store_ledger_transaction t ON t.id = p.transaction_id
            WHERE (%(since)s::date IS NULL OR t.booked_on >= %(since)s)
                AND (%(until)s::date IS NULL OR t.booked_on < %(until)s)
            GROUP BY p.account, t.currency ORDER BY p.account, t.currency
            """,
            {"since": since, "until": until},
        )
    ]


def balances(account: str, *, until: date | None = None) -> dict[str, int]:
    """Return what is left on one account, by currency."""
    rows = Posting.objects.filter(account=account)
    if until:
        rows = rows.filter(transaction__booked_on__lt=until)
    found = rows.values_list("transaction__currency").annotate(left=Sum("amount")).order_by("transaction__currency")
    return {currency: int(left) for currency, left in found}


def sums_by_cause(account: str, causes: Sequence[str]) -> dict[str, int]:
    """Return what bookings of some causes have moved on an account, by currency."""
    rows = Posting.objects.filter(account=account, transaction__cause__in=causes)
    found = rows.values_list("transaction__currency").annotate(sum=Sum("amount")).order_by("transaction__currency")
    return {currency: int(moved) for currency, moved in found}


def left_by_customer(account: str, customers: Sequence[str] | None = None) -> dict[tuple[str, str], int]:
    """Return what is left on an account, by customer and currency, where it is anything."""
    rows = Posting.objects.filter(account=account)
    if customers is not None:
        rows = rows.filter(transaction__customer__in=customers)
    found = rows.values_list("transaction__customer", "transaction__currency").annotate(left=Sum("amount")).order_by()
    return {(customer, currency): int(left) for customer, currency, left in found if left}


def receivable_of(customer: str, currency: str) -> int:
    """Return what a customer owes; below zero he has paid too much, or too early."""
    return left_by_customer(RECEIVABLE, [customer]).get((customer, currency), 0)


def credit_of(customer: str, currency: str) -> int:
    """Return the credit balance of a customer."""
    return -left_by_customer(CREDIT, [customer]).get((customer, currency), 0)


def credits_of(customers: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return the credit balances of some customers, by customer and currency; one statement."""
    return {key: -left for key, left in left_by_customer(CREDIT, customers).items()}


def left_by_order(account: str, orders: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return what is left on an account for some orders, by order and currency, where it is anything."""
    rows = Posting.objects.filter(account=account, transaction__order__in=orders)
    found = rows.values_list("transaction__order", "transaction__currency").annotate(left=Sum("amount")).order_by()
    return {(order, currency): int(left) for order, currency, left in found if left}


def left_by_document(account: str, documents: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return what is left on an account for some documents, by document and currency, where it is anything."""
    rows = Posting.objects.filter(account=account, transaction__document__in=documents)
    found = rows.values_list("transaction__document", "transaction__currency").annotate(left=Sum("amount")).order_by()
    return {(document, currency): int(left) for document, currency, left in found if left}


def deferred_by_term() -> dict[tuple[str, int, str], int]:
    """Return what the entries hold as deferred, by subscription, term and currency, where it is anything."""
    rows = _rows(
        """
        SELECT t.subscription, t.term, t.currency, -sum(p.amount)::bigint
        FROM store_ledger_posting p JOIN store_ledger_transaction t ON t.id = p.transaction_id
        WHERE p.account LIKE %s GROUP BY t.subscription, t.term, t.currency HAVING sum(p.amount) <> 0
        """,
        [f"{DEFERRED_BRANCH}:%"],
    )
    return {(subscription, term, currency): left for subscription, term, currency, left in rows}


def deferrals_of(documents: Sequence[str]) -> list[Deferral]:
    """Return the rows of what some invoices defer."""
    return list(Deferral.objects.filter(document__in=documents).order_by("document", "term"))


def entries(
    *,
    document: str = "",
    order: str = "",
    customer: str = "",
    subscription: str = "",
    account: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
    most: int = 200,
) -> list[Written]:
    """Return bookings about something, newest first; `before` is the number at which the page before ended."""
    rows = Transaction.objects.all()
    named = {"document": document, "order": order, "customer": customer, "subscription": subscription}
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    if account:
        rows = rows.filter(pk__in=Posting.objects.filter(account=account).values("transaction"))
    rows = _between(rows, since, until)
    if before:
        rows = rows.filter(pk__lt=before)
    return _written(rows.order_by("-pk")[:most])


def journal(*, since: date | None = None, until: date | None = None, currency: str = "") -> Iterator[Written]:
    """Return the bookings of some time in the order of their days, page by page."""
    rows = _between(Transaction.objects.order_by("booked_on", "pk"), since, until)
    if currency:
        rows = rows.filter(currency=currency)
    after: tuple[date, int] | None = None
    while True:
        page = _written(_after(rows, after)[:PAGE])
        yield from page
        if len(page) < PAGE:
            return
        after = (page[-1].booking.about.on, page[-1].number)


def _after(rows: QuerySet[Transaction], after: tuple[date, int] | None) -> QuerySet[Transaction]:
    if after is None:
        return rows
    day, number = after
    return rows.filter(Q(booked_on__gt=day) | Q(booked_on=day, pk__gt=number))


def _between(rows: QuerySet[Transaction], since: date | None, until: date | None) -> QuerySet[Transaction]:
    if since:
        rows = rows.filter(booked_on__gte=since)
    return rows.filter(booked_on__lt=until) if until else rows


def _written(rows: QuerySet[Transaction]) -> list[Written]:
    found = list(rows.prefetch_related("postings"))
    return [
        Written(
            t.pk,
            Booking(
                t.cause,
                About(t.booked_on, t.currency, t.document, t.order, t.customer, t.subscription, t.term),
                tuple((p.account, p.amount) for p in t.postings.all()),
            ),
        )
        for t in found
    ]


def first_days(*, until: date | None = None) -> dict[str, tuple[date, list[str]]]:
    """Return for each account the day of its first booking and the currencies that it holds."""
    rows = _between(Transaction.objects.all(), None, until)
    found = (
        Posting.objects.filter(transaction__in=rows)
        .values_list("account", "transaction__currency")
        .annotate(first=Min("transaction__booked_on"))
        .order_by("account", "transaction__currency")
    )
    days: dict[str, tuple[date, list[str]]] = {}
    for account, currency, first in found:
        known = days.get(account)
        days[account] = (min(known[0], first), [*known[1], currency]) if known else (first, [currency])
    return days


def account_numbers() -> dict[str, str]:
    """Return the numbers that the vendor has given to accounts and branches."""
    return dict(AccountNumber.objects.order_by("account").values_list("account", "number"))


def currencies() -> list[str]:
    """Return the currencies of the books."""
    return list(Transaction.objects.order_by("currency").values_list("currency", flat=True).distinct())


def due_releases(at: datetime, limit: int) -> list[int]:
    """Return the terms of which something is to be posted as earned, the longest due first."""
    today = local_day(at, settings.VENDOR_TIME_ZONE)
    rows = Deferral.objects.filter(next_release_on__lte=today).order_by("next_release_on", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _midnight(day: date) -> datetime:
    return local_instant(day, 0, settings.VENDOR_TIME_ZONE)


# When something is earned next: the midnight with which the day begins at the vendor's.
next_release_at = Earliest(
    First(lambda: Deferral.objects.filter(next_release_on__isnull=False), "next_release_on", _midnight),
)


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
