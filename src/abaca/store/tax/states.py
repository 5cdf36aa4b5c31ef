"""What a register said of a VAT id."""

from enum import StrEnum


class VatAnswer(StrEnum):
    CONFIRMED = "confirmed"  # the id belongs to a business that may do business across borders
    REFUSED = "refused"  # the register does not know it, or no longer
    UNKNOWN = "unknown"  # no answer yet: never taken for either of the others


DEFINITE = (VatAnswer.CONFIRMED, VatAnswer.REFUSED)
