"""What invoices are called: a series per kind and year, without gaps."""

from datetime import date

from .states import InvoiceKind

SELLER = "MS"


def series_code(kind: InvoiceKind, on: date) -> str:
    """Return the series of a document: "MS27", and "MS27C" for credit notes."""
    return f"{SELLER}{on.year % 100:02}{'C' if kind == InvoiceKind.CREDIT_NOTE else ''}"


def document_number(series: str, n: int) -> str:
    """Return the n-th number of a series: "MS27-000418"."""
    return f"{series}-{n:06}"
