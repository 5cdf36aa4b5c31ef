"""Writing the books.

A booking makes no entry in the journal: the books are a journal of their own, only grow, and tell of each booking when,
by whom and why it was written. What happened to the order or the invoice stands in the journal anyway.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.kernel.terms import Term
from abaca.store.journal.actions import record

from .bookings import About, Booking
from .deferring import evening_before, next_release, unearned
from .models import AccountNumber, Deferral
from .stories import Undone, recognition

WRITE = """
WITH numbered AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('store_ledger_transaction', 'id')) AS id, fresh.*
    FROM unnest(%s::date[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
        WITH ORDINALITY AS fresh (booked_on, currency, cause, document, order_ref, customer, subscription, term, n)
), written AS (
    INSERT INTO store_ledger_transaction
        (id, booked_on, at, by, currency, cause, document, order_ref, customer, subscription, term)
    SELECT id, booked_on, %s, %s, currency, cause, document, order_ref, customer, subscription, term FROM numbered
)
INSERT INTO store_ledger_posting (transaction_id, account, amount)
SELECT numbered.id, posting.account, posting.amount
FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) WITH ORDINALITY AS posting (n, account, amount, place)
JOIN numbered USING (n) ORDER BY posting.place
"""
UPDATE_DEFERRALS = """
UPDATE store_ledger_deferral AS d SET net = fresh.net, recognised = fresh.recognised, paid_on = fresh.paid_on,
    stopped_on = fresh.stopped_on, next_release_on = fresh.next_release_on
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[], %s::date[], %s::date[])
    AS fresh (id, net, recognised, paid_on, stopped_on, next_release_on) WHERE d.id = fresh.id
"""

TAKE_UP = """
UPDATE store_ledger_deferral AS d SET subscription = fresh.subscription, term = fresh.term, net = d.net + fresh.more
FROM unnest(%s::text[], %s::text[], %s::int[], %s::bigint[]) AS fresh (document, subscription, term, more)
WHERE d.document = fresh.document
"""


class MoreThanThereIs(Refusal):
    code = "more_than_there_is"
    sentence = _("Only {left} of {document} can still be taken back, and not {wanted}.")
    status = 409


class NothingDeferred(Refusal):
    code = "nothing_deferred"
    sentence = _("The books know of no term that {document} paid for.")
    status = 409


@dataclass(frozen=True, slots=True)
class Deferment:
    """The net that a document takes for a term; `paid_on` is the day of the money, where it is there already."""

    about: About
    plan: str
    net: int
    days: Term
    paid_on: date | None


class TakenUp(NamedTuple):
    """A term that begins only now, though its invoice was issued before, and the net that it takes of old terms."""

    document: str
    subscription: str
    term: int
    more: int


class Way(StrEnum):
    """From which days of a term net is taken back, and what becomes of the term."""

    EVENLY = "evenly"  # from all days alike: the term goes on, cheaper
    UNUSED = "unused"  # first from what is not yet earned; another taking or the end of the term follows at once
    STOP = "stop"  # the same, and the term ends here: what is left is earned
    WRITE_OFF = "write_off"  # the term ends here, and what was earned stays earned: the caller books it as a loss


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Net that a credit note, or the invoice of an upgrade, takes back of a term."""

    document: str  # the invoice that had deferred it
    net: int
    way: Way


@transaction.atomic
def book(bookings: Sequence[Booking], *, at: datetime, by: str) -> None:
    """Write bookings down, those without postings left out. One statement for any number, and no rows of Django's."""
    real = [one for one in bookings if one]
    if not real:
        return
    abouts = [one.about for one in real]
    columns: list[list[Any]] = [
        [a.on for a in abouts],
        [a.currency for a in abouts],
        [one.cause for one in real],
        [a.document for a in abouts],
        [a.order for a in abouts],
        [a.customer for a in abouts],
        [a.subscription for a in abouts],
        [a.term for a in abouts],
    ]
    postings = [(n, *posting) for n, one in enumerate(real, start=1) for posting in one.postings]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [*columns, at, by, *(list(column) for column in zip(*postings, strict=True))])


@transaction.atomic
def defer(deferments: Sequence[Deferment]) -> None:
    """Remember what is to be earned day by day; what is not yet paid for waits. One statement."""
    Deferral.objects.bulk_create([_deferral(one) for one in deferments if one.net])


def _deferral(one: Deferment) -> Deferral:
    return Deferral(
        subscription=one.about.subscription,
        term=one.about.term,
        document=one.about.document,
        order=one.about.order,
        customer=one.about.customer,
        plan=one.plan,
        currency=one.about.currency,
        net=one.net,
        begins=one.days.begins,
        ends=one.days.ends,
        paid_on=one.paid_on,
        next_release_on=_release_after(one.days, one.paid_on) if one.paid_on else None,
    )


def _release_after(days: Term, day: date) -> date:
    """Return the next release; a term that was paid for after its end is released at once."""
    return next_release(days, after=day) or max(day, days.ends)


@transaction.atomic
def take_up(begun: Sequence[TakenUp]) -> None:
    """Let what invoices defer grow by net that comes from old terms, and name their terms. One statement."""
    if begun:
        with connection.cursor() as cursor:
            cursor.execute(TAKE_UP, [list(column) for column in zip(*begun, strict=True)])


@transaction.atomic
def begin_to_earn(documents: Sequence[str], *, on: date) -> None:
    """Let the terms of some invoices be earned from now on: their money is there. What ran before is caught up."""
    rows = _held(documents=documents)
    fresh = [row for row in rows if row.paid_on is None and row.stopped_on is None]
    for row in fresh:
        row.paid_on, row.next_release_on = on, _release_after(row.days, on)
    _store(fresh)


