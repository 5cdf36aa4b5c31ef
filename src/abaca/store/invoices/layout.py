"""What stands on an invoice: everything that is printed, as plain data, frozen at its issue."""

import json
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple


class Seller(NamedTuple):
    name: str
    address: str
    vat_number: str
    iban: str


class Sale(NamedTuple):
    """The facts of a sale that an invoice repeats."""

    order_number: str
    language: str
    currency: str
    net: int
    tax: int
    gross: int
    tax_rate: int
    tax_reason: str
    billing: dict[str, str]
    description: str
    quantity: int
    unit: int
    begins: date
    ends: date
    method: str
    reference: str


def document(sale: Sale, seller: Seller, *, kind: str, number: str, issued_on: date, due_on: date) -> dict[str, Any]:
    """Return what is printed; dates as ISO text, sums in minor units."""
    return {
        "kind": kind,
        "number": number,
        "issued_on": issued_on.isoformat(),
        "due_on": due_on.isoformat(),
        "seller": seller._asdict(),
        "buyer": sale.billing,
        "order": sale.order_number,
        "language": sale.language,
        "currency": sale.currency,
        "lines": [
            {
                "description": sale.description,
                "quantity": sale.quantity,
                "unit": sale.unit,
                "gross": sale.gross,
                "begins": sale.begins.isoformat(),
                "ends": sale.ends.isoformat(),
            }
        ],
        "net": sale.net,
        "tax": {"rate": sale.tax_rate, "amount": sale.tax, "reason": sale.tax_reason},
        "gross": sale.gross,
        "method": sale.method,
        "reference": sale.reference,
    }


def digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 of a document in its canonical form: sorted names, no blanks."""
    return sha256(json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
