"""What the lines of a paper say, and how each reduction comes about, in words and figures.

The words are in the language that is active; the figures by the locale that is handed in.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from babel import Locale
from django.utils.translation import gettext as _

from abaca.kernel.money import round_half_away

from . import figures


class Told(NamedTuple):
    """A line as it is printed: what it is, the days it is for, and how its sum comes about."""

    what: str
    period: str
    why: str


def told_lines(document: dict[str, Any], locale: Locale) -> list[Told]:
    """Return what each line of a document says, in its order."""
    lines = document["lines"]
    return [told(line, lines[:place], document, locale) for place, line in enumerate(lines)]


def told(line: dict[str, Any], before: Sequence[dict[str, Any]], document: dict[str, Any], locale: Locale) -> Told:
    """Return what a line says; `before` are the lines above it, which a percentage is taken of."""
    currency = document["currency"]
    if line["kind"] == "volume":
        return Told(_("Volume price"), "", _volume(line, before, currency, locale))
    if line["kind"] == "coupon":
        return Told(_("Coupon {code}").format(code=_code(line)), "", _coupon(line, before, currency, locale))
    if line["kind"] == "unused":
        return _unused(line, document, locale)
    if line["kind"] == "goodwill":
        return Told(line["description"] or _("Goodwill"), "", "")
    if line["kind"] == "part":
        what = _("Part of the price: {description}").format(description=line["description"])
        return Told(what, period(line["begins"], line["ends"], locale), "")
    return Told(line["description"], period(line["begins"], line["ends"], locale), "")


def period(begins: str, ends: str, locale: Locale, *, short: bool = False) -> str:
    """Name the first and the last day of a half-open term."""
    write = figures.short_day if short else figures.day
    return _("{first} to {last}").format(first=write(begins, locale), last=write(last_day(ends), locale))


def last_day(ends: str) -> str:
    """Return the last day of use of a term that ends, half-open, on a day."""
    return (date.fromisoformat(ends) - timedelta(days=1)).isoformat()


def _volume(line: dict[str, Any], before: Sequence[dict[str, Any]], currency: str, locale: Locale) -> str:
    facts = line["facts"]
    rate = figures.percent(facts["percent"], locale)
    words = _("{rate} less from {seats} seats").format(rate=rate, seats=facts["from_seats"])
    return _joined(words, _taken_of(line, before, currency, locale))


def _coupon(line: dict[str, Any], before: Sequence[dict[str, Any]], currency: str, locale: Locale) -> str:
    facts = line["facts"]
    lasting = _("on every term") if facts.get("every_term") else _("on the first term")
    if facts.get("percent"):
        rate = figures.percent(facts["percent"], locale)
        words = _("{rate} less {lasting}").format(rate=rate, lasting=lasting)
        return _joined(words, _taken_of(line, before, currency, locale))
    return _("{sum} less {lasting}").format(sum=figures.money(facts["amount"], currency, locale), lasting=lasting)


def _taken_of(line: dict[str, Any], before: Sequence[dict[str, Any]], currency: str, locale: Locale) -> str:
    """Name the sum that a percentage is taken of, where it gives exactly the line; else nothing rather than a guess."""
    base, percent = sum(each["amount"] for each in before), line["facts"]["percent"]
    if round_half_away(Fraction(base * percent, 10000)) != -line["amount"]:
        return ""
    rate, whole = figures.percent(percent, locale), figures.money(base, currency, locale)
    return _("{rate} of {sum}").format(rate=rate, sum=whole)


def _unused(line: dict[str, Any], document: dict[str, Any], locale: Locale) -> Told:
    facts, currency = line["facts"], document["currency"]
    what = _("Unused part of {description}").format(description=line["description"])
    if "days" not in facts:
        return Told(what, "", "")
    sums = {
        "paid": figures.money(facts["paid"], currency, locale),
        "left": facts["days_left"],
        "days": facts["days"],
        "on": figures.day(facts["on"], locale),
        "invoice": facts.get("invoice", ""),
    }
    if facts.get("invoice"):
        words = _("{paid} paid with invoice {invoice} × {left} of {days} days, unused on {on}")
    else:
        words = _("{paid} paid × {left} of {days} days, unused on {on}")
    return Told(what, period(facts["begins"], facts["ends"], locale), words.format(**sums))


def _code(line: dict[str, Any]) -> str:
    return str(line["facts"].get("code") or line["description"])


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))
