"""What a page about a person, an order or a subscription shows, in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.customers.models import Address, Customer
from abaca.store.customers.queries import refs_of
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import papers_about
from abaca.store.invoices.states import InvoiceKind
from abaca.store.journal.models import Entry
from abaca.store.journal.queries import history_of
from abaca.store.ledger.queries import credits_of
from abaca.store.notices.models import Notice, Undelivered
from abaca.store.notices.queries import notices_of, undelivered_of
from abaca.store.notices.rights import may_end_within_a_month
from abaca.store.notices.timetable import card_works_to
from abaca.store.orders.models import Line, Order
from abaca.store.orders.queries import orders_of
from abaca.store.orders.states import OrderState
from abaca.store.payments.models import Attempt, Dispute, Payment, PaymentMethod, Refund, Transfer
from abaca.store.payments.queries import (
    disputes_of,
    methods_by_ref,
    methods_of,
    payments_of,
    refunds_of,
    stray_transfers,
)
from abaca.store.payments.references import spaced, transfer_reference
from abaca.store.payments.states import DisputeState
from abaca.store.product_keys.models import Errand, ProductKey
from abaca.store.product_keys.queries import errands_by_line, file_of, keys_by_line, text_of
from abaca.store.product_keys.states import REDEEMABLE, KeyForm
from abaca.store.subscriptions.models import Subscription, Term, Upgrade
from abaca.store.subscriptions.queries import latest_upgrades, standing_of, subscriptions_of
from abaca.store.subscriptions.standing import Standing
from abaca.store.subscriptions.states import Stop, TermState

from .withdrawal import withdrawal_ends


class LicenceFileUnknown(Refusal):
    code = "licence_file_unknown"
    sentence = _("There is no such licence file in this order.")
    status = 404


@dataclass(frozen=True)
class ShownKey:
    """A product key as its buyer sees it."""

    ref: str
    seat: int
    text: str  # a licence file has none
    hint: str
    withdrawn_on: date | None
    form: str = KeyForm.ABACA
    seats: int = 1
    file_name: str = ""

    @property
    def last_seat(self) -> int:
        return self.seat + self.seats - 1

    @property
    def is_told(self) -> bool:
        """Tell whether licensing hears of it."""
        return self.form in REDEEMABLE

    @property
    def is_file(self) -> bool:
        return self.form == KeyForm.FILE


@dataclass(frozen=True)
class WholeSubscription:
    """A subscription with all that makes its sentence."""

    subscription: Subscription
    standing: Standing
    method: PaymentMethod | None
    card_dies_before: bool  # the saved card will not live to the renewal
    renewal: Order | None  # the order of the next term, whose money is awaited
    terms: list[Term]
    notices: list[Notice]
    undelivered: list[Undelivered] = field(default_factory=list)  # notices that did not arrive, and are not settled
    offer: Upgrade | None = None  # the latest upgrade that was ordered, whatever became of it

    @property
    def went_over(self) -> Upgrade | None:
        """The upgrade that took the place of this subscription, unless it was given back."""
        return self.offer if self.stopped_why == Stop.UPGRADED else None

    @property
    def going_over(self) -> Upgrade | None:
        """An upgrade that waits for its money."""
        return self.offer if self.offer and self.offer.closed_at is None else None

    @property
    def price(self) -> Money:
        return self.subscription.renewal_price

    @property
    def is_held(self) -> bool:
        """Tell whether the next term is not charged before its customer confirms it: a notice did not arrive."""
        return any(each.held_at is not None for each in self.undelivered)

    @property
    def may_end_within_a_month(self) -> bool:
        """Tell whether the law lets its customer end the present term at a month's notice (N6)."""
        running = [term for term in self.terms if term.state == TermState.PAID and term.stopped_on is None]
        if not running or self.standing not in (Standing.RENEWS, Standing.ENDING, Standing.AWAITING_TRANSFER):
            return False
        billing = running[-1].line.order.billing
        business = bool(billing.get("company", "").strip() or billing.get("vat_id", "").strip())
        return may_end_within_a_month(billing.get("country", ""), business=business, term=running[-1].number)

    @property
    def stopped_why(self) -> str:
        """Why the last paid term ended before its day; empty where it did not."""
        paid = [term for term in self.terms if term.state == TermState.PAID]
        return paid[-1].stopped_why if paid else ""


