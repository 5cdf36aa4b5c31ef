"""Why a sale is taxed as it is, in a sentence for the one who pays and the one who keeps the books.

The sentences stand here and in no template, since checkout, invoice and console must all give the same reason.
"""

from babel import Locale
from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from abaca.kernel.languages import locale_name

from .place_of_supply import Tax

REASONS = {
    "domestic": _("{rate} % value-added tax of {country}, where the seller is at home."),
    "oss": _("{rate} % value-added tax of {country}, since electronic services are taxed where the buyer lives."),
    "home_rate": _("{rate} % value-added tax of {country}, the seller’s own country, as for small sellers in the EU."),
    "registration": _("{rate} % value-added tax of {country}, where the seller is registered for it."),
    "unregistered": _("{rate} % value-added tax of {country}, where it is owed."),
    "reverse_charge": _(
        "No value-added tax is charged: the buyer, a business in {country} with a confirmed VAT number, owes it there."
    ),
    "territory": _("No value-added tax: this place in {country} lies outside the area of European value-added tax."),
    "territory_itself": _("No value-added tax: {country} lies outside the area of European value-added tax."),
    "export": _("No value-added tax: the service goes to {country}, outside the scope of the seller’s tax."),
}

WHOLE_STATES = frozenset({"AT", "DE", "ES", "FI", "FR", "GB", "GR", "IT", "PT"})  # where a territory is only a part


def why(tax: Tax) -> str:
    """Explain a tax in one sentence of the reader's language."""
    reason = tax.reason
    if reason == "territory" and tax.country not in WHOLE_STATES:
        reason = "territory_itself"
    return str(REASONS[reason]).format(rate=percent(tax.rate), country=country_name(tax.country))


def percent(rate: int) -> str:
    """Write a rate as the reader writes it, without its sign: 810 is 8.1, or 8,1."""
    whole, rest = divmod(rate, 100)
    return str(format_decimal(f"{whole}.{rest:02}", locale=_locale()))


def country_name(code: str) -> str:
    """Name a country in the reader's language; an unknown code stands for itself."""
    return str(_locale().territories.get(code, code))


def _locale() -> Locale:
    return Locale.parse(locale_name(get_language() or "en"))
