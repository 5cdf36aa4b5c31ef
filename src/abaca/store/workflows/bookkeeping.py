"""What the stories tell the books: one function for each, in terms of invoices, orders and payments, not of accounts.

Every function takes a batch with a constant number of statements and writes inside the transaction of its story. What
is booked bears the vendor's day of `at`, so that nothing is written into days that were exported before; only the
monthly releases bear the last day of their month.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from abaca.kernel.schedule import local_day
from abaca.kernel.terms import Term as Days
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.states import Cause
from abaca.store.ledger import actions as ledger
from abaca.store.ledger import stories
from abaca.store.ledger.accounts import BANK, CREDIT, GATEWAY, RECEIVABLE, UNMATCHED
from abaca.store.ledger.actions import Deferment, TakenBack, TakenUp, Way
from abaca.store.ledger.bookings import About, Booking
from abaca.store.ledger.queries import credit_of, deferrals_of, left_by_document, left_by_order
from abaca.store.ledger.stories import Sold, TaxShare, Undone
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderKind, OrderState
from abaca.store.payments.actions import note_applied
from abaca.store.payments.models import Transfer
from abaca.store.payments.queries import charged_payments, refunds_on_the_way, transfers_of
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
    """A credit note, and how it hits the term of its invoice; without a word that follows from its cause.

    `held_by` is the invoice that holds what is taken back, where an upgrade has taken that from the corrected one.
    """

    note: Invoice
    way: Way | None = None
    held_by: str = ""


def vendor_day(at: datetime) -> date:
    return local_day(at, settings.VENDOR_TIME_ZONE)


# --- selling ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def book_sales(sold: Sequence[SoldTerm], *, paid: bool, at: datetime, by: str) -> None:
    """Rows 1, 10, 15 and 16: invoices are issued, their net is deferred, and the credit balance pays its part.

    `paid` tells whether the money is there as well; if not, nothing is earned before it comes. The invoice of an
    upgrade at the same rate takes unused net of old terms with it, and these end here.
    """
    ledger.book(_sales(sold, paid=paid, at=at, by=by), at=at, by=by)


@transaction.atomic
def book_invoice_of_upgrade(invoice: Invoice, plan: str, days: Days, *, at: datetime, by: str) -> None:
    """Row 10, paid by transfer: the invoice precedes the money, and nothing else changes before that comes (U7)."""
    on = vendor_day(at)
    about = _about(invoice, on)
    ledger.book([stories.sale(about, Sold([(plan, invoice.net)], _taxes(invoice)))], at=at, by=by)
    ledger.defer([Deferment(about, plan, invoice.net, days, None)])


@transaction.atomic
def book_settlement(sold: Sequence[SoldTerm], *, issued_before: Sequence[SoldTerm] = (), at: datetime, by: str) -> None:
    """Rows 1 and 2: the money is there. Book new invoices, let older ones be earned, and book what providers took.

    Money by transfer is booked when the statement is read; what came of it too early or too much is put right here.
    """
    papers = [one.invoice for one in (*sold, *issued_before)]
    bookings = _sales(sold, paid=True, at=at, by=by)
    bookings += _upgrades_settled([o for o in issued_before if o.invoice.order.kind == OrderKind.UPGRADE], at, by)
    if issued_before:
        ledger.begin_to_earn([one.invoice.number for one in issued_before], on=vendor_day(at))
    ledger.book([*bookings, *_captures(papers, vendor_day(at))], at=at, by=by)
    put_right([paper.order for paper in papers], at=at, by=by)


def _upgrades_settled(settled: Sequence[SoldTerm], at: datetime, by: str) -> list[Booking]:
    on = vendor_day(at)
    old = [TakenBack(u.document, u.net, Way.STOP) for one in settled for u in one.unused]
    undone = iter(_taken(old, on, at, by))
    bookings: list[Booking] = []
    begun = []
    for one in settled:
        parts = [next(undone) for _unused in one.unused]
        about = _about(one.invoice, on, one.term)
        bookings.append(stories.upgrade_settled(about, unused=parts, plan=one.term.subscription.plan.code))
        bookings.append(stories.credit_used(about, one.invoice.order.credit_used))
        begun.append(TakenUp(about.document, about.subscription, about.term, sum(part.net for part in parts)))
    ledger.take_up(begun)
    return bookings


def _sales(sold: Sequence[SoldTerm], *, paid: bool, again: bool = False, at: datetime, by: str) -> list[Booking]:
    """Return what invoices book; where they are issued `again`, the credit balance has paid its part before."""
    on = vendor_day(at)
    old = [unused for one in sold for unused in one.unused]
    undone = iter(_taken([TakenBack(u.document, u.net, Way.STOP) for u in old], on, at, by))
    bookings: list[Booking] = []
    deferments = []
    for one in sold:
        invoice, about, plan = one.invoice, _about(one.invoice, on, one.term), one.term.subscription.plan.code
        parts = [next(undone) for _unused in one.unused]
        net = invoice.net + sum(part.net for part in parts)
        whole = Sold([(plan, net)], _taxes(invoice))
        bookings.append(
            stories.upgrade_at_the_same_rate(about, unused=parts, new=whole) if parts else stories.sale(about, whole)
        )
        if not again:
            bookings.append(stories.credit_used(about, invoice.order.credit_used))
        deferments.append(Deferment(about, plan, net, one.term.days, on if paid else None))
    ledger.defer(deferments)
    return bookings


def _captures(papers: Sequence[Invoice], on: date) -> list[Booking]:
    charged = {payment.order_id: payment for payment in charged_payments([paper.order_id for paper in papers])}
    return [
        stories.capture(_about(paper, on), payment.amount, fee=payment.fee)
        for paper in papers
        if (payment := charged.get(paper.order_id))
    ]


@transaction.atomic
def book_credit_back(orders: Sequence[Order], *, at: datetime, by: str) -> None:
    """Give back to the credit balances what they had paid of invoices that are taken back unpaid."""
    paid_by_credit = [order for order in orders if order.credit_used and order.kind != OrderKind.UPGRADE]
    on = vendor_day(at)
    ledger.book([stories.to_credit(_of_order(o, on), o.credit_used) for o in paid_by_credit], at=at, by=by)


@transaction.atomic
def put_right(orders: Sequence[Order], *, lets_pass: bool = False, at: datetime, by: str) -> None:
    """Rows 11 to 13: what came by transfer for orders with an invoice, or without a future, pays or is the customer's.

    A transfer that came before there was an invoice lies on `Unmatched` until now; what no invoice needs any more, such
    as the part payment of one that lapsed, becomes credit balance. `lets_pass` tells whether a small rest is forgotten.
    One statement where nothing ever came by transfer.
    """
    by_pk = {order.pk: order for order in orders}
    came = transfers_of(list(by_pk))
    if not came:
        return
    on = vendor_day(at)
    waiting = left_by_document(UNMATCHED, [str(transfer) for transfer in came])
    owed_by = left_by_order(RECEIVABLE, [order.ref for order in orders])
    bookings = []
    for transfer in came:
        order = by_pk[transfer.order_id or 0]
        key = (order.ref, order.currency)
        held = -waiting.get((str(transfer), order.currency), 0)
        owed = max(0, owed_by.get(key, 0))
        bookings.append(stories.transfer_matched(_of_entry(transfer, order, on), held, owed=owed))
        owed_by[key] = owed_by.get(key, 0) - min(held, owed)
    on_the_way = refunds_on_the_way(list(by_pk))  # owed to the customer, and going back to him by another way
    for order in {by_pk[transfer.order_id or 0] for transfer in came}:
        owed = owed_by.get((order.ref, order.currency), 0) + on_the_way.get(order.pk, 0)
        bookings.append(stories.to_credit(_of_order(order, on), max(0, -owed)))
        if lets_pass and 0 < owed <= settings.TRANSFER_TOLERANCE:
            bookings.append(stories.small_difference(_of_order(order, on), 0, owed=owed))
    ledger.book(bookings, at=at, by=by)
    over = {order.pk for order in orders if order.state != OrderState.PLACED}
    fits = [t.pk for t in came if t.order_id in over and t.currency == by_pk[t.order_id].currency]
    note_applied(fits, at=at)


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
        TakenBack(one.held_by or _corrected(one.note).number, one.note.net, way)
        for one, way in zip(credited, ways, strict=True)
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


@transaction.atomic
def book_notes_as_credit(credited: Sequence[Credited], *, at: datetime, by: str) -> None:
    """Rows 10 and 16: the credit notes of upgrades are issued, and their sums are their customers' credit balance."""
    book_credit_notes(credited, at=at, by=by)
    notes, on = [one.note for one in credited], vendor_day(at)
    bookings = [stories.money_back(_of_order(n.order, on, n.number), n.gross, through=CREDIT) for n in notes]
    ledger.book(bookings, at=at, by=by)