@dataclass(frozen=True)
class WholeOrder:
    """An order with everything on it."""

    order: Order
    line: Line
    keys: list[ShownKey]
    papers: list[Invoice]
    attempts: list[Attempt]
    term: Term | None
    whole_subscription: WholeSubscription | None
    reference: str  # for a bank transfer, in groups of four
    errands: list[Errand] = field(default_factory=list)  # product keys that are paid and still wanted
    payment: Payment | None = None
    refunds: list[Refund] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """For how many seats the product key is still on its way."""
        return sum(errand.seats for errand in self.errands)

    @property
    def redeemable(self) -> bool:
        """Tell whether there is a product key that can be entered on our activation page, and still counts."""
        return any(key.form in REDEEMABLE and key.withdrawn_on is None for key in self.keys)

    @property
    def only_files(self) -> bool:
        return bool(self.keys) and all(key.is_file for key in self.keys)

    @property
    def current_keys(self) -> list[ShownKey]:
        """Return the newest key of each seat: those before it were taken back."""
        return list({key.seat: key for key in self.keys}.values())

    @property
    def promise_ref(self) -> str:
        """The subscription that it belongs to, else the order itself: what stays the same from term to term."""
        return self.whole_subscription.subscription.ref if self.whole_subscription else self.order.ref

    @property
    def give_back_until(self) -> date | None:
        """The last day on which it may be given back without a reason, if it may be."""
        return None if self.is_contested or not self.left else withdrawal_ends(self.order, self.term)

    @property
    def is_contested(self) -> bool:
        """Tell whether a bank is looking at its payment."""
        return any(dispute.state == DisputeState.OPEN for dispute in self.disputes)

    @property
    def left(self) -> Money | None:
        """What credit notes have left of its invoice; None where nothing is left, or nothing was invoiced."""
        invoice = next((paper for paper in reversed(self.papers) if paper.kind == InvoiceKind.INVOICE), None)
        return invoice.left if invoice and invoice.left else None

    def runs(self, at: datetime) -> bool:
        """Tell whether the days that this order paid for are running."""
        paid = self.order.state == OrderState.PAID and self.term is not None and self.term.state == TermState.PAID
        taken_back = bool(self.keys) and all(key.withdrawn_on for key in self.current_keys)
        if not paid or taken_back or self.term is None:
            return False
        return self.term.begins <= local_day(at, self.order.time_zone) < self.term.runs_to


@dataclass(frozen=True)
class WholeCustomer:
    """A customer with all he has; orders newest first."""

    customer: Customer
    orders: list[WholeOrder]
    subscriptions: list[WholeSubscription]
    methods: list[PaymentMethod]
    addresses: dict[str, Address]
    history: list[Entry] = field(default_factory=list)
    stray_transfers: list[Transfer] = field(default_factory=list)
    credit: list[Money] = field(default_factory=list)


def whole_customer(customer: Customer, *, at: datetime) -> WholeCustomer:
    """Return a customer with all he has, for his portal and for the staff."""
    orders = orders_of(customer.pk)
    subscriptions = _subscriptions(subscriptions_of(customer.pk), at)
    return WholeCustomer(
        customer=customer,
        orders=_orders(orders, subscriptions),
        subscriptions=subscriptions,
        methods=methods_of(customer.pk),
        addresses={a.kind: a for a in Address.objects.filter(customer=customer)},
        history=history_of(*refs_of(customer)),
        stray_transfers=list(stray_transfers(customer.pk)),
        credit=[Money(left, currency) for (_ref, currency), left in sorted(credits_of([customer.ref]).items())],
    )


def whole_order(order: Order, *, at: datetime) -> WholeOrder:
    """Return one order with everything on it."""
    found = Subscription.objects.select_related("customer", "plan__product").filter(terms__line__order=order)
    return _orders([order], _subscriptions(list(found), at))[0]


