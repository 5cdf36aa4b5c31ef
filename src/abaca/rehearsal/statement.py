"""Transfers that the shop waits for, and what became of those that came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from abaca.design.templatetags.abaca import money as written
from abaca.kernel.money import Money
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.payments.gateways import BankEntry
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Transfer
from abaca.store.payments.queries import statement_cursor, transferred
from abaca.store.payments.references import spaced, transfer_reference

MOST = 100
SHOWN = 30

Came = Sequence[tuple[int, int, str, int]]  # order, entry, currency, amount


@dataclass(frozen=True)
class Awaited:
    """An order whose customer said that he would transfer the money."""

    order: Order
    came: Money

    @property
    def missing(self) -> Money:
        return self.order.total - self.came

    @property
    def reference(self) -> str:
        return spaced(transfer_reference(self.order.number))

    @property
    def payer(self) -> str:
        return str(self.order.billing.get("company") or self.order.billing.get("name") or self.order.customer.name)


@dataclass(frozen=True)
class ShownEntry:
    """A line of the statement and its fate; `kind` is good, attention or nothing yet."""

    number: int
    value_on: date
    payer: str
    reference: str
    sum: Money
    kind: str
    words: str


def awaited() -> list[Awaited]:
    """Return the transfers that are awaited, the newest order first; two statements."""
    orders = list(_open_orders()[:MOST])
    rows = Transfer.objects.filter(order__in=orders).order_by().values_list("order", "currency")
    came = {(order, currency): total for order, currency, total in rows.annotate(Sum("amount"))}
    found = [Awaited(o, Money(came.get((o.pk, o.currency), 0), o.currency)) for o in orders]
    return [transfer for transfer in found if transfer.missing.amount > 0]


def awaited_of(order: Order) -> Awaited | None:
    """Return what is awaited for one order, or None."""
    found = _open_orders().filter(pk=order.pk).first()
    if found is None:
        return None
    transfer = Awaited(found, Money(transferred(found.pk, found.currency), found.currency))
    return transfer if transfer.missing.amount > 0 else None


def _open_orders() -> QuerySet[Order]:
    orders = Order.objects.select_related("customer").filter(state=OrderState.PLACED, method_kind="transfer")
    return orders.order_by("-pk")


def latest() -> list[ShownEntry]:
    """Return the latest entries of the statement, the newest first, each with what became of it; three statements."""
    unread = rehearsal_company().bank.statement_after(statement_cursor(), SHOWN)
    read = list(Transfer.objects.select_related("order__payment").order_by("-entry")[:SHOWN])
    came = _amounts_of({t.order_id for t in read if t.order_id is not None})
    waiting = [_unread(entry) for entry in reversed(unread)]
    return [*waiting, *(_read(transfer, came) for transfer in read)][:SHOWN]


def _unread(e: BankEntry) -> ShownEntry:
    words = _("Booked; the shop has not read it yet.")
    return ShownEntry(e.id, e.value_date, e.payer, e.reference, Money(e.amount, e.currency), "", words)


def _read(t: Transfer, came: Came) -> ShownEntry:
    kind, words = _fate(t, came)
    return ShownEntry(t.entry, t.value_on, t.payer, t.reference, Money(t.amount, t.currency), kind, words)


def _amounts_of(order_ids: set[int]) -> Came:
    rows = Transfer.objects.filter(order__in=order_ids).order_by("entry")
    return list(rows.values_list("order", "entry", "currency", "amount"))


def _came(order: Order, came: Came, *, up_to: int | None = None) -> Money:
    """Return what has come for an order, in its own currency, up to an entry."""
    amounts = [
        amount
        for order_id, entry, currency, amount in came
        if order_id == order.pk and currency == order.currency and (up_to is None or entry <= up_to)
    ]
    return Money(sum(amounts), order.currency)


def _fate(t: Transfer, came: Came) -> tuple[str, str]:
    """Say what became of a payment, and whether somebody has to look at it."""
    order = t.order
    if order is None:
        return "attention", _("No order bears this reference. The payment waits for the staff.")
    if t.currency != order.currency:
        sentence = _("Order {number} is in {currency}. The payment waits for the staff.")
        return "attention", sentence.format(number=order.number, currency=order.currency)
    if order.state == OrderState.PLACED:
        return _fate_of_open(order, _came(order, came))
    if order.state == OrderState.LAPSED:
        return "attention", _told(_("Order {number} had lapsed. The payment waits for the staff."), order)
    return _fate_of_paid(t, order, came)


def _told(sentence: str, order: Order) -> str:
    return sentence.format(number=order.number)


def _fate_of_open(order: Order, so_far: Money) -> tuple[str, str]:
    missing = order.total - so_far
    if missing.amount <= 0:
        return "", _told(_("The money for order {number} is here; another payment for it is still under way."), order)
    sentence = _("Part of order {number}; {missing} is still missing.")
    return "attention", sentence.format(number=order.number, missing=written(missing))


def _fate_of_paid(t: Transfer, order: Order, came: Came) -> tuple[str, str]:
    settled_by = _settled_by(order)
    if settled_by is None or t.entry > settled_by:
        return "attention", _told(_("Order {number} was paid before. The payment waits for the staff."), order)
    if t.entry < settled_by:
        return "good", _told(_("Part of the payment of order {number}."), order)
    over = _came(order, came, up_to=t.entry) - order.total
    if over:
        sentence = _("Paid order {number}; {over} too much came.")
        return "attention", sentence.format(number=order.number, over=written(over))
    return "good", _told(_("Paid order {number}."), order)


def _settled_by(order: Order) -> int | None:
    """Return the entry that completed the payment of an order, or None where a card or wallet paid."""
    payment = getattr(order, "payment", None)
    word, _blank, entry = payment.provider_ref.partition(" ") if payment else ("", "", "")
    return int(entry) if word == "entry" else None
