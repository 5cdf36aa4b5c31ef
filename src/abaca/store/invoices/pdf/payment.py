"""How a paper asks for a bank transfer: by a Swiss QR-bill, by a code for SEPA, or in words."""

import re
from typing import Any

from babel import Locale
from django.utils.translation import gettext as _
from qrbill.bill import LABELS, SCISSORS_SVG_PATH, QRBill
from stdnum import iban
from stdnum.ch import esr

from abaca.kernel.countries import ZONES
from abaca.store.invoices.wording import figures
from abaca.store.invoices.wording.sentences import due, is_credit_note

from .codes import svg_of

SWISS = ("CH", "LI")
QR_CURRENCIES = ("CHF", "EUR")
SEPA = (
    *("AD", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU", "IE"),
    *("IS", "IT", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "SM", "VA"),
)
# what the Swiss standard lets a code hold: Latin letters up to Latin Extended-A, and a few more
FOREIGN_TO_THE_CODE = re.compile("[^\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u20ac]")
MOST = {"name": 70, "street": 70, "house_num": 16, "pcode": 16, "city": 35}
HOUSE_NUMBER = re.compile(r"^(?P<street>.*\D)\s+(?P<number>\d+\s?[a-zA-Z]?(?:[/-]\d+\w*)?)$")
IN_ENGLISH = {label: label for label in LABELS}


def wants_transfer(document: dict[str, Any]) -> bool:
    """Tell whether the paper asks for money by bank."""
    transfer = document["method"] == "transfer" and bool(document["seller"]["iban"])
    return transfer and not is_credit_note(document) and due(document) > 0


def wants_qr_bill(document: dict[str, Any]) -> bool:
    """Tell whether the payment part of the Swiss banks belongs on the paper: a Swiss account, and CHF or EUR."""
    return wants_transfer(document) and _land(document) in SWISS and document["currency"] in QR_CURRENCIES


def transfer_rows(document: dict[str, Any], locale: Locale) -> list[tuple[str, str]]:
    """Return what a person types into the form of the bank, as pairs of name and value."""
    seller, currency = document["seller"], document["currency"]
    rows = [
        (_("Payable to"), f"{seller['name']}, {seller['city']}"),
        (_("IBAN"), iban.format(seller["iban"])),
        (_("BIC"), seller["bic"]),
        (_("Reference"), spaced(document["reference"])),
        (_("Sum"), figures.money(due(document), currency, locale)),
    ]
    return [(name, value) for name, value in rows if value]


def sepa_code(document: dict[str, Any]) -> str:
    """Return the code that European banking programs read, as an SVG; nothing where it would not be read."""
    if document["currency"] != "EUR" or _land(document) not in SEPA or not 1 <= due(document) <= 99999999999:
        return ""
    return svg_of(epc_payload(document))


def epc_payload(document: dict[str, Any]) -> str:
    """Return what the code for SEPA transfers holds, by the guidelines EPC069-12 (version 002, UTF-8)."""
    seller, reference = document["seller"], "".join(document["reference"].split())
    account, name = iban.compact(seller["iban"]), seller["name"][:70]
    amount = f"EUR{figures.decimal_of(due(document), 'EUR')}"
    words = [] if reference else [document["number"]]
    return "\n".join(["BCD", "002", "1", "SCT", seller["bic"], name, account, amount, "", reference, *words])


def qr_bill(document: dict[str, Any]) -> dict[str, Any]:
    """Return what stands on receipt and payment part: labels in the buyer's language, values, and the code."""
    language = document["language"][:2]
    labels = {name: words.get(language, name) for name, words in LABELS.items()}
    bill = bill_of(document)
    debtor = _party(document["buyer"])
    return {
        "labels": labels if language in ("de", "fr", "it") else IN_ENGLISH,
        "account": iban.format(bill.account),
        "creditor": list(bill.creditor.as_paragraph(max_chars=200)),
        "debtor": list(bill.debtor.as_paragraph(max_chars=200)) if debtor else [],
        "reference": _printed(bill),
        "information": bill.additional_information,
        "currency": bill.currency,
        "amount": f"{figures.decimal_of(due(document), document['currency']):,}".replace(",", " "),
        "code": svg_of(bill.qr_data(), swiss=True),
        "scissors": _svg(9, 5, f'<path d="{SCISSORS_SVG_PATH}"/>'),
    }


def bill_of(document: dict[str, Any]) -> QRBill:
    """Return the QR-bill: a QR-IBAN takes a QR reference, an ordinary one the creditor reference."""
    seller = document["seller"]
    account = iban.compact(seller["iban"])
    reference = document["reference"]
    return QRBill(
        account=account,
        creditor=_party(seller),
        debtor=_party(document["buyer"]),
        amount=str(figures.decimal_of(due(document), document["currency"])),
        currency=document["currency"],
        reference_number=qr_reference(reference) if is_qr_iban(account) else reference,
        additional_information=document["number"],
    )


def is_qr_iban(account: str) -> bool:
    """Tell whether an account is a QR-IBAN by the number of its institute."""
    compact = iban.compact(account)
    return compact[:2] in SWISS and 30000 <= int(compact[4:9]) <= 31999


def qr_reference(reference: str) -> str:
    """Return the QR reference, 27 digits, that says the same as a creditor reference made of digits."""
    compact = "".join(reference.split())
    if esr.is_valid(compact) and len(compact) == 27:
        return compact
    digits = "".join(c for c in compact[4:] if c.isdecimal()).zfill(26)
    return digits + str(esr.calc_check_digit(digits))


def spaced(reference: str) -> str:
    """Return a reference in groups of four, as it is printed."""
    compact = "".join(reference.split())
    return " ".join(compact[i : i + 4] for i in range(0, len(compact), 4))


def _printed(bill: QRBill) -> str:
    if not bill.reference_number:
        return ""
    if bill.ref_type == "QRR":
        return str(esr.format(bill.reference_number))
    return spaced(bill.reference_number)


def _land(document: dict[str, Any]) -> str:
    return str(iban.compact(document["seller"]["iban"])[:2])


def _party(party: dict[str, Any]) -> dict[str, str] | None:
    """Return a party as the code may hold it, cut to its measures; nothing where the code has no letters for it."""
    found = HOUSE_NUMBER.match(party["street"])
    street, house_number = (found["street"], found["number"]) if found else (party["street"], "")
    values = {
        "name": party.get("company") or party["name"],
        "street": street,
        "house_num": house_number,
        "pcode": party["postcode"],
        "city": party["city"],
    }
    whole = all(values[name].strip() for name in ("name", "pcode", "city")) and party["country"] in ZONES
    if not whole or any(FOREIGN_TO_THE_CODE.search(value) for value in values.values()):
        return None
    cut = {name: value[: MOST[name]].strip() for name, value in values.items()}
    return {**cut, "country": party["country"]}


def _svg(width: int, height: int, drawing: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{drawing}</svg>'
