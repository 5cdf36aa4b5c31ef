"""What an electronic invoice says, in the terms of EN 16931, whatever its syntax; codes such as BT-31 are the norm's.

Nothing is computed that the document does not hold: prices are its nets, reductions become allowances of the document,
and every sum is the frozen one. Prices that include tax are told by their net, since the norm knows no other.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from stdnum import iban

from abaca.kernel.countries import ZONES
from abaca.kernel.money import exponent
from abaca.kernel.refusals import Refusal
from abaca.store.invoices.wording import figures, sentences
from abaca.store.invoices.wording.letters import printable
from abaca.store.invoices.wording.lines import last_day, told_lines

MOST_DECIMALS = 2
EXEMPTION_CODES = {"AE": "VATEX-EU-AE", "O": "VATEX-EU-O"}
ISSUERS = frozenset(
    {*ZONES, "EL", "XI"}
)  # who may stand before a VAT number: Greece and Northern Ireland have codes of their own
LAST_DIGITS = re.compile(r"^(?P<network>.*?)\W*(?P<digits>\d{4})$")
CREDIT_TRANSFER, SEPA_TRANSFER, BANK_CARD, ONLINE_SERVICE, NOT_DEFINED = "30", "58", "48", "68", "1"
# how a VAT number is an electronic address (list EAS), where the buyer has left no e-mail
ADDRESS_SCHEMES = {
    "AT": "9914", "BE": "9925", "BG": "9926", "CH": "9927", "CY": "9928", "CZ": "9929", "DE": "9930", "EE": "9931",
    "ES": "9920", "FR": "9957", "GB": "9932", "EL": "9933", "HR": "9934", "HU": "9910", "IE": "9935", "LI": "9936",
    "LT": "9937", "LU": "9938", "LV": "9939", "MT": "9943", "NL": "9944", "PL": "9945", "PT": "9946", "RO": "9947",
    "SI": "9949", "SK": "9950", "SM": "9951",
}  # fmt: skip


class NotAnEInvoice(Refusal):
    code = "not_an_einvoice"
    sentence = _("There is no electronic invoice of {number}; the PDF is the invoice.")
    status = 404


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or buyer: BG-4 to BG-9."""

    name: str
    contact: str
    street: str
    postcode: str
    city: str
    country: str
    email: str
    phone: str
    vat_id: str  # BT-31, BT-48
    tax_id: str  # BT-32, of sellers
    legal_id: str  # BT-30
    legal_words: str  # BT-33
    identifier: str  # BT-46, of buyers

    @property
    def address(self) -> tuple[str, str]:
        """Return the electronic address and its scheme: e-mail, else the VAT number where it is one."""
        if self.email:
            return self.email, "EM"
        scheme = ADDRESS_SCHEMES.get(self.vat_id[:2], "")
        return (self.vat_id, scheme) if scheme else ("", "")


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the invoice: BG-25. The price is that of `base` pieces, so that it is exact."""

    number: str
    name: str
    words: str
    quantity: int
    price: Decimal
    base: int
    net: Decimal
    begins: str
    last: str


@dataclass(frozen=True, slots=True)
class Reduction:
    """An allowance of the document: BG-20."""

    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Means:
    """How it is or was paid: BG-16 to BG-18."""

    code: str
    words: str
    account: str = ""
    bic: str = ""
    network: str = ""
    digits: str = ""


@dataclass(frozen=True, slots=True)
class EInvoice:
    number: str
    code: str  # 380 or 381
    issued_on: str
    due_on: str
    note: str
    currency: str
    order: str
    reference: str
    corrects: tuple[str, str] | None
    seller: Party
    buyer: Party
    begins: str
    last: str
    place: str  # BT-80: the country supplied to
    means: Means
    terms: str
    category: str
    rate: Decimal
    exemption: str
    exemption_code: str
    items: tuple[Item, ...]
    reductions: tuple[Reduction, ...]
    items_total: Decimal
    reductions_total: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    paid: Decimal
    due: Decimal


def has_two_decimals(document: dict[str, Any]) -> bool:
    """Tell whether EN 16931 can hold the sums of a document."""
    return exponent(document["currency"]) <= MOST_DECIMALS


def facts_of(document: dict[str, Any]) -> EInvoice:
    """Return what an electronic invoice says, in the language of the document."""
    with override(document["language"]):
        return _facts_of(printable(document))


def _facts_of(document: dict[str, Any]) -> EInvoice:
    locale = figures.locale_of(document["language"], document["buyer"]["country"])
    corrects, tax = document.get("corrects"), document["tax"]
    items = [line for line in document["lines"] if line["amount"] >= 0]
    reductions = [line for line in document["lines"] if line["amount"] < 0]

    def sum_of(amount: int) -> Decimal:
        return figures.decimal_of(amount, document["currency"])

    return EInvoice(
        number=document["number"],
        code="381" if sentences.is_credit_note(document) else "380",
        issued_on=document["issued_on"],
        due_on=document["due_on"],
        note=" ".join([note for note in [sentences.cause(document), *sentences.tax_notes(document, locale)] if note]),
        currency=document["currency"],
        order=document["order"],
        reference=document["reference"],
        corrects=(corrects["number"], corrects["issued_on"]) if corrects else None,
        seller=_seller(document),
        buyer=_buyer(document),
        begins=document["begins"],
        last=last_day(document["ends"]),
        place=tax["country"] or document["buyer"]["country"],
        means=_means(document),
        terms=sentences.state(document, locale),
        category=tax["category"],
        rate=Decimal(tax["rate"]).scaleb(-2),
        exemption=sentences.exemption(document, locale),
        exemption_code=EXEMPTION_CODES.get(tax["category"], ""),
        items=_items(document, locale),
        reductions=_reductions(document, locale),
        items_total=sum_of(sum(line["net"] for line in items)),
        reductions_total=sum_of(-sum(line["net"] for line in reductions)),
        net=sum_of(document["net"]),
        tax=sum_of(tax["amount"]),
        gross=sum_of(document["gross"]),
        paid=sum_of(document["paid"] + document["credit_used"]),
        due=sum_of(sentences.due(document)),
    )


def _items(document: dict[str, Any], locale: Any) -> tuple[Item, ...]:
    found: list[Item] = []
    for line, told in zip(document["lines"], told_lines(document, locale), strict=True):
        if line["amount"] < 0:
            continue
        net, quantity = line["net"], line["quantity"]
        each, rest = divmod(net, quantity)
        found.append(
            Item(
                number=str(len(found) + 1),
                name=told.what,
                words=told.why,
                quantity=quantity,
                price=figures.decimal_of(net if rest else each, document["currency"]),
                base=quantity if rest else 1,
                net=figures.decimal_of(net, document["currency"]),
                begins=line["begins"],
                last=last_day(line["ends"]),
            )
        )
    return tuple(found)


def _reductions(document: dict[str, Any], locale: Any) -> tuple[Reduction, ...]:
    pairs = zip(document["lines"], told_lines(document, locale), strict=True)
    return tuple(
        Reduction(
            amount=figures.decimal_of(-line["net"], document["currency"]),
            reason=": ".join(words for words in (told.what, told.why) if words),
        )
        for line, told in pairs
        if line["amount"] < 0
    )


def _seller(document: dict[str, Any]) -> Party:
    """Return the seller; who sells outside the scope of VAT must not show a VAT number (BR-O-02)."""
    seller, tax = document["seller"], document["tax"]
    outside = tax["category"] == "O"
    return Party(
        name=seller["name"],
        contact=seller["name"],
        street=seller["street"],
        postcode=seller["postcode"],
        city=seller["city"],
        country=seller["country"],
        email=seller["email"],
        phone=seller.get("phone", ""),
        vat_id="" if outside else seller["vat_number"],
        tax_id=seller["vat_number"] if outside else seller["oss_number"] if tax["scheme"] == "oss" else "",
        legal_id=seller["registration"].partition(",")[0].strip(),
        legal_words=seller["registration"],
        identifier="",
    )


def _buyer(document: dict[str, Any]) -> Party:
    buyer, category = document["buyer"], document["tax"]["category"]
    vat_id = "".join(buyer["vat_id"].split())
    known = vat_id[:2].upper() in ISSUERS and category != "O"
    return Party(
        name=buyer["company"] or buyer["name"],
        contact=buyer["name"] if buyer["company"] else "",
        street=buyer["street"],
        postcode=buyer["postcode"],
        city=buyer["city"],
        country=buyer["country"],
        email=buyer.get("email", ""),
        phone="",
        vat_id=vat_id if known else "",
        tax_id="",
        legal_id="",
        legal_words="",
        identifier="" if known else vat_id,
    )


def _means(document: dict[str, Any]) -> Means:
    """Return how it is paid; a credit note never names the seller's account, for the money goes the other way."""
    method, seller = document["method"], document["seller"]
    card = LAST_DIGITS.match(method)
    if card:
        return Means(BANK_CARD, method, network=card["network"] or method, digits=card["digits"])
    if method == "transfer" and seller["iban"] and not sentences.is_credit_note(document):
        account = iban.compact(seller["iban"])
        code = SEPA_TRANSFER if document["currency"] == "EUR" else CREDIT_TRANSFER
        return Means(code, "", account=account, bic=seller["bic"])
    return Means(ONLINE_SERVICE if method and method != "transfer" else NOT_DEFINED, method)