def licence_file(order: Order, key_ref: str) -> tuple[ProductKey, bytes]:
    """Return a licence file of an order; what was withdrawn is not given out any more."""
    rows = ProductKey.objects.filter(line__order=order, form=KeyForm.FILE, withdrawn_on=None)
    key = rows.filter(ref=key_ref).first()
    if key is None:
        raise LicenceFileUnknown
    return key, file_of(key)


def whole_subscription(subscription: Subscription, *, at: datetime) -> WholeSubscription:
    """Return one subscription with all that makes its sentence."""
    return _subscriptions([subscription], at)[0]


def _subscriptions(rows: Sequence[Subscription], at: datetime) -> list[WholeSubscription]:
    terms: dict[int, list[Term]] = {s.pk: [] for s in rows}
    for term in Term.objects.select_related("line__order").filter(subscription__in=rows):
        terms[term.subscription_id].append(term)
    notices: dict[int, list[Notice]] = {s.pk: [] for s in rows}
    for notice in notices_of([s.pk for s in rows]):
        notices[notice.subscription_id].append(notice)
    lost: dict[int, list[Undelivered]] = {s.pk: [] for s in rows}
    for undelivered in undelivered_of([s.pk for s in rows]):
        lost[undelivered.subscription_id].append(undelivered)
    methods = methods_by_ref([s.method_ref for s in rows])
    offers = latest_upgrades([s.pk for s in rows])
    return [
        replace(
            _subscription(s, terms[s.pk], notices[s.pk], methods.get(s.method_ref), at),
            undelivered=lost[s.pk],
            offer=offers.get(s.pk),
        )
        for s in rows
    ]


def _subscription(
    s: Subscription, terms: list[Term], notices: list[Notice], method: PaymentMethod | None, at: datetime
) -> WholeSubscription:
    waiting = [t for t in terms if t.state == TermState.PLANNED]
    works_to = card_works_to(method.exp_month, method.exp_year) if method else None
    return WholeSubscription(
        subscription=s,
        standing=standing_of(s, renewal_open=bool(waiting), at=at),
        method=method,
        card_dies_before=works_to is not None and works_to < s.ends_on,
        renewal=waiting[0].line.order if waiting else None,
        terms=terms,
        notices=notices,
    )


def _orders(orders: Sequence[Order], subscriptions: Sequence[WholeSubscription]) -> list[WholeOrder]:
    lines = {order.pk: order.lines.all()[0] for order in orders}
    keys = keys_by_line([line.pk for line in lines.values()])
    errands = errands_by_line([line.pk for line in lines.values()])
    papers: dict[int, list[Invoice]] = {order.pk: [] for order in orders}
    for paper in papers_about(list(papers)):
        papers[paper.order_id].append(paper)
    attempts: dict[int, list[Attempt]] = {order.pk: [] for order in orders}
    for attempt in Attempt.objects.select_related("method").filter(order__in=orders):
        attempts[attempt.order_id].append(attempt)
    payments = payments_of([order.pk for order in orders])
    refunds: dict[int, list[Refund]] = {order.pk: [] for order in orders}
    for refund in refunds_of(list(refunds)):
        refunds[refund.payment.order_id].append(refund)
    disputes: dict[int, list[Dispute]] = {order.pk: [] for order in orders}
    for dispute in disputes_of(list(disputes)):
        disputes[dispute.payment.order_id].append(dispute)
    by_order = {t.line.order_id: (t, whole) for whole in subscriptions for t in whole.terms}
    whole_orders = []
    for order in orders:
        term, whole = by_order.get(order.pk, (None, None))
        whole_orders.append(
            WholeOrder(
                order=order,
                line=lines[order.pk],
                keys=[_shown(key) for key in keys.get(lines[order.pk].pk, [])],
                papers=papers[order.pk],
                attempts=attempts[order.pk],
                term=term,
                whole_subscription=whole,
                reference=spaced(transfer_reference(order.number)),
                errands=errands.get(lines[order.pk].pk, []),
                payment=payments.get(order.pk),
                refunds=refunds[order.pk],
                disputes=disputes[order.pk],
            )
        )
    return whole_orders


def _shown(key: ProductKey) -> ShownKey:
    return ShownKey(key.ref, key.seat, text_of(key), key.hint, key.withdrawn_on, key.form, key.seats, key.file_name)