@transaction.atomic
def book_ended(documents: Sequence[str], *, at: datetime, by: str) -> None:
    """Let the terms of some invoices end of which nothing was taken back: what is left of them is earned."""
    ledger.close(documents, on=vendor_day(at), at=at, by=by)


def _credit_note(about: About, note: Invoice, part: Undone, way: Way) -> Booking:
    if way == Way.WRITE_OFF:
        return stories.loss(about, [(part.plan, part.deferred, part.earned)], _taxes(note))
    return stories.credit_note(about, [part], _taxes(note), cause=note.cause)


@transaction.atomic
def book_upgrade_taken_back(
    note: Invoice, unused: Sequence[Unused], *, lost: bool = False, at: datetime, by: str
) -> None:
    """Take back the invoice of an upgrade (U8): the terms that it had ended go on with what it had taken of them.

    What was earned of a `lost` one, whose money was charged back, becomes a loss and no negative income.
    What had paid for it, money or credit balance, is for the caller to give back.
    """
    on, document = vendor_day(at), _corrected(note).number
    [row] = deferrals_of([document])
    way = Way.WRITE_OFF if lost else Way.STOP
    [new] = ledger.take_back([TakenBack(document, row.net, way)], on=on, at=at, by=by)
    ledger.give_back([(one.document, one.net) for one in unused], on=on)
    plans = {old.document: old.plan for old in deferrals_of([one.document for one in unused])}
    about = replace(_about(note, on), subscription=row.subscription, term=row.term)
    back = [(plans[one.document], one.net) for one in unused]
    taken = stories.upgrade_taken_back(about, unused=back, new=new, taxes=_taxes(note), lost=lost)
    ledger.book([taken], at=at, by=by)
    ledger.catch_up([one.document for one in unused], on=on, at=at, by=by)


