"""What can be done with orders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from abaca.kernel.refs import new_ref
from abaca.store.catalogue.actions import give_back
from abaca.store.catalogue.models import Plan
from abaca.store.customers.actions import NOBODY
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.tax.place_of_supply import Tax
from abaca.store.tax.totals import from_net

from .models import Line, Order, Reduction
from .pricing import Less, totals_of
from .states import OrderKind, OrderState
from .sums import net_shares

RETAXED = (
    *("tax", "gross", "tax_rate", "tax_reason", "tax_country", "tax_category", "tax_scheme"),
    *("credit_used", "vat_check"),
)


@dataclass(frozen=True)
class Agreement:
    """What somebody agreed to: seats of a plan for one term, at a price, with the addresses of that moment."""

    token: str
    kind: OrderKind
    customer: Customer
    plan: Plan
    seats: int
    unit: int
    currency: str
    months: int
    tax: Tax
    language: str
    time_zone: str
    billing: dict[str, str]
    delivery: dict[str, str]
    method_kind: str
    method_ref: str
    lapses_at: datetime | None
    basis: str = "gross"
    reductions: tuple[Less, ...] = ()
    vat_id: str = ""
    vat_check: dict[str, Any] | None = None
    evidence: tuple[dict[str, str], ...] = ()
    credit_used: int = 0
    starts_on: date | None = None


@transaction.atomic
def place(agreements: Sequence[Agreement], *, at: datetime, by: str) -> list[Line]:
    """Write down what was agreed; return the lines, each with its order. Four statements at most for any number."""
    orders = Order.objects.bulk_create([_order(a, at) for a in agreements])
    pairs = list(zip(orders, agreements, strict=True))
    shares = [_shares(order, a) for order, a in pairs]
    lines = Line.objects.bulk_create([_line(o, a, s[0]) for (o, a), s in zip(pairs, shares, strict=True)])
    less = [row for (o, a), s in zip(pairs, shares, strict=True) for row in _reductions(o, a, s[1:])]
    if less:
        Reduction.objects.bulk_create(less)
    record_all(
        Entry(
            at=at,
            by=by,
            what="order.placed",
            about=order.ref,
            whose=order.customer.ref,
            facts={"number": order.number, "kind": order.kind, "total": str(order.total), "by": order.method_kind},
        )
        for order in orders
    )
    return lines


def _order(a: Agreement, at: datetime) -> Order:
    totals = totals_of(a.unit, a.seats, a.reductions, basis=a.basis, rate=a.tax.rate)
    return Order(
        ref=new_ref("ord", at),
        checkout_token=a.token,
        kind=a.kind,
        customer=a.customer,
        language=a.language,
        time_zone=a.time_zone,
        currency=a.currency,
        net=totals.net,
        tax=totals.tax,
        gross=totals.gross,
        tax_rate=a.tax.rate,
        tax_reason=a.tax.reason,
        tax_country=a.tax.country,
        tax_category=a.tax.category,
        tax_scheme=a.tax.scheme,
        basis=a.basis,
        vat_id=a.vat_id,
        vat_check=a.vat_check,
        evidence=list(a.evidence),
        credit_used=a.credit_used,
        starts_on=a.starts_on,
        email=a.customer.email,
        billing=a.billing,
        delivery=a.delivery,
        method_kind=a.method_kind,
        method_ref=a.method_ref,
        placed_at=at,
        lapses_at=a.lapses_at,
    )


def _shares(order: Order, a: Agreement) -> list[int]:
    """Return the net of the line and of each reduction, these as what is taken away."""
    amounts = [a.unit * a.seats, *(-each.amount for each in a.reductions)]
    line, *less = net_shares(order.net, amounts, rate=a.tax.rate if a.basis == "gross" else 0)
    return [line, *(-net for net in less)]


def _reductions(order: Order, a: Agreement, nets: Sequence[int]) -> list[Reduction]:
    return [
        Reduction(
            order=order,
            position=position,
            kind=less.kind,
            description=less.description,
            amount=less.amount,
            net=net,
            facts=dict(less.facts),
        )
        for position, (less, net) in enumerate(zip(a.reductions, nets, strict=True), start=1)
    ]


def _line(order: Order, a: Agreement, net: int) -> Line:
    return Line(
        order=order,
        plan=a.plan,
        description=a.plan.title,
        quantity=a.seats,
        unit=a.unit,
        amount=a.unit * a.seats,
        net=net,
        months=a.months,
    )


@transaction.atomic
def mark_paid(order_ids: Sequence[int], *, at: datetime, by: str) -> list[Line]:
    """Take note that the whole sum of some orders has arrived; return the lines of those that were not yet paid."""
    orders = {
        o.pk: o for o in Order.objects.select_for_update().select_related(None).filter(pk__in=order_ids).order_by("pk")
    }
    fresh = [o.pk for o in orders.values() if o.state == OrderState.PLACED]
    Order.objects.filter(pk__in=fresh).update(state=OrderState.PAID, paid_at=at, lapses_at=None)
    lines = list(
        Line.objects.filter(order__in=fresh).select_related("order__customer", "plan__product").order_by("order_id")
    )
    record_all(
        Entry(
            at=at,
            by=by,
            what="order.paid",
            about=line.order.ref,
            whose=line.order.customer.ref,
            facts={"number": line.order.number, "total": str(line.order.total)},
        )
        for line in lines
    )
    return lines


@transaction.atomic
def retax(order: Order, tax: Tax, *, vat_check: dict[str, Any], at: datetime, by: str) -> Order:
    """Note what the register said of the buyer's VAT id; while the order waits for its money, tax it anew.

    The net stays, as that of a business does. What is paid stays as it was sold: invoice and credit note correct it.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("customer").get(pk=order.pk)
    order.vat_check = vat_check
    if order.state == OrderState.PLACED and order.basis == "net":
        totals = from_net(order.net, tax.rate)
        order.tax, order.gross = totals.tax, totals.gross
        order.tax_rate, order.tax_reason, order.tax_country = tax.rate, tax.reason, tax.country
        order.tax_category, order.tax_scheme = tax.category, tax.scheme
        order.credit_used = min(order.credit_used, order.gross)
    order.save(update_fields=RETAXED)
    record(
        "order.taxed_anew",
        order.ref,
        whose=order.customer.ref,
        at=at,
        by=by,
        number=order.number,
        total=str(order.total),
        answer=str(vat_check["answer"]),
    )
    return order


