"""An invoice or credit note as it was issued, ready for the printer."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from abaca.store.invoices.layout import modern
from abaca.store.invoices.queries import invoice_of, papers_about
from abaca.store.payments.references import spaced

from .entrance import CustomerRequest, for_customers


@require_safe
@for_customers
def invoice(request: CustomerRequest, number: str) -> HttpResponse:
    """Show a paper in the language in which it was written, whatever language the reader now speaks."""
    paper = invoice_of(request.customer.pk, number)
    context = {
        "paper": paper,
        "printed": _printed(paper.document),
        "others": [other for other in papers_about([paper.order_id]) if other.pk != paper.pk],
    }
    with translation.override(paper.document["language"]):
        response = render(request, "portal/invoices/invoice.html", context)
    response["Content-Language"] = paper.document["language"]
    return response


def _printed(document: dict[str, Any]) -> dict[str, Any]:
    """Return the frozen facts with days and sums as what they mean."""
    document = modern(document)
    currency = document["currency"]
    seller = document["seller"]
    return {
        **document,
        "issued_on": date.fromisoformat(document["issued_on"]),
        "due_on": date.fromisoformat(document["due_on"]),
        "net": (document["net"], currency),
        "gross": (document["gross"], currency),
        "tax": {**document["tax"], "amount": (document["tax"]["amount"], currency)},
        "lines": [_line(line, currency) for line in document["lines"]],
        "reference": spaced(document["reference"]),
        "by_transfer": document["method"] == "transfer",
        "seller_lines": [part for part in (seller["street"], f"{seller['postcode']} {seller['city']}".strip()) if part],
    }


def _line(line: dict[str, Any], currency: str) -> dict[str, Any]:
    return {
        **line,
        "unit": (line["unit"], currency),
        "amount": (line["amount"], currency),
        "begins": date.fromisoformat(line["begins"]) if line["begins"] else None,
        "ends": date.fromisoformat(line["ends"]) if line["ends"] else None,
    }
