"""Which papers there are."""

from enum import StrEnum


class InvoiceKind(StrEnum):
    INVOICE = "invoice"  # asks for money, or says that it came
    CREDIT_NOTE = "credit_note"  # takes an invoice back
