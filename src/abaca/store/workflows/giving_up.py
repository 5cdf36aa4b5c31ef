"""Orders whose money is not wanted any more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from abaca.store.invoices.actions import Credit, credit
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.invoices.states import Cause
from abaca.store.orders.actions import lapse
from abaca.store.orders.models import Order
from abaca.store.subscriptions.models import Term

from .bookkeeping import Credited, book_credit_back, book_credit_notes, put_right


@transaction.atomic
def drop_orders(terms: Sequence[Term], *, at: datetime, by: str) -> None:
    """Let the orders of planned terms lapse and credit the invoices that are out."""
    let_lapse([t.line.order_id for t in terms], at=at, by=by)


@transaction.atomic
def let_lapse(order_ids: Sequence[int], *, at: datetime, by: str) -> list[Order]:
    """Give unpaid orders up and credit the invoices that are out; return those that were still open."""
    lapsed = lapse(order_ids, at=at, by=by)
    out = list(invoices_by_order([order.pk for order in lapsed]).values())
    notes = credit([Credit(invoice, Cause.UNPAID) for invoice in out], at=at, by=by) if out else []
    book_credit_notes([Credited(note) for note in notes], at=at, by=by)
    book_credit_back([order for order in lapsed if order.pk in {note.order_id for note in notes}], at=at, by=by)
    put_right(lapsed, at=at, by=by)
    return lapsed
