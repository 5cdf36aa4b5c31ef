"""A register of VAT ids has answered, or stayed silent for too long: what waited for it goes on (billing.md, X8).

No reverse charge without a positive answer. An invoice that precedes the money waits for the answer, for seven days at
most; what was paid with tax is corrected when a positive answer comes within sixty days.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from abaca.dispatch.actions import wake
from abaca.kernel.money import Money
from abaca.messaging.actions import enqueue
from abaca.messaging.facts import money_fact
from abaca.store.invoices.actions import Credit, credit, issue
from abaca.store.invoices.actions import Draft as InvoiceDraft
from abaca.store.invoices.layout import TaxFacts
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.invoices.states import Cause
from abaca.store.notices.actions import draft, order_facts
from abaca.store.orders.actions import retax
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.orders.states import OrderKind, OrderState, ReductionKind
from abaca.store.payments.actions import ToRefund, open_refunds
from abaca.store.payments.queries import orders_with_open_attempts, payments_of, refundables
from abaca.store.subscriptions.models import Term
from abaca.store.subscriptions.queries import term_of_order
from abaca.store.tax.actions import Heard, patience_is_over, write_answers
from abaca.store.tax.models import VatCheck
from abaca.store.tax.place_of_supply import Tax, tax_owed
from abaca.store.tax.queries import seller
from abaca.store.tax.states import VatAnswer

from .bookkeeping import Credited, SoldTerm, book_money_back, book_reissued, vendor_day
from .refunds import REFUNDS
from .renewal import send_invoices
from .taxing import buyer_of, check_facts
from .transfers import hold


@transaction.atomic
def conclude(heard: Sequence[Heard], *, at: datetime, by: str) -> None:
    """Write down what the registers said, and let what waited for it go on."""
    answered = {check.pk: check for check in write_answers(heard, at=at, by=by)}
    for order in _waiting_for(list(answered.values())):
        _go_on(order, answered[_question(order)], at, by)


@transaction.atomic
def go_on_without(check_ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Send the invoices, with tax, that have waited seven days for a silent register."""
    for order in _waiting_for(patience_is_over(check_ids, at=at)):
        _send_what_waits(order, at, by)


def _waiting_for(checks: Sequence[VatCheck]) -> list[Order]:
    """Return the orders whose tax rests on a question that was open, and hold them."""
    if not checks:
        return []
    rows = Order.objects.filter(
        customer__ref__in={check.asked_by for check in checks}, vat_check__id__in=[check.pk for check in checks]
    )
    rows = rows.filter(vat_check__answer=VatAnswer.UNKNOWN).exclude(state=OrderState.LAPSED)
    waiting = list(rows.values_list("pk", flat=True))
    hold(waiting)
    return list(Order.objects.select_related("customer").filter(pk__in=waiting).order_by("pk"))


def _question(order: Order) -> int:
    """Return which question an order's tax rests on."""
    return int((order.vat_check or {}).get("id", 0))


def _go_on(order: Order, check: VatCheck, at: datetime, by: str) -> None:
    tax = tax_owed(
        buyer_of(order.billing, vat_confirmed=check.answer == VatAnswer.CONFIRMED), seller=seller(), on=vendor_day(at)
    )
    before = order.gross
    invoice = invoices_by_order([order.pk]).get(order.pk)
    if order.state == OrderState.PLACED and (order.kind == OrderKind.UPGRADE or orders_with_open_attempts([order.pk])):
        return  # its sum is promised, or being charged: once it is paid, the answer is looked at again
    if check.answer == VatAnswer.CONFIRMED and invoice is not None:
        _correct(order, invoice, tax, check, at=at, by=by)
        return
    order = retax(order, tax, vat_check=check_facts(check), at=at, by=by)
    if order.state == OrderState.PLACED:
        _send_what_waits(order, at, by, changed=order.gross != before)


