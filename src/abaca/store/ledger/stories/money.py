"""Money that comes, goes, is fought about, or belongs to nobody yet."""

from collections.abc import Sequence

from abaca.store.ledger.accounts import (
    BANK,
    CHARGEBACK_FEES,
    CHARGEBACKS,
    CREDIT,
    DISPUTED,
    GATEWAY,
    GATEWAY_FEES,
    RECEIVABLE,
    SMALL_DIFFERENCES,
    UNMATCHED,
    deferred,
)
from abaca.store.ledger.bookings import About, Booking, booking

from .sales import TaxShare


def capture(about: About, amount: int, *, fee: int = 0) -> Booking:
    """Row 2: a provider has taken the money of an invoice for us, and keeps a fee where it names one."""
    return booking(
        "capture",
        about,
        debit=[(GATEWAY, amount), (GATEWAY_FEES, fee)],
        credit=[(RECEIVABLE, amount), (GATEWAY, fee)],
    )


def fee(about: About, amount: int) -> Booking:
    """Book a provider's fee that is known later than its payment."""
    return booking("fee", about, debit=[(GATEWAY_FEES, amount)], credit=[(GATEWAY, amount)])


def payout(about: About, amount: int) -> Booking:
    """Row 3: a provider has sent what it held for us to the bank."""
    return booking("payout", about, debit=[(BANK, amount)], credit=[(GATEWAY, amount)])


def money_back(about: About, amount: int, *, through: str = GATEWAY) -> Booking:
    """Give the money of a credit note back: through the provider, the bank, or to the customer's credit balance."""
    return booking("refund", about, debit=[(RECEIVABLE, amount)], credit=[(through, amount)])


def refund_came_back(about: About, amount: int) -> Booking:
    """Take note that a provider could not deliver a refund after all: the money is ours to hold, and the customer's."""
    return booking("refund_came_back", about, debit=[(GATEWAY, amount)], credit=[(CREDIT, amount)])


def payment_returned(about: About, amount: int, *, fee: int = 0, through: str = GATEWAY) -> Booking:
    """Take back a payment that a bank has reversed: its invoice is open again (billing.md, R6 and W9)."""
    return booking(
        "payment_returned",
        about,
        debit=[(RECEIVABLE, amount), (CHARGEBACK_FEES, fee)],
        credit=[(through, amount + fee)],
    )


def dispute_opened(about: About, amount: int, *, fee: int) -> Booking:
    """Row 8: a provider has withdrawn a payment that is disputed, and a fee."""
    return booking(
        "dispute_opened",
        about,
        debit=[(DISPUTED, amount), (CHARGEBACK_FEES, fee)],
        credit=[(GATEWAY, amount + fee)],
    )


def dispute_won(about: About, amount: int) -> Booking:
    """Row 9: the disputed money is ours again; the fee is not."""
    return booking("dispute_won", about, debit=[(GATEWAY, amount)], credit=[(DISPUTED, amount)])


def loss(about: About, nets: Sequence[tuple[str, int, int]], taxes: Sequence[TaxShare]) -> Booking:
    """Row 9: the credit note of a lost dispute; what was earned becomes a loss and no negative income.

    `nets` gives for each plan what is still deferred and what was earned. The tax comes back by the credit note.
    """
    return booking(
        "dispute_lost",
        about,
        debit=[
            *((deferred(plan), rest) for plan, rest, _earned in nets),
            (CHARGEBACKS, sum(earned for _plan, _rest, earned in nets)),
            *((share.account, share.amount) for share in taxes),
        ],
        credit=[(RECEIVABLE, sum(rest + earned for _plan, rest, earned in nets) + sum(t.amount for t in taxes))],
    )


def money_lost(about: About, amount: int) -> Booking:
    """Row 9: the disputed money does not come back."""
    return booking("dispute_lost", about, debit=[(RECEIVABLE, amount)], credit=[(DISPUTED, amount)])


def dispute_lost(
    about: About, amount: int, *, nets: Sequence[tuple[str, int, int]], taxes: Sequence[TaxShare]
) -> list[Booking]:
    """Row 9: the credit note, and the money."""
    return [loss(about, nets, taxes), money_lost(about, amount)]


def transfer(about: About, came: int, *, owed: int) -> Booking:
    """Row 11: a transfer pays an invoice, wholly or in part; what is too much is the customer's."""
    return booking(
        "transfer",
        about,
        debit=[(BANK, came)],
        credit=[(RECEIVABLE, min(came, owed)), (CREDIT, max(0, came - owed))],
    )


def unknown_transfer(about: About, came: int) -> Booking:
    """Row 12: money came, and nobody knows yet for what."""
    return booking("unknown_transfer", about, debit=[(BANK, came)], credit=[(UNMATCHED, came)])


def transfer_matched(about: About, amount: int, *, owed: int) -> Booking:
    """Row 12: it is known now what the money was for; what is too much is the customer's."""
    return booking(
        "transfer_matched",
        about,
        debit=[(UNMATCHED, amount)],
        credit=[(RECEIVABLE, min(amount, owed)), (CREDIT, max(0, amount - owed))],
    )


def transfer_after_all_was_over(about: About, came: int) -> Booking:
    """Row 13: money came for an order that is no longer wanted; it is the customer's."""
    return booking("late_transfer", about, debit=[(BANK, came)], credit=[(CREDIT, came)])


def small_difference(about: About, came: int, *, owed: int) -> Booking:
    """Row 14: the money is short by no more than the seller lets pass."""
    return booking(
        "transfer",
        about,
        debit=[(BANK, came), (SMALL_DIFFERENCES, owed - came)],
        credit=[(RECEIVABLE, owed)],
    )


def credit_used(about: About, amount: int) -> Booking:
    """Row 15: the customer's credit balance pays for an invoice."""
    return booking("credit_used", about, debit=[(CREDIT, amount)], credit=[(RECEIVABLE, amount)])


def credit_paid_out(about: About, amount: int, *, through: str = BANK) -> Booking:
    """Row 15: the customer has his credit balance sent to him."""
    return booking("credit_paid_out", about, debit=[(CREDIT, amount)], credit=[(through, amount)])


def credit_moved(before: About, after: About, amount: int) -> list[Booking]:
    """Give a credit balance to another customer, since both are one person; it belongs to nobody for no time at all."""
    return [
        booking("credit_moved", before, debit=[(CREDIT, amount)], credit=[(UNMATCHED, amount)]),
        booking("credit_moved", after, debit=[(UNMATCHED, amount)], credit=[(CREDIT, amount)]),
    ]


def to_credit(about: About, amount: int) -> Booking:
    """Turn what an invoice no longer needs, such as a part payment of one that is credited, into credit balance."""
    return booking("to_credit", about, debit=[(RECEIVABLE, amount)], credit=[(CREDIT, amount)])
