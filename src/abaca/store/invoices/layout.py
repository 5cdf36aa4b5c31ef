"""What stands on an invoice: everything that is printed, as plain data, frozen at its issue.

Format 2. Sums are whole minor units of the document's currency; those of credit notes are positive too. The nets of the
lines add up to the net of the document. `ends` is the day after the last day of use.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

FORMAT = 2


class Seller(NamedTuple):
    name: str
    street: str
    postcode: str
    city: str
    country: str
    vat_number: str
    registration: str
    oss_number: str
    iban: str
    bic: str
    email: str
    phone: str = ""


class PaperLine(NamedTuple):
    """A line: seats of a plan, or a reduction with negative sums and the figures from which it was computed."""

    kind: str
    description: str
    quantity: int
    unit: int
    amount: int
    net: int
    facts: Mapping[str, Any]
    begins: date | None = None
    ends: date | None = None


class TaxFacts(NamedTuple):
    country: str
    category: str
    rate: int
    amount: int
    reason: str
    scheme: str


class Sale(NamedTuple):
    """The facts of a sale that an invoice repeats."""

    order_number: str
    language: str
    currency: str
    basis: str
    net: int
    gross: int
    tax: TaxFacts
    buyer: Mapping[str, str]
    lines: Sequence[PaperLine]
    begins: date
    ends: date
    method: str
    reference: str
    paid: int
    credit_used: int
    vat_check: Mapping[str, Any] | None
    evidence: Sequence[Mapping[str, str]]


def document(sale: Sale, seller: Seller, *, number: str, issued_on: date, due_on: date) -> dict[str, Any]:
    """Return what is printed on an invoice; dates as ISO text."""
    return {
        "format": FORMAT,
        "kind": "invoice",
        "number": number,
        "issued_on": issued_on.isoformat(),
        "due_on": due_on.isoformat(),
        "seller": seller._asdict(),
        "buyer": dict(sale.buyer),
        "order": sale.order_number,
        "language": sale.language,
        "currency": sale.currency,
        "begins": sale.begins.isoformat(),
        "ends": sale.ends.isoformat(),
        "basis": sale.basis,
        "lines": [_line(line) for line in sale.lines],
        "net": sale.net,
        "tax": sale.tax._asdict(),
        "gross": sale.gross,
        "vat_check": sale.vat_check,
        "evidence": [dict(sign) for sign in sale.evidence],
        "method": sale.method,
        "reference": sale.reference,
        "paid": sale.paid,
        "credit_used": sale.credit_used,
    }


def credit_note(
    invoice: Mapping[str, Any], *, number: str, on: date, cause: str, net: int, tax: int, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is printed on a credit note: the words and the rate of its invoice, and what is taken back of it."""
    whole = net == invoice["net"] and tax == invoice["tax"]["amount"]
    plan = invoice["lines"][0]
    part = {**plan, "kind": "part", "quantity": 1, "unit": net, "amount": net, "net": net, "facts": dict(facts)}
    return {
        **invoice,
        "kind": "credit_note",
        "number": number,
        "issued_on": on.isoformat(),
        "due_on": on.isoformat(),
        "basis": invoice["basis"] if whole else "net",
        "lines": invoice["lines"] if whole else [part],
        "net": net,
        "tax": {**invoice["tax"], "amount": tax},
        "gross": net + tax,
        "paid": 0,
        "credit_used": 0,
        "corrects": {"number": invoice["number"], "issued_on": invoice["issued_on"]},
        "cause": cause,
    }


def modern(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of any age in the form of today; what an old one did not say is empty."""
    if document.get("format") == FORMAT:
        return dict(document)
    empty = dict.fromkeys(Seller._fields, "")
    corrects = document.get("corrects")
    [line] = document["lines"]
    reason = document["tax"]["reason"]
    seller = document["seller"]
    country = seller.get("country", "")
    return {
        **document,
        "format": FORMAT,
        "seller": {**empty, **seller, "street": seller["address"]},
        "buyer": {"vat_id": "", **document["buyer"]},
        "begins": line["begins"],
        "ends": line["ends"],
        "basis": "gross",
        "lines": [{**line, "kind": "plan", "amount": line["gross"], "net": document["net"], "facts": {}}],
        "tax": {
            "country": country,
            "category": "S" if reason == "domestic" else "O",
            "scheme": reason if reason == "domestic" else "",
            **document["tax"],
        },
        "vat_check": None,
        "evidence": [],
        "paid": 0 if document["method"] == "transfer" else document["gross"],
        "credit_used": 0,
        "corrects": {"number": corrects, "issued_on": ""} if isinstance(corrects, str) else corrects,
        "cause": "refund" if corrects else "",
    }


def _line(line: PaperLine) -> dict[str, Any]:
    return {
        **line._asdict(),
        "facts": dict(line.facts),
        "begins": line.begins.isoformat() if line.begins else None,
        "ends": line.ends.isoformat() if line.ends else None,
    }


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document in its canonical form: sorted names, no blanks."""
    return sha256(json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
