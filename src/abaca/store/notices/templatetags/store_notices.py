"""How letters write a rate, and how their text is spaced."""

import re
from decimal import Decimal

from babel.numbers import format_decimal
from django import template

from abaca.design.templatetags.abaca import active_locale

register = template.Library()


@register.filter
def figure(value: str) -> str:
    """Write a figure by the reader's locale: 8.1, 8,1."""
    return str(format_decimal(Decimal(value), locale=active_locale()))


@register.filter
def squeezed(text: str) -> str:
    """Leave one blank line where the breaks of a template make several."""
    return re.sub(r"\n\s*\n", "\n\n", text).strip("\n")


@register.filter
def closed_up(text: str) -> str:
    """Leave no blank line between rows."""
    return re.sub(r"\n\s*\n", "\n", text).lstrip("\n")
