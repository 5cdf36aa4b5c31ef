"""What the stories tell the books: one function for each, in terms of invoices, orders and payments, not of accounts.

Every function takes a batch with a constant number of statements and writes inside the transaction of its story. What
is booked bears the vendor's day of `at`, so that nothing is written into days that were exported before; only the
monthly releases bear the last day of their month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from abaca.kernel.schedule import local_day
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.states import Cause
from abaca.store.ledger import actions as ledger
from abaca.store.ledger import stories
from abaca.store.ledger.accounts import BANK, CREDIT, GATEWAY
from abaca.store.ledger.actions import Deferment, TakenBack, Way
from abaca.store.ledger.bookings import About, Booking
from abaca.store.ledger.queries import deferrals_of
from abaca.store.ledger.stories import Sold, TaxShare, Undone
from abaca.store.orders.models import Order
from abaca.store.subscriptions.models import Term

# how a credit note hits the term of its invoice, where the story does not know it better
WAYS = {
    Cause.REFUND: Way.STOP,
    Cause.PART_REFUND: Way.STOP,
    Cause.GOODWILL: Way.EVENLY,
    Cause.UNPAID: Way.STOP,
    Cause.CORRECTION: Way.STOP,
    Cause.CHARGEBACK: Way.WRITE_OFF,
    Cause.UPGRADE: Way.STOP,
    Cause.VAT_CONFIRMED: Way.STOP,
}
THROUGH = {"provider": GATEWAY, "bank": BANK, "credit": CREDIT}


@dataclass(frozen=True)
class Unused:
    """What the invoice of an upgrade takes of an old term: the invoice of that one, and the net that was not used."""

    document: str
    net: int


@dataclass(frozen=True)
class SoldTerm:
    """An invoice and the term that it is about; `unused` is what an upgrade at the same rate takes of old terms."""

    invoice: Invoice
    term: Term
    unused: Sequence[Unused] = ()


@dataclass(frozen=True)
class Credited:
    """A credit note, and how it hits the term of its invoice; without a word that follows from its cause."""

    note: Invoice
    way: Way | None = None


def vendor_day(at: datetime) -> date:
    return local_day(at, settings.VENDOR_TIME_ZONE)


# --- selling ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def book_sales(sold: Sequence[SoldTerm], *, paid: bool, at: datetime, by: str) -> None:
    """Rows 1, 10, 15 and 16: invoices are issued, their net is deferred, and the credit balance pays its part.

    `paid` tells whether the money is there as well; if not, nothing is earned before `begin_to_earn`. The invoice of an
    upgrade at the same rate takes unused net of old terms with it, and these end here.
    """
    if not sold:
        return
    on = vendor_day(at)
    old = [unused for one in sold for unused in one.unused]
    undone = iter(_taken([TakenBack(u.document, u.net, Way.STOP) for u in old], on, at, by))
    bookings: list[Booking] = []
    deferments = []
    for one in sold:
        invoice, about = one.invoice, _about(one.invoice, on, one.term)
        parts = [next(undone) for _unused in one.unused]
        net = invoice.net + sum(part.net for part in parts)
        whole = Sold([(one.term.subscription.plan.code, net)], _taxes(invoice))
        bookings.append(
            stories.upgrade_at_the_same_rate(about, unused=parts, new=whole) if parts else stories.sale(about, whole)
        )
        bookings.append(stories.credit_used(about, invoice.order.credit_used))
        deferments.append(Deferment(about, one.term.subscription.plan.code, net, one.term.days, on if paid else None))
    ledger.book(bookings, at=at, by=by)
    ledger.defer(deferments)


@transaction.atomic
def begin_to_earn(invoices: Iterable[Invoice], *, at: datetime) -> None:
    """Let the terms of invoices that were issued before the money be earned from now on."""
    numbers = [invoice.number for invoice in invoices]
    if numbers:
        ledger.begin_to_earn(numbers, on=vendor_day(at))


def _taken(wishes: Sequence[TakenBack], on: date, at: datetime, by: str) -> list[Undone]:
    return ledger.take_back(wishes, on=on, at=at, by=by) if wishes else []


# --- taking back -----------------------------------------------------------------------------------------------------


@transaction.atomic
def book_credit_notes(credited: Sequence[Credited], *, at: datetime, by: str) -> None:
    """Rows 5, 6, 7, 9, 13 and 17: credit notes are issued; what the customer owes falls, or we owe him.

    What goes back to him is another booking: `book_money_back` or `book_to_credit`. The notes know the invoices that
    they correct.
    """
    if not credited:
        return
    on = vendor_day(at)
    ways = [one.way or WAYS[Cause(one.note.cause)] for one in credited]
    wishes = [
        TakenBack(_corrected(one.note).number, one.note.net, way) for one, way in zip(credited, ways, strict=True)
    ]
    undone = ledger.take_back(wishes, on=on, at=at, by=by)
    terms = {row.document: row for row in deferrals_of([wish.document for wish in wishes])}
    bookings = []
    for one, way, wish, part in zip(credited, ways, wishes, undone, strict=True):
        row = terms[wish.document]
        about = _about(one.note, on)
        about = About(on, about.currency, about.document, about.order, about.customer, row.subscription, row.term)
        bookings.append(_credit_note(about, one.note, part, way))
    ledger.book(bookings, at=at, by=by)


def _credit_note(about: About, note: Invoice, part: Undone, way: Way) -> Booking:
    if way == Way.WRITE_OFF:
        return stories.loss(about, [(part.plan, part.deferred, part.earned)], _taxes(note))
    return stories.credit_note(about, [part], _taxes(note), cause=note.cause)


@transaction.atomic
def book_upgrade_taken_back(note: Invoice, unused: Sequence[Unused], *, at: datetime, by: str) -> None:
    """Take back the invoice of an upgrade at the same rate (U8): the terms that it had ended go on as they were."""
    on = vendor_day(at)
    document = _corrected(note).number
    [row] = deferrals_of([document])
    [new] = ledger.take_back([TakenBack(document, row.net, Way.STOP)], on=on, at=at, by=by)
    ledger.give_back([(one.document, one.net) for one in unused], on=on)
    plans = {old.document: old.plan for old in deferrals_of([one.document for one in unused])}
    about = _about(note, on)
    back = [(plans[one.document], one.net) for one in unused]
    ledger.book([stories.upgrade_taken_back(about, unused=back, new=new, taxes=_taxes(note))], at=at, by=by)


@transaction.atomic
def book_reissued(credited: Credited, sold: SoldTerm, *, paid: bool, at: datetime, by: str) -> None:
    """Row 17 and I6: a credit note in full and a new invoice for the same term; what was earned stays earned.

    The payment moves over by itself, since both are of one order; a tax that goes back is `book_money_back`.
    """
    book_credit_notes([credited], at=at, by=by)
    book_sales([sold], paid=paid, at=at, by=by)
    ledger.catch_up([sold.invoice.number], on=vendor_day(at), at=at, by=by)


# --- money -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Captured:
    """Money that a provider has taken for an order, and the fee that it names."""

    order: Order
    amount: int
    fee: int = 0
    document: str = ""


@transaction.atomic
def book_captures(captured: Sequence[Captured], *, at: datetime, by: str) -> None:
    """Row 2: a provider has taken money for us."""
    on = vendor_day(at)
    ledger.book(
        [stories.capture(_of_order(c.order, on, c.document), c.amount, fee=c.fee) for c in captured], at=at, by=by
    )


@transaction.atomic
def book_fee(order: Order, fee: int, *, at: datetime, by: str) -> None:
    """Book a provider's fee that is known later than its payment."""
    ledger.book([stories.fee(_of_order(order, vendor_day(at)), fee)], at=at, by=by)


