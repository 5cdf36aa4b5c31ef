"""What a bookkeeper writes when something happens: a pure function for each row of the table in billing.md, section 5.

Each returns bookings that nobody has written yet; `actions.book` does. Sums are whole minor units and never negative:
the side says the sign.
"""

from .credits import (
    Undone,
    capped_upgrade,
    credit_note,
    goodwill,
    part_refund,
    refund_of_a_term,
    transfer_never_came,
    upgrade_at_another_rate,
    upgrade_at_the_same_rate,
    upgrade_taken_back,
    vat_confirmed_late,
)
from .money import (
    capture,
    credit_paid_out,
    credit_used,
    dispute_lost,
    dispute_opened,
    dispute_won,
    fee,
    money_back,
    payment_returned,
    payout,
    small_difference,
    to_credit,
    transfer,
    transfer_after_all_was_over,
    transfer_matched,
    unknown_transfer,
)
from .sales import Sold, TaxShare, recognition, sale

__all__ = [
    "Sold",
    "TaxShare",
    "Undone",
    "capped_upgrade",
    "capture",
    "credit_note",
    "credit_paid_out",
    "credit_used",
    "dispute_lost",
    "dispute_opened",
    "dispute_won",
    "fee",
    "goodwill",
    "money_back",
    "part_refund",
    "payment_returned",
    "payout",
    "recognition",
    "refund_of_a_term",
    "sale",
    "small_difference",
    "to_credit",
    "transfer",
    "transfer_after_all_was_over",
    "transfer_matched",
    "transfer_never_came",
    "unknown_transfer",
    "upgrade_at_another_rate",
    "upgrade_at_the_same_rate",
    "upgrade_taken_back",
    "vat_confirmed_late",
]
