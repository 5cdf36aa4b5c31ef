"""One person who became two customers, mostly by a mistyped address, is one again; within a month it can be undone.

What is past stays as it was agreed and printed: orders and papers carry copies of names and addresses. What is to come
follows the customer who is kept: letters, addresses, taxes. So the two must be taxed alike, unless nothing is to come.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.access.actions import close_way_in, reopen_way_in
from abaca.access.models import User
from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.customers import actions as customers
from abaca.store.customers.models import Address, AddressKind, Customer, Merger
from abaca.store.customers.queries import mergers_into
from abaca.store.invoices import actions as invoices
from abaca.store.invoices.models import Invoice
from abaca.store.ledger import actions as ledger
from abaca.store.ledger import stories
from abaca.store.ledger.bookings import About
from abaca.store.ledger.queries import credits_of
from abaca.store.newsletters import actions as newsletters
from abaca.store.orders import actions as orders
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.payments import actions as payments
from abaca.store.payments.models import Attempt, PaymentMethod
from abaca.store.payments.states import OPEN
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.states import SubscriptionState
from abaca.store.tax.models import VatCheck

from .bookkeeping import vendor_day
from .pricing import hold_credit, tell_new_sums

UNDO = timedelta(days=30)


class SameCustomer(Refusal):
    code = "same_customer"
    sentence = _("This is the same customer. Please give the reference or the address of the other one.")
    status = 422
    field = "other"


class AlreadyMerged(Refusal):
    code = "already_merged"
    sentence = _("One of the two is already joined with another customer, or erased.")
    status = 409


class LogsInAsStaff(Refusal):
    code = "logs_in_as_staff"
    sentence = _("{email} logs in as a member of the staff. Please keep this one, and join the other one into it.")
    status = 409


class MoneyOnItsWay(Refusal):
    code = "money_on_its_way"
    sentence = _("A payment of {email} is on its way. Please wait until it is known how it ends.")
    status = 409


class TaxedElsewhere(Refusal):
    code = "taxed_elsewhere"
    sentence = _(
        "A subscription of {email} goes on, and the two are taxed differently ({one}, {other}): its next term would "
        "cost something else than was agreed. Please correct the billing address first, or let the subscription end."
    )
    status = 409


class TooLateToUndo(Refusal):
    code = "too_late_to_undo"
    sentence = _("This was done more than {days} days ago and stays as it is.")
    status = 409


class WentOnTogether(Refusal):
    code = "went_on_together"
    sentence = _(
        "Since the two were joined, something was sold, invoiced or paid from the credit balance for both. It belongs "
        "to the joined customer, so this stays as it is."
    )
    status = 409


@dataclass(frozen=True)
class Preview:
    """What would move from one customer to the other."""

    lost: Customer
    kept: Customer
    orders: list[Order] = field(default_factory=list)
    papers: list[Invoice] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    methods: list[PaymentMethod] = field(default_factory=list)
    credit: list[Money] = field(default_factory=list)


def preview(lost: Customer, kept: Customer) -> Preview:
    """Return what would move if `lost` were folded into `kept`; refuse where that cannot be."""
    active = list(Subscription.objects.select_related("plan__product").filter(customer=lost))
    _check(lost, kept, active)
    return Preview(
        lost,
        kept,
        orders=list(Order.objects.filter(customer=lost)),
        papers=list(Invoice.objects.filter(customer=lost)),
        subscriptions=active,
        methods=list(PaymentMethod.objects.filter(customer=lost, removed_at=None)),
        credit=[Money(left, currency) for (_ref, currency), left in sorted(credits_of([lost.ref]).items())],
    )


@transaction.atomic
def merge(lost: Customer, kept: Customer, *, at: datetime, by: str) -> Merger:
    """Fold `lost` into `kept`: all he has belongs to the other, and his log-in is closed.

    His ref stays findable. His address is free: whoever types it next is somebody else, and be it the one to whom the
    mistyped address really belongs, who must not see what is not his.
    """
    lost, kept, active = _hold(lost, kept)
    _check(lost, kept, active)
    moved = {
        "subscriptions": subscriptions.change_hands(lost, kept),
        "orders": orders.change_hands(lost, kept),
        "methods": payments.methods_change_hands(lost, kept),
        "papers": invoices.change_hands(lost, kept),
        "consents": customers.consents_change_hands(lost, kept),
        "newsletters": newsletters.declarations_change_hands(lost, kept),
    }
    credit = _move_credit(lost.ref, kept.ref, credits_of([lost.ref]), at=at, by=by)
    close_way_in(lost.user_ref, may_return=True)
    merger = customers.merge(lost, kept, moved | credit, at=at, by=by)
    if active:
        tell_new_sums(kept, at=at)
    return merger


@transaction.atomic
def undo(merger: Merger, *, at: datetime, by: str) -> Customer:
    """Give everything back to the customer who was folded into another; return him.

    Refused after a month, once anything was sold, invoiced or paid for both together, which belongs to both, and where
    one would be charged by a method of the other. Who was forgotten since, or joined with a third, stays it.
    """
    kept, lost, _active = _hold(merger.kept, merger.lost)
    if merger.undone_at is not None or lost.merged_into_id != kept.pk or not _stands(kept, lost):
        raise AlreadyMerged
    if at >= merger.at + UNDO:
        raise TooLateToUndo(days=UNDO.days)
    moved = merger.moved
    _check_nothing_went_on(kept, moved)
    reopen_way_in(lost.user_ref, email=lost.email)
    subscriptions.change_hands(kept, lost, only=moved["subscriptions"])
    orders.change_hands(kept, lost, only=moved["orders"])
    payments.methods_change_hands(kept, lost, only=moved["methods"])
    invoices.change_hands(kept, lost, only=moved["papers"])
    customers.consents_change_hands(kept, lost, only=moved["consents"])
    newsletters.declarations_change_hands(kept, lost, only=moved.get("newsletters", []))
    _move_credit(kept.ref, lost.ref, _credit_in(moved, kept.ref), at=at, by=by)
    return customers.unmerge(merger, at=at, by=by)


def undoable(kept: Customer, *, at: datetime) -> list[Merger]:
    """Return who was folded into a customer so lately that it may be undone; one statement."""
    return [each for each in mergers_into(kept) if at < each.at + UNDO and _stands(kept, each.lost)]


def _stands(kept: Customer, lost: Customer) -> bool:
    """Tell whether the one who was kept still is a customer by himself, and neither of them was forgotten."""
    return kept.merged_into_id is None and kept.erased_at is None and lost.erased_at is None


def _hold(one: Customer, other: Customer) -> tuple[Customer, Customer, list[Subscription]]:
    """Lock what belongs to the two, in the order of the house; return them, and the subscriptions of the first."""
    pks = [one.pk, other.pk]
    list(Attempt.objects.select_for_update().filter(order__customer__in=pks, state__in=OPEN).order_by("pk"))
    held = Subscription.objects.select_for_update(of=("self",)).select_related("plan__product")
    rows = list(held.filter(customer__in=pks).order_by("pk"))
    list(Order.objects.select_for_update().filter(customer__in=pks).order_by("pk").values_list("pk"))
    hold_credit(sorted([one.ref, other.ref]))
    found = {c.pk: c for c in Customer.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    return found[one.pk], found[other.pk], [row for row in rows if row.customer_id == one.pk]


def _check(lost: Customer, kept: Customer, has: Sequence[Subscription]) -> None:
    if lost.pk == kept.pk:
        raise SameCustomer
    if any(each.merged_into_id or each.erased_at for each in (lost, kept)):
        raise AlreadyMerged
    if User.objects.filter(ref=lost.user_ref, is_staff=True).exists():
        raise LogsInAsStaff(email=lost.email)
    waits = VatCheck.objects.filter(asked_by=lost.ref, closed_at=None)
    if Attempt.objects.filter(order__customer=lost, state__in=OPEN).exists() or waits.exists():
        raise MoneyOnItsWay(email=lost.email)
    if any(each.state == SubscriptionState.ACTIVE for each in has):
        one, other = _taxed(lost), _taxed(kept)
        if one != other:
            raise TaxedElsewhere(email=lost.email, one=" ".join(one).strip(), other=" ".join(other).strip())


def _taxed(customer: Customer) -> tuple[str, str]:
    """Return what the tax of a renewal hangs on: the country, and the VAT number of a business."""
    billing = Address.objects.filter(customer=customer, kind=AddressKind.BILLING).first()
    return (billing.country, billing.vat_id) if billing else (customer.country, "")


def _check_nothing_went_on(kept: Customer, moved: dict[str, list[int]]) -> None:
    newer = Order.objects.filter(lines__term__subscription__in=moved["subscriptions"]).exclude(pk__in=moved["orders"])
    papers = Invoice.objects.filter(order__in=moved["orders"]).exclude(pk__in=moved["papers"])
    left = credits_of([kept.ref])
    spent = any(left.get(key, 0) < wanted for key, wanted in _credit_in(moved, kept.ref).items())
    if newer.exists() or papers.exists() or spent or _charge_each_other(kept, moved):
        raise WentOnTogether


def _charge_each_other(kept: Customer, moved: dict[str, list[int]]) -> bool:
    """Tell whether anything of one of the two would be left with a payment method that goes to the other."""
    methods = PaymentMethod.objects.filter(customer=kept)
    going = methods.filter(pk__in=moved["methods"]).values("ref")
    staying = methods.exclude(pk__in=moved["methods"]).values("ref")
    charged = (
        (Subscription.objects.filter(customer=kept), moved["subscriptions"]),
        (Order.objects.filter(customer=kept, state=OrderState.PLACED), moved["orders"]),
    )
    return any(
        rows.filter(pk__in=pks, method_ref__in=staying).exists()
        or rows.exclude(pk__in=pks).filter(method_ref__in=going).exists()
        for rows, pks in charged
    )


def _move_credit(
    before: str, after: str, sums: dict[tuple[str, str], int], *, at: datetime, by: str
) -> dict[str, list[int]]:
    """Book credit balances from one ref to another; return them as the merger keeps them."""
    on = vendor_day(at)
    moved = {currency: amount for (_ref, currency), amount in sums.items() if amount > 0}
    for currency, amount in moved.items():
        pair = stories.credit_moved(About(on, currency, customer=before), About(on, currency, customer=after), amount)
        ledger.book(pair, at=at, by=by)
    return {f"credit {currency}": [amount] for currency, amount in moved.items()}


def _credit_in(moved: dict[str, list[int]], ref: str) -> dict[tuple[str, str], int]:
    return {
        (ref, kind.removeprefix("credit ")): values[0] for kind, values in moved.items() if kind.startswith("credit ")
    }
