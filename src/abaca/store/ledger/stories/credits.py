"""Taking back: credit notes of every kind, upgrades, and the late word of a register."""

from collections.abc import Sequence
from dataclasses import dataclass

from abaca.store.ledger.accounts import CHARGEBACKS, CREDIT, GATEWAY, RECEIVABLE, deferred, income
from abaca.store.ledger.bookings import About, Booking, booking

from .money import money_back
from .sales import Sold, TaxShare, sale


@dataclass(frozen=True, slots=True)
class Undone:
    """What a credit note takes back of one plan: what was still deferred, and what was already earned."""

    plan: str
    deferred: int
    earned: int = 0

    @property
    def net(self) -> int:
        return self.deferred + self.earned


def credit_note(about: About, undone: Sequence[Undone], taxes: Sequence[TaxShare], *, cause: str) -> Booking:
    """Take sums of an invoice back; the customer owes so much less."""
    gross = sum(one.net for one in undone) + sum(share.amount for share in taxes)
    return booking(
        cause,
        about,
        debit=[
            *((deferred(one.plan), one.deferred) for one in undone),
            *((income(one.plan), one.earned) for one in undone),
            *((share.account, share.amount) for share in taxes),
        ],
        credit=[(RECEIVABLE, gross)],
    )


def refund_of_a_term(
    about: About, undone: Undone, taxes: Sequence[TaxShare], *, through: str = GATEWAY
) -> list[Booking]:
    """Row 5: a term is taken back whole, also what was earned of it."""
    return _credited_and_paid(about, undone, taxes, "refund", through)


def part_refund(
    about: About, plan: str, unused: int, taxes: Sequence[TaxShare], *, through: str = GATEWAY
) -> list[Booking]:
    """Row 6: a term ends early, and its unused part goes back."""
    return _credited_and_paid(about, Undone(plan, unused), taxes, "part_refund", through)


def goodwill(about: About, undone: Undone, taxes: Sequence[TaxShare], *, through: str = GATEWAY) -> list[Booking]:
    """Row 7: something is given back and the term goes on; what is given is spread over its days."""
    return _credited_and_paid(about, undone, taxes, "goodwill", through)


def _credited_and_paid(
    about: About, undone: Undone, taxes: Sequence[TaxShare], cause: str, through: str
) -> list[Booking]:
    note = credit_note(about, [undone], taxes, cause=cause)
    return [note, money_back(about, undone.net + sum(share.amount for share in taxes), through=through)]


def transfer_never_came(about: About, undone: Sequence[Undone], taxes: Sequence[TaxShare]) -> Booking:
    """Row 13: an invoice whose money never came is taken back; nothing of it was earned."""
    return credit_note(about, undone, taxes, cause="never_paid")


def upgrade_at_the_same_rate(about: About, *, unused: Sequence[Undone], new: Sold) -> Booking:
    """Row 10: one invoice; the unused parts of old terms pay for a part of the new plan.

    `new` holds the full net of the new plan, and the tax on what is left after the credit.
    """
    return booking(
        "upgrade",
        about,
        debit=[
            (RECEIVABLE, new.gross - sum(one.net for one in unused)),
            *((deferred(one.plan), one.deferred) for one in unused),
            *((income(one.plan), one.earned) for one in unused),
        ],
        credit=[
            *((deferred(plan), net) for plan, net in new.nets),
            *((share.account, share.amount) for share in new.taxes),
        ],
    )


def upgrade_settled(about: About, *, unused: Sequence[Undone], plan: str) -> Booking:
    """Row 10 in two steps: the invoice came before the money, and takes the unused parts of old terms with it now."""
    return booking(
        "upgrade",
        about,
        debit=[
            *((deferred(one.plan), one.deferred) for one in unused),
            *((income(one.plan), one.earned) for one in unused),
        ],
        credit=[(deferred(plan), sum(one.net for one in unused))],
    )


def upgrade_at_another_rate(
    note: About, *, old: str, unused: int, old_taxes: Sequence[TaxShare], invoice: About, new: Sold
) -> list[Booking]:
    """Row 10: a credit note at the old rate, and a full invoice at the new one, against which it is set."""
    undone = [Undone(old, unused)]
    return [credit_note(note, undone, old_taxes, cause="upgrade"), sale(invoice, new)]


def capped_upgrade(
    invoice: About, note: About, *, old: str, unused: int, new: Sold, surplus_taxes: Sequence[TaxShare]
) -> list[Booking]:
    """Row 16: the unused part is worth more than the new plan costs; the surplus becomes credit balance."""
    used = min(unused, new.net)
    surplus = unused - used
    return [
        upgrade_at_the_same_rate(invoice, unused=[Undone(old, used)], new=new),
        *_credited_and_paid(note, Undone(old, surplus), surplus_taxes, "surplus", CREDIT),
    ]


def upgrade_taken_back(
    about: About, *, unused: Sequence[tuple[str, int]], new: Undone, taxes: Sequence[TaxShare], lost: bool = False
) -> Booking:
    """Take an upgrade back that had cost one invoice (billing.md, U8): the unused parts of the old plans are back.

    Where its money was `lost` in a dispute, what was earned is a loss.
    """
    return booking(
        "upgrade_taken_back",
        about,
        debit=[
            (deferred(new.plan), new.deferred),
            (CHARGEBACKS if lost else income(new.plan), new.earned),
            *((share.account, share.amount) for share in taxes),
        ],
        credit=[
            *((deferred(plan), net) for plan, net in unused),
            (RECEIVABLE, new.net + sum(share.amount for share in taxes) - sum(net for _plan, net in unused)),
        ],
    )


def vat_confirmed_late(
    note: About, invoice: About, undone: Undone, taxes: Sequence[TaxShare], *, through: str = GATEWAY
) -> list[Booking]:
    """Row 17: a register confirms a VAT id after the money came: credit note, new invoice without tax, tax back.

    The new invoice has the net of the old one. What was earned is taken back and stays to be earned anew.
    """
    return [
        credit_note(note, [undone], taxes, cause="vat_confirmed"),
        sale(invoice, Sold([(undone.plan, undone.net)])),
        money_back(note, sum(share.amount for share in taxes), through=through),
    ]
