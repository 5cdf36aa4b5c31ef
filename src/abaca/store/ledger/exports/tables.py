"""The books as tables: one of our own, and one each for Banana, DATEV and Abacus."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from abaca.kernel.refusals import Refusal
from abaca.kernel.refusals import gettext_noop as _
from abaca.store.ledger.written import Pair, Written, pairs

from .amounts import decimal
from .datev_columns import COLUMNS, HEADER_LENGTH
from .numbers import number_of

LINES = (
    *("booking", "date", "cause", "document", "order", "customer", "subscription", "term"),
    *("account", "number", "currency", "debit", "credit"),
)
BANANA = ("Date", "Doc", "Description", "AccountDebit", "AccountCredit", "Amount")
ABACUS = ("Belegnummer", "Datum", "Konto Soll", "Konto Haben", "Betrag", "Währung", "Text", "Beleg")
LONGEST_TEXT = 60  # DATEV cuts off what is longer


class OneCurrencyOnly(Refusal):
    code = "one_currency_only"
    sentence = _("This program takes the bookings of one currency in one file. Choose one: {currencies}.")
    field = "currency"


def lines(written: Iterable[Written], *, numbers: Mapping[str, str]) -> str:
    """Return one line for each posting, with the facts of its booking; amounts with a decimal point."""
    rows = []
    for one in written:
        about = one.booking.about
        facts = (one.number, about.on, one.booking.cause, about.document, about.order, about.customer)
        for account, amount in one.booking.postings:
            side = [decimal(max(0, amount), about.currency), decimal(max(0, -amount), about.currency)]
            sides = [side[0], ""] if amount > 0 else ["", side[1]]
            number = number_of(account, numbers)
            rows.append((*facts, about.subscription, about.term or "", account, number, about.currency, *sides))
    return _table(LINES, rows, separator=",")


def banana(written: Iterable[Written], *, numbers: Mapping[str, str]) -> str:
    """Return a text file with column headers for Banana's import of double-entry transactions."""
    found = _one_currency(written)
    rows = [
        (
            pair.written.booking.about.on,
            pair.written.number,
            _words(pair),
            number_of(pair.debit, numbers),
            number_of(pair.credit, numbers),
            decimal(pair.amount, pair.written.booking.about.currency),
        )
        for pair in pairs(found)
    ]
    return _table(BANANA, rows, separator="\t")


def abacus(written: Iterable[Written], *, numbers: Mapping[str, str]) -> str:
    """Return a table for the import of double-entry bookings into Abacus, in the columns of its Swiss users."""
    rows = [
        (
            pair.written.number,
            f"{pair.written.booking.about.on:%d.%m.%Y}",
            number_of(pair.debit, numbers),
            number_of(pair.credit, numbers),
            decimal(pair.amount, pair.written.booking.about.currency),
            pair.written.booking.about.currency,
            _words(pair),
            pair.written.booking.about.document,
        )
        for pair in pairs(list(written))
    ]
    return _table(ABACUS, rows, separator=";")


def datev(
    written: Iterable[Written],
    *,
    numbers: Mapping[str, str],
    begins: date,
    ends: date,
    at: datetime,
    adviser: str = "",
    client: str = "",
) -> str:
    """Return a batch of bookings for DATEV (EXTF, Buchungsstapel), for the days from `begins` to `ends`, both inside.

    It is to be written in the code page 1252. The first account is the debit side. Every number needs the same length.
    """
    found = _one_currency(written)
    currency = found[0].booking.about.currency if found else "EUR"
    rows = [_datev_row(pair, numbers) for pair in pairs(found)]
    used = {row[6] for row in rows} | {row[7] for row in rows}
    length = max([4, *(len(number) for number in used)])
    header = [
        *('"EXTF"', "700", "21", '"Buchungsstapel"', "13", f"{at:%Y%m%d%H%M%S}000", "", '"RE"', '""', '""'),
        *(adviser, client, f"{begins:%Y}0101", str(length), f"{begins:%Y%m%d}", f"{ends:%Y%m%d}"),
        *('"Abaca"', '""', "1", "0", "0", f'"{currency}"'),
    ]
    header += [""] * (HEADER_LENGTH - len(header))
    body = [";".join(row + [""] * (len(COLUMNS) - len(row))) for row in rows]
    return "\r\n".join([";".join(header), ";".join(COLUMNS), *body]) + "\r\n"


def _datev_row(pair: Pair, numbers: Mapping[str, str]) -> list[str]:
    about = pair.written.booking.about
    return [
        decimal(pair.amount, about.currency, point=","),
        '"S"',
        f'"{about.currency}"',
        *("", "", ""),
        number_of(pair.debit, numbers),
        number_of(pair.credit, numbers),
        "",
        f"{about.on:%d%m}",
        f'"{about.document or pair.written.number}"',
        *('""', ""),
        '"{}"'.format(_words(pair)[:LONGEST_TEXT].replace('"', '""')),
    ]


def _words(pair: Pair) -> str:
    about = pair.written.booking.about
    return " ".join(part for part in (pair.written.booking.cause, about.document, about.customer) if part)


def _one_currency(written: Iterable[Written]) -> Sequence[Written]:
    found = list(written)
    held = sorted({one.booking.about.currency for one in found})
    if len(held) > 1:
        raise OneCurrencyOnly(currencies=", ".join(held))
    return found


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], *, separator: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
