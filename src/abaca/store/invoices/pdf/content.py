"""What stands on the paper of a frozen document: every word and figure ready to print, in the buyer's language."""

from itertools import accumulate
from typing import Any, NamedTuple

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import override

from abaca.store.invoices.wording import figures, sentences
from abaca.store.invoices.wording.addresses import address, place
from abaca.store.invoices.wording.letters import printable
from abaca.store.invoices.wording.lines import told_lines

from . import payment


class Brand(NamedTuple):
    """How the vendor's papers look: the name as a word mark, or a logo in its place, and one colour."""

    name: str = ""
    accent: str = "#1c6434"
    logo: str = ""  # an SVG, as text; its words must be drawn as paths


def content(document: dict[str, Any], brand: Brand) -> dict[str, Any]:
    """Return the data of the template; its keys are those of `invoice.typ`."""
    document, language = printable(document), document["language"]
    locale = figures.locale_of(language, document["buyer"]["country"])
    with override(language):
        kind, number = sentences.title(document)
        return {
            "language": language.split("-", maxsplit=1)[0],
            "brand": {**brand._asdict(), "name": brand.name or document["seller"]["name"]},
            "kind": kind,
            "number": number,
            "state": sentences.state(document, locale),
            "issued": [int(part) for part in document["issued_on"].split("-")],
            "author": document["seller"]["name"],
            **_parties(document, locale),
            "facts": sentences.facts(document, locale),
            "columns": _columns(document),
            "lines": _lines(document, locale),
            "carried": _("Carried forward"),
            "sums": sentences.sums(document, locale),
            "notes": [note for note in [sentences.cause(document), *sentences.tax_notes(document, locale)] if note],
            "payment": _payment(document, locale),
            "qr_bill": payment.qr_bill(document) if payment.wants_qr_bill(document) else None,
            "page": _("Page {page} of {pages}"),
        }


def _parties(document: dict[str, Any], locale: Locale) -> dict[str, Any]:
    seller, buyer = document["seller"], document["buyer"]
    country = figures.country(seller["country"], locale)
    return {
        "sender": " · ".join([seller["name"], seller["street"], place(seller)]),
        "recipient": address(buyer, home=seller["country"], locale=locale),
        "seller": [
            [seller["name"], seller["street"], f"{place(seller)}, {country}"],
            [line for line in (_vat_number(seller), seller["registration"]) if line],
            [seller["email"]],
        ],
    }


def _vat_number(seller: dict[str, Any]) -> str:
    return _("VAT number {number}").format(number=seller["vat_number"]) if seller["vat_number"] else ""


def _columns(document: dict[str, Any]) -> list[str]:
    taxed = document["tax"]["category"] == "S"
    with_tax = {"gross": _("{currency} incl. VAT"), "net": _("{currency} excl. VAT")}[document["basis"]]
    amount = with_tax if taxed else "{currency}"
    return [_("Description"), _("Quantity"), _("Price each"), amount.format(currency=document["currency"])]


def _lines(document: dict[str, Any], locale: Locale) -> list[dict[str, Any]]:
    lines, currency = document["lines"], document["currency"]
    carried = accumulate(line["amount"] for line in lines)
    return [
        {
            "what": told.what,
            "small": [text for text in (told.period, told.why) if text],
            "quantity": str(line["quantity"]) if line["amount"] >= 0 else "",
            "unit": figures.number(line["unit"], currency, locale) if line["amount"] >= 0 else "",
            "amount": figures.number(line["amount"], currency, locale),
            "carried": figures.number(whole, currency, locale),
        }
        for line, told, whole in zip(lines, told_lines(document, locale), carried, strict=True)
    ]


def _payment(document: dict[str, Any], locale: Locale) -> dict[str, Any] | None:
    """Return how a transfer is made, where one is due; on paper the Swiss payment part says it by itself."""
    if not payment.wants_transfer(document):
        return None
    by = figures.day(document["due_on"], locale)
    with_part = payment.wants_qr_bill(document)
    return {
        "part": _("Please pay by {day} with the payment part at the end.").format(day=by) if with_part else "",
        "title": _("Please transfer by {day}, with this reference:").format(day=by),
        "rows": payment.transfer_rows(document, locale),
        "code": "" if with_part else payment.sepa_code(document),
        "hint": _("Scan with your banking app"),
    }