@transaction.atomic
def book_reissued(credited: Credited, sold: SoldTerm, *, paid: bool, at: datetime, by: str) -> None:
    """Row 17 and I6: a credit note in full and a new invoice for the same term; what was earned stays earned.

    The payment moves over by itself, since both are of one order; a tax that goes back is `book_money_back`.
    """
    book_credit_notes([credited], at=at, by=by)
    ledger.book(_sales([sold], paid=paid, again=True, at=at, by=by), at=at, by=by)
    ledger.catch_up([sold.invoice.number], on=vendor_day(at), at=at, by=by)


@transaction.atomic
def book_issued_again(sold: SoldTerm, *, credit_used: int, at: datetime, by: str) -> None:
    """Invoice a term once more that an upgrade had ended and that goes on (U8); what it had earned is earned again.

    `credit_used` is what the credit note of the upgrade had given: it pays for the new invoice.
    """
    on = vendor_day(at)
    bookings = _sales([sold], paid=True, at=at, by=by)
    ledger.book([*bookings, stories.credit_used(_about(sold.invoice, on), credit_used)], at=at, by=by)
    ledger.catch_up([sold.invoice.number], on=on, at=at, by=by)


# --- money -----------------------------------------------------------------------------------------------------------


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
def book_refund_came_back(order: Order, amount: int, *, document: str, at: datetime, by: str) -> None:
    """Take note that a refund that had succeeded came back from a closed account: its customer has it as credit."""
    ledger.book([stories.refund_came_back(_of_order(order, vendor_day(at), document), amount)], at=at, by=by)


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


# --- transfers -------------------------------------------------------------------------------------------------------


@transaction.atomic
def book_transfer(transfer: Transfer, order: Order | None, *, invoice: str, at: datetime, by: str) -> None:
    """Rows 11 to 14: an entry of the bank's statement was read.

    `order` is the one that it names. While that waits for its money without an invoice, or with a charge that has no
    answer yet, `invoice` is empty and the money lies on `Unmatched` until `put_right`. Money for an order that is
    settled or given up is the customer's. What is short by no more than the seller lets pass is a small difference.
    """
    about = _of_entry(transfer, order, vendor_day(at))
    ledger.book([_transfer(about, transfer, order, invoice)], at=at, by=by)
    if order is not None and order.state != OrderState.PLACED and transfer.currency == order.currency:
        note_applied([transfer.pk], at=at)