@transaction.atomic
def change_method(order: Order, *, kind: str, ref: str, lapses_at: datetime | None = None) -> None:
    """Let an unpaid order be paid in another way, and wait as long as that takes."""
    Order.objects.filter(pk=order.pk, state=OrderState.PLACED).update(
        method_kind=kind, method_ref=ref, lapses_at=lapses_at or order.lapses_at
    )


@transaction.atomic
def lapse(order_ids: Sequence[int], *, at: datetime, by: str) -> list[Order]:
    """Give up orders whose money never came; return those that were still open. Their codes may be used again."""
    orders = list(
        Order.objects.select_for_update(of=("self",))
        .select_related("customer")
        .filter(pk__in=order_ids, state=OrderState.PLACED)
        .order_by("pk")
    )
    Order.objects.filter(pk__in=[o.pk for o in orders]).update(state=OrderState.LAPSED, lapses_at=None)
    give_back([o.ref for o in orders], at=at, by=by)
    record_all(
        Entry(at=at, by=by, what="order.lapsed", about=o.ref, whose=o.customer.ref, facts={"number": o.number})
        for o in orders
    )
    return orders


@transaction.atomic
def change_hands(before: Customer, after: Customer, *, only: Collection[int] | None = None) -> list[int]:
    """Give orders of one customer to another, all or some, just as they are; return which. The story records it."""
    rows = Order.objects.select_for_update(no_key=True).filter(customer=before).order_by("pk")
    moved = list((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    # whoever reads the letters of the one need not be the other, so no link of before opens them
    Order.objects.filter(pk__in=moved).update(customer=after, link_edition=F("link_edition") + 1)
    return moved


def void_links(customer: Customer) -> None:
    """Let no link open the orders of a customer that was sent before: somebody else may have its letter."""
    Order.objects.filter(customer=customer).update(link_edition=F("link_edition") + 1)


@transaction.atomic
def forget(customers: Collection[int]) -> None:
    """Take names and addresses out of the orders of customers; country and VAT number stay, on which the tax rests.

    What was printed stands on the invoices, which are kept for as long as the law wants them. The story records it.
    """
    rows = list(Order.objects.select_for_update().filter(customer__in=customers).order_by("pk"))
    for order in rows:
        order.email = f"{order.ref}@{NOBODY}"
        order.billing, order.delivery = _placed(order.billing), _placed(order.delivery)
    Order.objects.bulk_update(rows, ["email", "billing", "delivery"], batch_size=500)


def _placed(address: dict[str, str]) -> dict[str, str]:
    return {part: value if part in {"country", "vat_id"} else "" for part, value in address.items()}