def correct_late(order_ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Correct orders that were paid with tax while the answer about their buyer's id came in."""
    rows = Order.objects.select_related("customer").filter(pk__in=order_ids, vat_check__answer=VatAnswer.UNKNOWN)
    for order in rows:
        check = VatCheck.objects.get(pk=_question(order))
        if check.answer != VatAnswer.UNKNOWN:
            _go_on(order, check, at, by)


# --- before the money -------------------------------------------------------------------------------------------------


def _send_what_waits(order: Order, at: datetime, by: str, *, changed: bool = False) -> None:
    """Send the invoice of a renewal that is paid by transfer, or tell a first buyer that his sum is another one."""
    if order.state != OrderState.PLACED or order.method_kind != "transfer":
        return
    term = term_of_order(order.pk)
    if term is not None:
        if order.pk not in invoices_by_order([order.pk]):
            send_invoices([term], [term.subscription], at=at, by=by)
    elif changed:
        facts = order_facts(order_by_ref(order.ref).lines.all()[0], at=at)
        key = f"transfer_awaited/{order.ref}/{at.isoformat()}"
        letter = draft("transfer_awaited", order.customer, about=order.ref, key=key, facts=facts)
        enqueue([letter], at=at)


# --- after the invoice ------------------------------------------------------------------------------------------------


def _correct(order: Order, invoice: Invoice, tax: Tax, check: VatCheck, *, at: datetime, by: str) -> None:
    """Take an invoice with tax back and issue it anew under reverse charge; the tax goes back (row 17 of the books)."""
    term = term_of_order(order.pk)
    order = retax(order, tax, vat_check=check_facts(check), at=at, by=by)
    whole = (invoice.net, invoice.tax) == (invoice.left_net, invoice.left_tax)
    of_two_terms = any(line["kind"] == ReductionKind.UNUSED for line in invoice.document["lines"])
    if term is None or not whole or not invoice.tax or of_two_terms:
        return  # part of it went back already, or it takes an old term with it: that is for a person to look at
    paid = order.state == OrderState.PAID
    [note] = credit([Credit(invoice, Cause.VAT_CONFIRMED)], at=at, by=by)
    [fresh] = issue([_anew(order, invoice, term, tax, check, paid=paid)], at=at, by=by)
    book_reissued(Credited(note), SoldTerm(fresh, term), paid=paid, at=at, by=by)
    to_method = _give_back(order, note, at, by) if paid else False
    facts = {
        **order_facts(order_by_ref(order.ref).lines.all()[0], at=at),
        "invoice": {"number": fresh.number, "path": f"/account/invoices/{fresh.number}/"},
        "note": note.number,
        "back": money_fact(Money(note.tax, note.currency)) if paid else None,
        "to_method": to_method,
        "left": None if paid else money_fact(fresh.total),
    }
    letter = draft("vat_confirmed", order.customer, about=order.ref, key=f"vat_confirmed/{note.number}", facts=facts)
    enqueue([letter], at=at)


def _anew(order: Order, invoice: Invoice, term: Term, tax: Tax, check: VatCheck, *, paid: bool) -> InvoiceDraft:
    line = term.line
    line.order = order
    return InvoiceDraft(
        line,
        date.fromisoformat(invoice.document["begins"]),
        date.fromisoformat(invoice.document["ends"]),
        invoice.document["method"],
        invoice.document["reference"],
        due_on=None if paid else invoice.due_on,
        paid=paid,
        tax=TaxFacts(tax.country, tax.category, tax.rate, 0, tax.reason, tax.scheme),
        vat_check=check_facts(check),
    )


def _give_back(order: Order, note: Invoice, at: datetime, by: str) -> bool:
    """Give the tax back the way the money came, what came by transfer as credit; tell whether it goes that way."""
    payment = payments_of([order.pk]).get(order.pk)
    if payment is not None and payment.attempt_id and refundables([payment.pk])[payment.pk] >= note.tax:
        open_refunds([ToRefund(payment, note.tax, note.number, "vat_confirmed")], at=at, by=by)
        wake(REFUNDS)
        return True
    book_money_back(order, note.tax, document=note.number, through="credit", at=at, by=by)
    return False
