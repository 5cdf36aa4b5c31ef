"""The parts of an address, once for the bill and once for the delivery."""

import unicodedata
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from abaca.design.templatetags.abaca import country as named
from abaca.kernel.countries import COUNTRIES
from abaca.store.customers.actions import LIMITS, AddressFacts, CountryUnknown

from .means import words

PARTS = ("name", "company", "street", "postcode", "city", "country")
MISSING = {
    "name": _("Please fill in the name."),
    "street": _("Please fill in the street."),
    "city": _("Please fill in the city."),
    "country": CountryUnknown.sentence,
}


def countries() -> list[tuple[str, str]]:
    """Return all countries by their names in the visitor's language, after an invitation to choose."""
    return [("", str(_("Please choose"))), *_named(get_language() or "en")]


@lru_cache(maxsize=8)
def _named(_language: str) -> list[tuple[str, str]]:
    return sorted(((code, named(code)) for code in COUNTRIES), key=lambda pair: _plain(pair[1]))


def _plain(name: str) -> str:
    """Let Österreich stand beside Oman, where people look for it."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def country_field(purpose: str, *, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Country"),
        choices=countries,
        required=required,
        error_messages=dict.fromkeys(("required", "invalid_choice"), CountryUnknown.sentence),
        widget=forms.Select(attrs={"autocomplete": f"{purpose} country"}),
    )


def part(name: str, label: Any, purpose: str, autocomplete: str, *, required: bool) -> forms.CharField:
    """Return the field of one part of an address."""
    missing = MISSING.get(name, "") if required else ""
    return words(label, most=LIMITS[name], missing=missing, autocomplete=f"{purpose} {autocomplete}".strip())


def address_from(typed: dict[str, Any], prefix: str = "") -> AddressFacts:
    """Return the address as it was typed."""
    return AddressFacts(**{name: typed[prefix + name] for name in PARTS})
