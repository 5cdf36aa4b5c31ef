"""What a paper says of itself: its title, its state, its facts, and the words that the law of taxes wants.

The words are in the language that is active; the figures by the locale that is handed in.
"""

from typing import Any

from babel import Locale
from django.utils.translation import gettext as _

from . import figures
from .lines import period

# Directive 2006/112/EC, article 226 (11a), in the words of each language; they are law, so no translator touches them.
REVERSE_CHARGE = {
    "en": "Reverse charge",
    "de": "Steuerschuldnerschaft des Leistungsempfängers",
    "fr": "Autoliquidation",
    "it": "Inversione contabile",
    "es": "Inversión del sujeto pasivo",
    "nl": "Btw verlegd",
    "pt": "Autoliquidação",
}
ARTICLE = "2006/112/EC"


def due(document: dict[str, Any]) -> int:
    """Return what is still to be paid, in minor units."""
    return int(document["gross"] - document["paid"] - document["credit_used"])


def is_credit_note(document: dict[str, Any]) -> bool:
    return bool(document["kind"] == "credit_note")


def title(document: dict[str, Any]) -> tuple[str, str]:
    """Return what kind of paper it is, and its number."""
    return (_("Credit note") if is_credit_note(document) else _("Invoice")), document["number"]


def state(document: dict[str, Any], locale: Locale) -> str:
    """Say in one line how the sum stands at the moment of issue."""
    whole = figures.money(document["gross"], document["currency"], locale)
    if is_credit_note(document):
        return _("{sum} credited").format(sum=whole)
    if due(document):
        left = figures.money(due(document), document["currency"], locale)
        return _("{sum} to be paid by {day}").format(sum=left, day=figures.day(document["due_on"], locale))
    if not document["gross"]:
        return _("Nothing to pay")
    if not document["paid"]:
        return _("{sum}, settled from your credit balance").format(sum=whole)
    return _("{sum}, paid on {day}").format(sum=whole, day=figures.day(document["issued_on"], locale))


def facts(document: dict[str, Any], locale: Locale) -> list[tuple[str, str]]:
    """Return what identifies the paper, as pairs of name and value."""
    corrects = document.get("corrects")
    buyer = document["buyer"]
    rows = [
        (_("Date"), figures.day(document["issued_on"], locale)),
        (_("Credits invoice"), corrects["number"] if corrects else ""),
        (_("dated"), figures.day(corrects["issued_on"], locale) if corrects and corrects["issued_on"] else ""),
        (_("Order number"), document["order"]),
        (_("Period"), period(document["begins"], document["ends"], locale, short=True)),
        (_("Payment"), _method(document)),
        (_("Due"), figures.day(document["due_on"], locale) if due(document) and not corrects else ""),
        (_("Your VAT number"), buyer["vat_id"]),
    ]
    return [(name, value) for name, value in rows if value]


def _method(document: dict[str, Any]) -> str:
    if is_credit_note(document):
        return ""
    return _("Bank transfer") if document["method"] == "transfer" else document["method"]


def tax_name(document: dict[str, Any], locale: Locale) -> str:
    """Name the tax with its rate and its country."""
    tax = document["tax"]
    if tax["category"] == "O":
        return _("No VAT")
    rate = figures.percent(tax["rate"], locale)
    if tax["category"] == "AE":
        return _("VAT {rate}, reverse charge").format(rate=rate)
    return _("VAT {rate}, {country}").format(rate=rate, country=figures.country(tax["country"], locale))


def exemption(document: dict[str, Any], locale: Locale) -> str:
    """Return why there is no tax, or nothing where there is some."""
    tax = document["tax"]
    if tax["category"] == "AE":
        return reverse_charge(document["language"])
    if tax["category"] == "O" and tax["reason"] == "territory":
        return _("Not subject to VAT: the recipient lives in a territory outside the VAT area.")
    if tax["category"] == "O":
        place = figures.country(tax["country"], locale)
        return _("Not subject to VAT: the service is supplied in {country}.").format(country=place)
    return ""


def reverse_charge(language: str) -> str:
    """Return the words that the law wants on an invoice without tax to a business abroad."""
    return REVERSE_CHARGE.get(language.split("-", maxsplit=1)[0], REVERSE_CHARGE["en"])


def tax_notes(document: dict[str, Any], locale: Locale) -> list[str]:
    """Return what the law, or an auditor, wants to read about the tax."""
    tax, seller, check = document["tax"], document["seller"], document["vat_check"]
    notes = [exemption(document, locale)]
    if tax["category"] == "AE":
        notes.append(_("VAT is owed by the recipient, article 196 of Directive {number}.").format(number=ARTICLE))
    if check and check["answer"] == "confirmed":
        notes.append(_confirmed(document["buyer"]["vat_id"], check, locale))
    if tax["scheme"] == "oss" and seller["oss_number"]:
        place = figures.country(tax["country"], locale)
        words = _("VAT of {country}, paid through the EU One Stop Shop under number {number}.")
        notes.append(words.format(country=place, number=seller["oss_number"]))
    return [note for note in notes if note]


def _confirmed(number: str, check: dict[str, Any], locale: Locale) -> str:
    words = _("VAT number {number} confirmed on {day}, reference {reference}.")
    if not check["consultation"]:
        words = _("VAT number {number} confirmed on {day}.")
    on = figures.day(check["at"][:10], locale)
    return words.format(number=number, day=on, reference=check["consultation"])


def cause(document: dict[str, Any]) -> str:
    """Return why a credit note was written."""
    return {
        "refund": _("The price is paid back in full."),
        "part_refund": _("A part of the price is paid back."),
        "goodwill": _("A reduction given as goodwill."),
        "unpaid": _("The invoice was not paid and is cancelled; nothing remains due."),
        "correction": _(
            "A corrected invoice takes the place of the one credited here; what was paid moves over to it."
        ),
        "chargeback": _("The payment was taken back through the bank of the card."),
        "upgrade": _("The unused part of the former plan is credited."),
        "vat_confirmed": _("The VAT number was confirmed; a new invoice without VAT takes the place of this one."),
    }.get(document.get("cause", ""), "")


def sums(document: dict[str, Any], locale: Locale) -> list[tuple[str, str, str]]:
    """Return the sums of a paper from the net to what is due: name, figure, and how much it weighs."""
    currency = document["currency"]

    def figure(amount: int) -> str:
        return figures.number(amount, currency, locale)

    whole = (_("Total {currency}").format(currency=currency), figure(document["gross"]), "total")
    rows = [
        (_("Net amount"), figure(document["net"]), ""),
        (tax_name(document, locale), figure(document["tax"]["amount"]), ""),
        whole,
    ]
    if is_credit_note(document) or not document["gross"]:
        return rows
    if due(document) == document["gross"]:
        return [*rows[:2], (_("Total due {currency}").format(currency=currency), whole[1], "due")]
    if document["credit_used"]:
        rows.append((_("From your credit balance"), figure(-document["credit_used"]), ""))
    if document["paid"]:
        paid_on = _("Paid on {day}").format(day=figures.day(document["issued_on"], locale))
        rows.append((paid_on, figure(-document["paid"]), ""))
    return [*rows, (_("Due {currency}").format(currency=currency), figure(due(document)), "due")]