@transaction.atomic
def book_payout(ref: str, amount: int, currency: str, *, at: datetime, by: str) -> None:
    """Row 3: a provider has sent to the bank what it held for us."""
    ledger.book([stories.payout(About(vendor_day(at), currency, document=ref), amount)], at=at, by=by)


@transaction.atomic
def book_money_back(order: Order, amount: int, *, document: str, through: str, at: datetime, by: str) -> None:
    """Rows 5, 6, 7 and 17: the money of a credit note goes back; `through` is provider, bank or credit.

    Called when it is certain: the provider says that the refund succeeded, the staff that the bank has paid. Until then
    the books say that we owe it to the customer. A refund that failed goes back through `credit`.
    """
    about = _of_order(order, vendor_day(at), document)
    ledger.book([stories.money_back(about, amount, through=THROUGH[through])], at=at, by=by)


@transaction.atomic
def book_credit_paid_out(
    customer_ref: str, amount: int, currency: str, *, through: str = "bank", at: datetime, by: str
) -> None:
    """Row 15: the customer has his credit balance sent to him."""
    about = About(vendor_day(at), currency, customer=customer_ref)
    ledger.book([stories.credit_paid_out(about, amount, through=THROUGH[through])], at=at, by=by)


@transaction.atomic
def book_payment_returned(order: Order, amount: int, *, fee: int, through: str, at: datetime, by: str) -> None:
    """Take back a payment that a bank has reversed (R6, W9): its invoice is open again."""
    about = _of_order(order, vendor_day(at))
    ledger.book([stories.payment_returned(about, amount, fee=fee, through=THROUGH[through])], at=at, by=by)


# --- disputes --------------------------------------------------------------------------------------------------------


@transaction.atomic
def book_dispute_opened(order: Order, amount: int, *, fee: int, at: datetime, by: str) -> None:
    """Row 8: the provider has withdrawn a payment that is disputed, and a fee."""
    ledger.book([stories.dispute_opened(_of_order(order, vendor_day(at)), amount, fee=fee)], at=at, by=by)


@transaction.atomic
def book_dispute_won(order: Order, amount: int, *, at: datetime, by: str) -> None:
    """Row 9: the disputed money is ours again; the fee is not."""
    ledger.book([stories.dispute_won(_of_order(order, vendor_day(at)), amount)], at=at, by=by)


@transaction.atomic
def book_dispute_lost(order: Order, amount: int, *, note: Invoice | None, at: datetime, by: str) -> None:
    """Row 9: the disputed money is lost. The credit note takes back what is left of the invoice, where there is any.

    The tax comes back by it; what was earned becomes a loss, and no negative income.
    """
    if note is not None:
        book_credit_notes([Credited(note, Way.WRITE_OFF)], at=at, by=by)
    about = _of_order(order, vendor_day(at), note.number if note else "")
    ledger.book([stories.money_lost(about, amount)], at=at, by=by)


# --- what bookings are about -----------------------------------------------------------------------------------------


def _about(paper: Invoice, on: date, term: Term | None = None) -> About:
    return About(
        on,
        paper.currency,
        paper.number,
        paper.order.ref,
        paper.order.customer.ref,
        term.subscription.ref if term else "",
        term.number if term else 0,
    )


def _of_order(order: Order, on: date, document: str = "") -> About:
    return About(on, order.currency, document, order.ref, order.customer.ref)


def _taxes(paper: Invoice) -> list[TaxShare]:
    return [TaxShare(paper.tax_country, paper.tax_rate, paper.tax)] if paper.tax else []


def _corrected(note: Invoice) -> Invoice:
    if note.corrects is None:
        raise ValueError(f"{note.number} is no credit note")
    return note.corrects
