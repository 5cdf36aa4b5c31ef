"""What is declared to the tax offices: the figures of a period, drawn up for each of them (billing.md, X9).

Everything is made from the same figures, so the parts add up to the whole. Sums are minor units of their currency;
credit notes count negative. A currency that the office does not take has to be converted there: by the rate of the
European Central Bank on the last day of the quarter for the one-stop shop, by the monthly rate of the Federal Tax
Administration for Switzerland.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from abaca.kernel.money import exponent
from abaca.kernel.terms import add_months

from .place_of_supply import OSS, OUTSIDE_SCOPE, REVERSE_CHARGE
from .territories import FRENCH_OVERSEAS, territory_of

MONTHS = 3


class Quarter(NamedTuple):
    """Three months of a year; `number` is 1 to 4."""

    year: int
    number: int

    @property
    def begins(self) -> date:
        return date(self.year, MONTHS * (self.number - 1) + 1, 1)

    @property
    def ends(self) -> date:
        """The first day that is no longer inside."""
        return add_months(self.begins, MONTHS)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)


def quarter_of(on: date) -> Quarter:
    return Quarter(on.year, (on.month - 1) // MONTHS + 1)


def quarter_named(text: str) -> Quarter | None:
    """Read 2026-Q1; None where that is no quarter."""
    year, mark, number = text.partition("-Q")
    fits = mark and len(year) == 4 and year.isascii() and year.isdigit() and number in {"1", "2", "3", "4"}
    return Quarter(int(year), int(number)) if fits and int(year) > 0 else None


@dataclass(frozen=True)
class Figure:
    """A sum over papers of one kind that are taxed alike."""

    kind: str  # invoice, credit_note
    scheme: str
    reason: str
    category: str
    country: str
    rate: int
    currency: str
    vat_id: str  # under reverse charge
    buyer_country: str  # of a territory, which has no code of its own
    postcode: str
    origin: Quarter | None  # the earlier quarter of the invoice that a credit note corrects
    net: int
    tax: int
    papers: int


class Sum(NamedTuple):
    net: int
    tax: int
    papers: int


@dataclass(frozen=True)
class Line:
    """A line of a return: what it is about, and its sums."""

    currency: str
    country: str
    rate: int
    name: str  # a VAT id, the name of a territory, a reason
    origin: Quarter | None
    sums: Sum


def oss_lines(figures: Iterable[Figure]) -> list[Line]:
    """Return the one-stop shop by country and rate; corrections of earlier quarters stand apart, with their quarter."""
    return _lines([((f.currency, f.country, f.rate, "", f.origin), f) for f in figures if f.scheme == OSS])


def declared_lines(figures: Iterable[Figure]) -> list[Line]:
    """Return what is declared at home and in other countries where the seller is registered, by country and rate."""
    return _lines([((f.currency, f.country, f.rate, "", None), f) for f in figures if f.scheme and f.scheme != OSS])


def unregistered_lines(figures: Iterable[Figure]) -> list[Line]:
    """Return tax that was charged where no registration is there to declare it by; somebody has to see to it."""
    return _lines([((f.currency, f.country, f.rate, "", None), f) for f in figures if f.tax and not f.scheme])


def reverse_charge_lines(figures: Iterable[Figure]) -> list[Line]:
    """Return reverse charge by the id of the buyer, as a sales list has it."""
    return _lines([((f.currency, f.country, 0, f.vat_id, None), f) for f in figures if f.category == REVERSE_CHARGE])


def outside_lines(figures: Iterable[Figure]) -> list[Line]:
    """Return what is outside the scope, by country; territories by their name, French overseas apart (X6)."""
    chosen = [f for f in figures if f.category == OUTSIDE_SCOPE]
    return _lines([((f.currency, f.country, 0, _territory(f), None), f) for f in chosen])


def _territory(figure: Figure) -> str:
    if figure.reason != "territory":
        return ""
    place = territory_of(figure.buyer_country or figure.country, figure.postcode)
    return place.name if place else ""


def is_french_overseas(line: Line) -> bool:
    """Tell whether an adviser should be asked about a line."""
    return line.name == FRENCH_OVERSEAS


def totals(figures: Iterable[Figure]) -> dict[str, Sum]:
    """Return the sums of everything by currency."""
    found: dict[str, Sum] = {}
    for f in figures:
        found[f.currency] = _add(found.get(f.currency), f)
    return dict(sorted(found.items()))


def _lines(pairs: Iterable[tuple[tuple[str, str, int, str, Quarter | None], Figure]]) -> list[Line]:
    found: dict[tuple[str, str, int, str, Quarter | None], Sum] = {}
    for key, figure in pairs:
        found[key] = _add(found.get(key), figure)
    in_order = sorted(found, key=lambda key: (key[0], key[4] is not None, str(key[4]), key[1], key[2], key[3]))
    return [Line(*key, found[key]) for key in in_order]


def _add(sum_: Sum | None, figure: Figure) -> Sum:
    before = sum_ or Sum(0, 0, 0)
    return Sum(before.net + figure.net, before.tax + figure.tax, before.papers + figure.papers)


# --- the Swiss form ---------------------------------------------------------------------------------------------------
RATE_BOXES = {770: ("302", 770), 810: ("303", 810)}  # the normal rate until 2023, and since


class Box(NamedTuple):
    """A figure of the form: its number there, what is entered, and the tax beside it where the form asks for it."""

    number: str
    amount: int
    tax: int | None = None
    rate: int | None = None


def swiss_form(figures: Iterable[Figure], *, home: str = "CH") -> dict[str, list[Box]]:
    """Return the figures of the Swiss VAT return by currency, after the effective method on agreed considerations.

    200 all considerations of the world without tax; 220 exports of goods (a shop of programs has none); 221 services
    abroad, less what was credited; 235 reductions, which are the credit notes on domestic sales; 289 all deductions;
    299 what is taxed; 302 and 303 the same at the normal rate of its time, with the tax of the papers; 382 and 383,
    acquisitions from abroad, are no figures of a shop; 399 the tax that is owed.
    """
    chosen = list(figures)
    return {
        currency: _boxes([f for f in chosen if f.currency == currency], home)
        for currency in sorted({f.currency for f in chosen})
    }


def _boxes(figures: Sequence[Figure], home: str) -> list[Box]:
    domestic = [f for f in figures if f.scheme == "domestic" and f.country == home]
    abroad = sum(f.net for f in figures) - sum(f.net for f in domestic)
    sold = sum(f.net for f in domestic if f.kind == "invoice")
    reduced = -sum(f.net for f in domestic if f.kind != "invoice")
    rates = []
    for rate in sorted({f.rate for f in domestic}):
        number = RATE_BOXES.get(rate, ("301", rate))[0]
        at_rate = [f for f in domestic if f.rate == rate]
        rates.append(Box(number, sum(f.net for f in at_rate), sum(f.tax for f in at_rate), rate))
    return [
        Box("200", sold + abroad),
        Box("220", 0),
        Box("221", abroad),
        Box("235", reduced),
        Box("289", abroad + reduced),
        Box("299", sold - reduced),
        *rates,
        Box("399", sum(f.tax for f in domestic), sum(f.tax for f in domestic)),
    ]


# --- files ------------------------------------------------------------------------------------------------------------
OSS_COLUMNS = ("kind", "quarter", "country", "rate", "currency", "net", "tax")


def oss_file(quarter: Quarter, figures: Iterable[Figure]) -> str:
    """Return the quarter's file for the one-stop shop: CSV in UTF-8 with commas and a line of names.

    kind: supply, or correction of an earlier quarter · quarter: the one that the line belongs to, such as 2026-Q1 ·
    country: the member state of consumption · rate: per cent, such as 25.50 · currency: ISO 4217 · net, tax: with a
    point, a correction that gives back is negative.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(OSS_COLUMNS)
    for line in oss_lines(figures):
        writer.writerow(
            [
                "correction" if line.origin else "supply",
                str(line.origin or quarter),
                "EL" if line.country == "GR" else line.country,
                _with_point(line.rate, 2),
                line.currency,
                _with_point(line.sums.net, exponent(line.currency)),
                _with_point(line.sums.tax, exponent(line.currency)),
            ]
        )
    return out.getvalue()


def _with_point(amount: int, digits: int) -> str:
    whole, rest = divmod(abs(amount), 10**digits)
    return f"{'-' if amount < 0 else ''}{whole}" + (f".{rest:0{digits}}" if digits else "")
