"""How templates write money, days, countries and product keys in the reader's language."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, parse_pattern
from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from abaca.kernel.languages import first_of_month, locale_name
from abaca.kernel.money import Money, exponent

register = template.Library()

GROUP = 5
GROUPS = 5
NO_BREAK_SPACE = "\xa0"
BREAK = mark_safe("<wbr/>")  # the same four letters always


def active_locale() -> Locale:
    """Return the reader's locale; plain English is the British one, plain Portuguese that of Portugal."""
    return Locale.parse(locale_name(get_language() or settings.LANGUAGE_CODE))


@register.filter
def money(value: Money | tuple[int, str]) -> str:
    """Write a sum by the reader's locale, always with the currency's code: EUR 79.00, 79,00 EUR."""
    amount, currency = (value.amount, value.currency) if isinstance(value, Money) else value
    locale, digits = active_locale(), exponent(currency)
    pattern = parse_pattern(_with_code(locale))
    pattern.frac_prec = (digits, digits)
    return str(pattern.apply(Decimal(amount).scaleb(-digits), locale, currency=currency, currency_digits=False))


def _with_code(locale: Locale) -> str:
    pattern = str(locale.currency_formats["standard"].pattern).split(";")[0]
    bare = pattern.replace("¤", "").strip()
    parts = ["¤¤", bare] if pattern.startswith("¤") else [bare, "¤¤"]
    return NO_BREAK_SPACE.join(parts)


@register.filter
def day(value: date) -> str:
    """Write a day with its year: 22 November 2027; of an instant, the day that it is in the house."""
    return _written(_local_day(value), "long")


@register.filter
def short_day(value: date) -> str:
    """Write a day for the column of a table, still with its year: 22 Nov 2027."""
    return _written(_local_day(value), "medium")


def _written(on: date, form: Literal["long", "medium"]) -> str:
    locale = active_locale()
    return first_of_month(format_date(on, form, locale=locale), on, locale.language)


def _local_day(value: date) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def _local(value: datetime, zone: str = "") -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant without a zone could be any of 24 hours")
    return value.astimezone(ZoneInfo(zone or settings.TIME_ZONE))


@register.filter
def instant(value: datetime, zone: str = "") -> str:
    """Write an instant as the clock of the zone shows it, else the clock of the house: 22 November 2027, 14:30."""
    local = _local(value, zone)
    return f"{_written(local.date(), 'long')}, {format_time(local, 'short', locale=active_locale())}"


@register.filter
def country(code: str) -> str:
    """Name a country by its ISO code; an unknown code stands for itself."""
    return str(active_locale().territories.get(code.upper(), code))


@register.filter
def keygroups(key: str) -> list[str]:
    """Cut a product key into the groups it is printed in; a foreign key stays whole."""
    symbols = key.replace("-", "")
    if len(symbols) == GROUP * GROUPS and symbols.isalnum():
        return [symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP)]
    *prefix, rest = key.split("-", 1)
    groups = rest.split("-")
    printed = bool(prefix) and [len(group) for group in groups] == [GROUP] * GROUPS
    return [*prefix, *groups] if printed else [key]


@register.filter
def address(text: str) -> SafeString:
    """Let a long e-mail address break before its @ and its dots, rather than in the middle of a word."""
    return format_html_join(BREAK, "{}", ((part,) for part in re.split(r"(?=[@.])", text)))


class Sentence(Protocol):
    """Words with names in them, and what the names stand for: a step of a derivation, or its title."""

    @property
    def facts(self) -> Mapping[str, object]: ...


@register.filter
def said(sentence: Sentence) -> str:
    """Write a step of a derivation, or its title, with its facts in the reader's language.

    A fact of the name `country` is a country by its code.
    """
    words = str(getattr(sentence, "words", "") or getattr(sentence, "title", ""))
    facts = {
        name: country(str(value)) if name == "country" else _figure(value) for name, value in sentence.facts.items()
    }
    return words.format(**facts) if facts else words


@register.filter
def figures(value: str | Sequence[object]) -> str:
    """Write the figures of a step as the reader's language does: 12 × EUR 79.00."""
    return value if isinstance(value, str) else " ".join(_figure(each) for each in value)


@register.filter
def figure(value: object) -> str:
    """Write a plain figure, a sum or a day in the reader's language: 8.1, or 8,1."""
    return _figure(value)


def _figure(value: object) -> str:
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | Decimal):
        return format_decimal(value, locale=active_locale())
    return str(value)


@register.filter
def listed(values: Sequence[object]) -> str:
    """Write figures or names one after the other, as the reader's language does: 30, 15 and 7."""
    return str(format_list([_figure(value) for value in values], locale=active_locale()))


@register.filter
def own_name(language: str) -> str:
    """Name a language as its own speakers do: Deutsch, Français."""
    name = Locale.parse(language.split("-", maxsplit=1)[0]).get_display_name() or language
    return name[:1].upper() + name[1:]


@register.simple_tag
def icon(name: str, css_class: str = "icon") -> SafeString:
    """Draw an icon that only repeats what the words beside it say."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css_class,
        static("abaca/icons.svg"),
        name,
    )


@register.filter
def is_rows(value: object) -> bool:
    """Tell whether a value is a list of rows, to be shown one below the other."""
    return isinstance(value, list)