def _transfer(about: About, transfer: Transfer, order: Order | None, invoice: str) -> Booking:
    came = transfer.amount
    if order is None or transfer.currency != order.currency:
        return stories.unknown_transfer(about, came)
    if order.state == OrderState.LAPSED or (order.state == OrderState.PAID and not invoice):  # given up, or given back
        return stories.transfer_after_all_was_over(about, came)
    if not invoice:
        return stories.unknown_transfer(about, came)
    about = replace(about, document=invoice)
    owed = max(0, left_by_order(RECEIVABLE, [order.ref]).get((order.ref, order.currency), 0))
    if order.state == OrderState.PAID and 0 < owed - came <= settings.TRANSFER_TOLERANCE:
        return stories.small_difference(about, came, owed=owed)
    return stories.transfer(about, came, owed=owed)


@transaction.atomic
def book_customers_own(transfer: Transfer, customer_ref: str, *, at: datetime, by: str) -> None:
    """Row 12: the staff know whose money it is that nobody could place, and there is no order that waits for it."""
    about = replace(_of_entry(transfer, None, vendor_day(at)), customer=customer_ref)
    ledger.book([stories.transfer_matched(about, transfer.amount, owed=0)], at=at, by=by)


def _of_entry(transfer: Transfer, order: Order | None, on: date) -> About:
    """Return what bookings about an entry of the statement carry; on `Unmatched` it is found again by its document."""
    about = _of_order(order, on) if order else About(on, transfer.currency)
    return replace(about, currency=transfer.currency, document=str(transfer))


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
def book_charged_back(note: Invoice, later: Sequence[str] = (), *, at: datetime, by: str) -> None:
    """Row 9: the credit note of a lost dispute; what was earned becomes a loss, and no negative income.

    `later` are the invoices of upgrades that took what was unused with them, the nearest first: what the invoice itself
    does not hold any more is taken off their terms, which go on.
    """
    on, document = vendor_day(at), _corrected(note).number
    nets = {row.document: row.net for row in deferrals_of([document, *later])}
    wishes, left = [], note.net
    for each in (document, *later):
        part = min(left, nets.get(each, 0))
        left -= part
        if part or each == document:
            wishes.append(TakenBack(each, part, Way.WRITE_OFF if each == document else Way.EVENLY))
    undone = ledger.take_back(wishes, on=on, at=at, by=by)
    [row] = deferrals_of([document])
    about = replace(_about(note, on), subscription=row.subscription, term=row.term)
    parts = [(one.plan, one.deferred, one.earned) for one in undone]
    ledger.book([stories.loss(about, parts, _taxes(note))], at=at, by=by)


@transaction.atomic
def book_money_lost(order: Order, amount: int, *, note: Invoice | None, at: datetime, by: str) -> int:
    """Row 9: the disputed money is lost; return what its customer still owes, in minor units.

    What the credit note comes to above that was paid from the credit balance, and is credit again. What it does not
    cover was credited before, and is taken off the credit balance as far as that is still there.
    """
    about = _of_order(order, vendor_day(at), note.number if note else "")
    ledger.book([stories.money_lost(about, amount)], at=at, by=by)
    left = left_by_order(RECEIVABLE, [order.ref]).get((order.ref, order.currency), 0)
    taken = min(max(0, left), max(0, credit_of(order.customer.ref, order.currency)))
    ledger.book([stories.to_credit(about, max(0, -left)), stories.credit_used(about, taken)], at=at, by=by)
    return max(0, left) - taken


@transaction.atomic
def book_owed_by_upgrade(order: Order, amount: int, *, note: Invoice, at: datetime, by: str) -> None:
    """Set what is owed for an order after a lost dispute against the credit note of the upgrade that it had paid."""
    book_credit_notes([Credited(note, Way.EVENLY)], at=at, by=by)
    book_money_back(note.order, note.gross, document=note.number, through="credit", at=at, by=by)
    ledger.book([stories.credit_used(_of_order(order, vendor_day(at)), amount)], at=at, by=by)


# --- what bookings are about -----------------------------------------------------------------------------------------


def _about(paper: Invoice, on: date, term: Term | None = None) -> About:
    return About(
        on,
        paper.currency,
        paper.number,
        paper.order.ref,
        paper.customer.ref,
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
