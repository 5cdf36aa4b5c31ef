"""The books as a journal of Beancount, which proves them with a program that is none of ours."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from abaca.store.ledger.written import Written

from .amounts import decimal

RETAINED = "Equity:Retained"
_NO_LINK = re.compile(r"[^A-Za-z0-9._/-]+")  # what Beancount does not take in a link


@dataclass(frozen=True, slots=True)
class Opening:
    """What was on the accounts when the time of the journal began, by account and currency."""

    on: date
    left: Mapping[tuple[str, str], int]


def beancount(
    written: Iterable[Written], *, title: str, closes_on: date, opening: Opening | None = None
) -> Iterator[str]:
    """Return the lines of a journal: accounts, bookings, and at its end a balance for each account.

    `closes_on` is the morning on which the balances hold, after the last booking; they say `~ 0`, since Beancount lets
    a cent pass otherwise. What was earned and spent in earlier years stands at the opening as `Equity:Retained`; income
    and expenses begin at nothing.
    """
    bookings = list(written)
    carried = _carried(opening)
    ends = _sums(bookings, carried)
    yield from (f'option "title" "{_text(title)}"', 'option "booking_method" "NONE"')
    yield from (f'option "operating_currency" "{currency}"' for currency in sorted({c for _a, c in ends}))
    yield ""
    yield from _opens(bookings, opening, carried)
    yield from _opening(opening, carried)
    for one in bookings:
        yield from _transaction(one)
    yield ""
    yield from (
        f"{closes_on} balance {account}  {decimal(left, currency)} ~ 0 {currency}"
        for (account, currency), left in sorted(ends.items())
    )


def _carried(opening: Opening | None) -> dict[tuple[str, str], int]:
    """Return what is carried over: income and expenses together become what was retained."""
    carried: dict[tuple[str, str], int] = {}
    for (account, currency), left in opening.left.items() if opening else ():
        kept = RETAINED if account.startswith(("Income", "Expenses")) else account
        carried[kept, currency] = carried.get((kept, currency), 0) + left
    return {key: left for key, left in carried.items() if left}


def _sums(bookings: Sequence[Written], carried: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    sums = dict(carried)
    for one in bookings:
        for account, amount in one.booking.postings:
            key = (account, one.booking.about.currency)
            sums[key] = sums.get(key, 0) + amount
    return sums


def _opens(
    bookings: Sequence[Written], opening: Opening | None, carried: Mapping[tuple[str, str], int]
) -> Iterator[str]:
    days: dict[str, tuple[date, set[str]]] = {}
    if opening:
        for account, currency in carried:
            days.setdefault(account, (opening.on, set()))[1].add(currency)
    for one in bookings:
        about = one.booking.about
        for account, _amount in one.booking.postings:
            first, held = days.get(account, (about.on, set()))
            days[account] = (min(first, about.on), held | {about.currency})
    for account, (first, held) in sorted(days.items()):
        yield f"{first} open {account}  {','.join(sorted(held))}"


def _opening(opening: Opening | None, carried: Mapping[tuple[str, str], int]) -> Iterator[str]:
    for currency in sorted({currency for _account, currency in carried}):
        assert opening is not None
        yield ""
        yield f'{opening.on} * "opening" "What was on the accounts before"'
        for (account, held), left in sorted(carried.items()):
            if held == currency:
                yield f"  {account}  {decimal(left, currency)} {currency}"


def _transaction(one: Written) -> Iterator[str]:
    about = one.booking.about
    yield ""
    yield f'{about.on} * "{_text(about.customer)}" "{_text(one.booking.cause)}"' + (
        f" ^{_NO_LINK.sub('-', about.document)}" if about.document else ""
    )
    facts = {
        "booking": str(one.number),
        "document": about.document,
        "order": about.order,
        "subscription": about.subscription,
        "term": str(about.term or ""),
    }
    yield from (f'  {name}: "{_text(value)}"' for name, value in facts.items() if value)
    for account, amount in one.booking.postings:
        yield f"  {account}  {decimal(amount, about.currency)} {about.currency}"


def _text(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"')
