"""What kinds of papers there are, and why one is taken back."""

from enum import StrEnum


class InvoiceKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"  # takes back an invoice or a part of it


class Cause(StrEnum):
    """Why a credit note was issued."""

    REFUND = "refund"  # everything back
    PART_REFUND = "part_refund"  # the term ends early, or some seats go
    GOODWILL = "goodwill"  # cheaper, and the term goes on
    UNPAID = "unpaid"  # the money never came
    CORRECTION = "correction"  # a new invoice with other words follows
    CHARGEBACK = "chargeback"  # the bank took the money back
    UPGRADE = "upgrade"  # what was not used of an old plan, at the old rate
    VAT_CONFIRMED = "vat_confirmed"  # the register answered late: the tax goes back