@transaction.atomic
def release(deferral_ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Post what was earned up to the release that is due of each; what another worker holds is left to it.

    A release that was missed is posted with its own day before the next one, so that every month has what is its own.
    """
    rows = list(
        Deferral.objects.select_for_update(skip_locked=True)
        .filter(pk__in=deferral_ids, next_release_on__isnull=False)
        .order_by("pk")
    )
    if not rows:
        return
    earned = []
    for row in rows:
        day = row.next_release_on
        assert day is not None
        earned.append(_earn(row, up_to=day, on=evening_before(day)))
        row.next_release_on = next_release(row.days, after=day)
    book(earned, at=at, by=by)
    _store(rows)
    record("ledger.released", "ledger", at=at, by=by, terms=len(rows), bookings=sum(map(bool, earned)))


@transaction.atomic
def take_back(wishes: Sequence[TakenBack], *, on: date, at: datetime, by: str) -> list[Undone]:
    """Take net back of the terms of some invoices; tell of each, in the same order, how much was deferred and earned.

    Before that everything is posted that was earned up to this day. The caller books the credit note with what he is
    told.
    """
    rows = _held(documents=[w.document for w in wishes])
    row_of = {row.document: row for row in rows}
    earned = [_earn(row, up_to=on, on=on) for row in rows if row.paid_on is not None and row.stopped_on is None]
    undone = []
    for wish in wishes:
        row = row_of.get(wish.document)
        if row is None:
            raise NothingDeferred(document=wish.document)
        if wish.net > row.net:
            left, wanted = Money(row.net, row.currency), Money(wish.net, row.currency)
            raise MoreThanThereIs(left=left, wanted=wanted, document=wish.document)
        undone.append(_thin_out(row, wish.net, on) if wish.way == Way.EVENLY else _cut(row, wish.net, wish.way))
    over = {w.document for w in wishes if w.way in (Way.STOP, Way.WRITE_OFF)}
    earned += [_close(row, on) for row in rows if row.document in over]
    book(earned, at=at, by=by)
    _store(rows)
    return undone


@transaction.atomic
def close(documents: Sequence[str], *, on: date, at: datetime, by: str) -> None:
    """Let the terms of some invoices end on a day: what is left of them is earned."""
    rows = [row for row in _held(documents=documents) if row.stopped_on is None]
    book([_close(row, on) for row in rows], at=at, by=by)
    _store(rows)


def _cut(row: Deferral, net: int, way: Way) -> Undone:
    """Take net back, first of what is not yet earned."""
    unused = min(net, row.left)
    if way == Way.WRITE_OFF:
        row.net -= unused
    else:
        row.net, row.recognised = row.net - net, row.recognised - (net - unused)
    return Undone(row.plan, unused, net - unused)


def _close(row: Deferral, on: date) -> Booking:
    rest = _earn(row, up_to=row.ends, on=on)
    row.stopped_on, row.next_release_on = row.stopped_on or on, None
    return rest


def _thin_out(row: Deferral, net: int, on: date) -> Undone:
    """Take net back evenly from all days of the term: what is left over stays its unused amount to the cent."""
    left = row.left
    row.net -= net
    if row.stopped_on is not None:
        row.recognised = row.net
    elif row.paid_on is not None:
        row.recognised = row.net - unearned(row.net, row.days, on)
    return Undone(row.plan, left - row.left, net - (left - row.left))


@transaction.atomic
def give_back(parts: Sequence[tuple[str, int]], *, on: date) -> None:
    """Let stopped terms go on with the net that they had lost: the upgrade that stopped them was taken back (U8).

    A part is the invoice of such a term and the net.
    """
    back = dict(parts)
    rows = [row for row in _held(documents=list(back)) if row.stopped_on is not None]
    for row in rows:
        row.net += back[row.document]
        row.stopped_on, row.next_release_on = None, _release_after(row.days, on)
    _store(rows)


@transaction.atomic
def catch_up(documents: Sequence[str], *, on: date, at: datetime, by: str) -> None:
    """Post what the terms of some invoices have earned up to a day: they took the place of others that had earned."""
    rows = [row for row in _held(documents=documents) if row.paid_on is not None and row.stopped_on is None]
    book([_earn(row, up_to=on, on=on) for row in rows], at=at, by=by)
    _store(rows)


def _held(*, documents: Sequence[str]) -> list[Deferral]:
    return list(Deferral.objects.select_for_update().filter(document__in=documents).order_by("pk"))


def _earn(row: Deferral, *, up_to: date, on: date) -> Booking:
    """Return what of a term is earned when the day `up_to` begins and was not yet posted, and take note of it."""
    piece = row.net - unearned(row.net, row.days, up_to) - row.recognised
    row.recognised += piece
    about = About(on, row.currency, row.document, row.order, row.customer, row.subscription, row.term)
    return recognition(about, row.plan, piece)


def _store(rows: Sequence[Deferral]) -> None:
    if not rows:
        return
    columns = ("pk", "net", "recognised", "paid_on", "stopped_on", "next_release_on")
    with connection.cursor() as cursor:
        cursor.execute(UPDATE_DEFERRALS, [[getattr(row, name) for row in rows] for name in columns])


@transaction.atomic
def number_accounts(numbers: Mapping[str, str], *, at: datetime, by: str) -> None:
    """Give accounts, or whole branches of them, the numbers that they have in the vendor's accounting program."""
    AccountNumber.objects.all().delete()
    rows = [AccountNumber(account=account, number=number) for account, number in numbers.items() if number]
    AccountNumber.objects.bulk_create(rows)
    record("ledger.accounts_numbered", "ledger", at=at, by=by, accounts=len(rows))
