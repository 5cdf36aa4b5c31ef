"""How sums, rates and days are written on a paper: by the buyer's language and country."""

from datetime import date
from decimal import Decimal
from typing import Literal

from babel import Locale, localedata
from babel.dates import format_date
from babel.languages import get_official_languages
from babel.numbers import format_decimal, parse_pattern

from abaca.kernel.languages import first_of_month, locale_name
from abaca.kernel.money import exponent

NO_BREAK_SPACE = "\xa0"
BRITISH = "en_GB"


def locale_of(language: str, country: str) -> Locale:
    """Return the locale of a language as a country that speaks it writes it: Swiss figures differ from German ones."""
    base = language.split("-", maxsplit=1)[0]
    name = f"{base}_{country}"
    if base not in get_official_languages(country) or not localedata.exists(name):
        name = locale_name(base)
    return Locale.parse(name if localedata.exists(name) else BRITISH)


def decimal_of(amount: int, currency: str) -> Decimal:
    """Return a sum of minor units in whole units, exactly: 7900 EUR is 79.00."""
    return Decimal(amount).scaleb(-exponent(currency))


def number(amount: int, currency: str, locale: Locale) -> str:
    """Write a sum without its currency, for a column that names it."""
    digits = exponent(currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _with_a_true_minus(format_decimal(decimal_of(amount, currency), format=pattern, locale=locale))


def money(amount: int, currency: str, locale: Locale) -> str:
    """Write a sum with its currency's code: EUR 79.00 in English, 79,00 EUR in German."""
    before = parse_pattern(locale.currency_formats["standard"].pattern).pattern.startswith("¤")
    parts = [currency, number(amount, currency, locale)]
    return NO_BREAK_SPACE.join(parts if before else parts[::-1])


def percent(hundredths: int, locale: Locale) -> str:
    """Write a rate kept in hundredths of a per cent: 2200 is 22 %, 810 is 8.1 %."""
    figure = format_decimal(Decimal(hundredths).scaleb(-2), format="#,##0.##", locale=locale)
    return f"{figure}{NO_BREAK_SPACE}%"


def day(on: str, locale: Locale) -> str:
    """Write a day kept as ISO text in full, with its year."""
    return _day(date.fromisoformat(on), "long", locale)


def short_day(on: str, locale: Locale) -> str:
    """Write a day for a narrow column, still with its year."""
    return _day(date.fromisoformat(on), "medium", locale)


def country(code: str, locale: Locale) -> str:
    """Name a country; an unknown code stands for itself."""
    return str(locale.territories.get(code.upper(), code))


def _day(on: date, form: Literal["long", "medium"], locale: Locale) -> str:
    return first_of_month(format_date(on, form, locale=locale), on, locale.language).replace(" ", NO_BREAK_SPACE)


def _with_a_true_minus(figure: str) -> str:
    return figure.replace("-", "−")
