"""The bank's statement was read: money finds its order by the reference, and settles it when it is enough."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import enqueue
from abaca.messaging.facts import day_fact, money_fact
from abaca.store.customers.models import Customer
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.notices.actions import draft, order_facts, subscription_facts
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_number, order_by_ref
from abaca.store.orders.states import OrderKind, OrderState
from abaca.store.payments.actions import StatementEntry, assign, book_transfers, note_transfer_payment
from abaca.store.payments.models import Transfer
from abaca.store.payments.queries import order_number_of, orders_with_open_attempts, transferred
from abaca.store.subscriptions.actions import lock_those_of
from abaca.store.subscriptions.queries import term_of_order

from .bookkeeping import book_customers_own, book_transfer, put_right
from .settlement import settle
from .upgrade import came_late, offer_again


class NoSuchOrder(Refusal):
    code = "order_unknown"
    sentence = _("There is no order with this number.")
    status = 404
    field = "order"


class OtherCurrency(Refusal):
    code = "other_currency"
    sentence = _("{came} came, and this order is in {wanted}.")
    status = 409
    field = "order"


def order_named_by(reference: str) -> int | None:
    """Return the order that a reference names, if its check digits are right; never guessed."""
    number = order_number_of(reference)
    order = order_by_number(number) if number else None
    return order.pk if order else None


@transaction.atomic
def receive(entries: Sequence[StatementEntry], *, at: datetime, by: str) -> None:
    """Book entries of the statement, each once, and settle the orders whose whole sum is there."""
    booked = book_transfers(entries, at=at, by=by)
    hold([t.order_id for t in booked if t.order_id is not None])
    for transfer in booked:
        if transfer.order_id is None:
            book_transfer(transfer, None, invoice="", at=at, by=by)
        else:
            _apply(transfer, transfer.order_id, at=at, by=by)


def hold(order_ids: Sequence[int]) -> None:
    """Hold subscriptions, then orders, all at once and before any counter: the order of locks of every story."""
    lock_those_of(order_ids)
    rows = Order.objects.select_for_update().filter(pk__in=order_ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def look_again(order_ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Settle orders whose money came while a charge was open, now that the charge has failed."""
    latest = Transfer.objects.filter(order__in=order_ids).order_by("order_id", "-entry").distinct("order_id")
    for transfer in latest:
        _apply(transfer, transfer.order_id or 0, new=False, at=at, by=by)


def _apply(transfer: Transfer, order_id: int, *, new: bool = True, at: datetime, by: str) -> None:
    """Let money count for its order, which the caller holds; what is not new stands in the books already."""
    order = Order.objects.select_related("customer").get(pk=order_id)
    if order.kind == OrderKind.UPGRADE and came_late(order, value_on=transfer.value_on):
        offer_again(order, Money(transfer.amount, transfer.currency), at=at, by=by)
        order.refresh_from_db(fields=["state"])
        if new:
            book_transfer(transfer, order, invoice="", at=at, by=by)
        return
    known = invoices_by_order([order.pk]).get(order.pk)
    invoice = known.number if known and known.standing else ""
    waits = order.state == OrderState.PLACED and transfer.currency == order.currency
    if waits and orders_with_open_attempts([order.pk]):
        # a charge without an answer may pay for it as well; whoever comes second is too much
        invoice = ""
    elif waits and _is_enough(order):
        if note_transfer_payment(order, amount=order.due, entry=transfer.entry, at=at):
            settle([order.pk], at=at, by=by)
        order.state, invoice = OrderState.PAID, invoices_by_order([order.pk])[order.pk].number
    elif waits:
        _say_what_is_missing(order, transferred(order.pk, order.currency), transfer, at)
    if new:
        book_transfer(transfer, order, invoice=invoice, at=at, by=by)
    elif invoice or order.state != OrderState.PLACED:
        put_right([order], lets_pass=True, at=at, by=by)
    if order.state == OrderState.LAPSED and transfer.currency == order.currency:
        _say_it_came_too_late(order, transfer, at)


@transaction.atomic
def assign_to_order(transfer_id: int, number: str, *, at: datetime, by: str) -> Order:
    """Let money that nobody could place count for an order; if that waits for none any more, it is its customer's."""
    named = order_by_number(number.strip())
    if named is None:
        raise NoSuchOrder
    hold([named.pk])
    order = Order.objects.select_related("customer").get(pk=named.pk)
    transfer = Transfer.objects.filter(pk=transfer_id).first()
    if transfer is not None and transfer.currency != order.currency:
        raise OtherCurrency(came=Money(transfer.amount, transfer.currency), wanted=order.currency)
    placed = assign(transfer_id, order=order, whose=order.customer.ref, at=at, by=by)
    _apply(placed, order.pk, new=False, at=at, by=by)
    return order


@transaction.atomic
def assign_to_customer(transfer_id: int, customer: Customer, *, at: datetime, by: str) -> None:
    """Let money that nobody could place be the credit balance of a customer."""
    transfer = assign(transfer_id, order=None, whose=customer.ref, at=at, by=by)
    book_customers_own(transfer, customer.ref, at=at, by=by)


def _is_enough(order: Order) -> bool:
    return transferred(order.pk, order.currency) + settings.TRANSFER_TOLERANCE >= order.due


def _say_it_came_too_late(order: Order, transfer: Transfer, at: datetime) -> None:
    """Tell a customer that his money came for an order that was given up, and is his (billing.md, R5)."""
    line = order_by_ref(order.ref).lines.all()[0]
    facts = {
        **order_facts(line, at=at),
        "came": money_fact(Money(transfer.amount, transfer.currency)),
        "buy_path": f"/checkout/{line.plan.code}/",
    }
    key = f"transfer_too_late/{order.ref}/{transfer.entry}"
    enqueue([draft("transfer_too_late", order.customer, about=order.ref, key=key, facts=facts)], at=at)


def _say_what_is_missing(order: Order, came: int, transfer: Transfer, at: datetime) -> None:
    line = order_by_ref(order.ref).lines.all()[0]
    facts = {
        **order_facts(line, at=at),
        "came": money_fact(Money(came, order.currency)),
        "missing": money_fact(Money(order.due - came, order.currency)),
    }
    term = term_of_order(order.pk)
    if term:
        facts |= subscription_facts(term.subscription, None, at=at) | {"due": day_fact(term.begins)}
    key = f"transfer_short/{order.ref}/{transfer.entry}"
    enqueue([draft("transfer_short", order.customer, about=order.ref, key=key, facts=facts)], at=at)
