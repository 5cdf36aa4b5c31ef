"""Passages for answers: what stands for a fact in them, and what they say once the facts are known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

GAP = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
BROKEN = re.compile(r"\{\{|\}\}|\{%")
PLACEHOLDERS = {
    "name": _("the customer's name"),
    "plan": _("the plan of his subscription"),
    "ends": _("the day on which the subscription ends or renews"),
    "price": _("what the next term costs"),
    "order": _("the number of his latest order"),
    "cancel_link": _("the link at which the renewal is cancelled or resumed"),
    "account_link": _("the link to his account"),
}
SECRET = ("cancel_link",)  # whoever has it can act without a log-in


@dataclass(frozen=True)
class Filled:
    """A passage with its facts, and what nobody knew."""

    text: str
    missing: tuple[str, ...]


def gaps(text: str) -> tuple[str, ...]:
    """Return the placeholders that stand in a text, each once, in order."""
    return tuple(dict.fromkeys(GAP.findall(text)))


def unknown_gaps(text: str) -> tuple[str, ...]:
    """Return the placeholders that nobody fills, and braces that are none."""
    strange = [name for name in gaps(text) if name not in PLACEHOLDERS]
    return tuple(strange + sorted(set(BROKEN.findall(GAP.sub("", text)))))


def filled(text: str, facts: Mapping[str, str]) -> Filled:
    """Put the facts into a passage; a gap without a fact stays a gap, so that its writer sees it."""
    missing = tuple(name for name in gaps(text) if not facts.get(name))
    return Filled(GAP.sub(lambda gap: facts.get(gap[1]) or gap[0], text), missing)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: what blank lines part; the lines of one stay lines."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", plain) if part.strip()]
