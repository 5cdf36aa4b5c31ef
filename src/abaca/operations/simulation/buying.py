"""What customers do in the store: buy, confirm, pay in another way, transfer, cancel and resume."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from abaca.operations.cast import sell
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderKind, OrderState
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Attempt
from abaca.store.payments.references import transfer_reference
from abaca.store.payments.states import AttemptState
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.states import SubscriptionState
from abaca.store.workflows.cancellation import cancel, resume
from abaca.store.workflows.jobs import BankTransfer, Card, Means, Wallet, change_method, come_back, pay

from .agenda import Agenda
from .crowd import GOOD_CARD, Customer

TROUBLES = (AttemptState.DECLINED, AttemptState.ACTION)


@dataclass
class Buyers:
    """The crowd at the store's counter; once a day it looks at what the letters ask for."""

    agenda: Agenda
    by_email: Mapping[str, Customer]
    troubles_seen: set[tuple[int, str]] = field(default_factory=set)
    transfers_seen: set[int] = field(default_factory=set)
    last_begun: int = 0

    def arrive(self, customer: Customer, at: datetime) -> None:
        """Let a customer buy."""
        person = customer.person
        sell(person, customer.plan, seats=customer.seats, currency=customer.currency, at=at)
        if customer.happens(5):  # impatient people click twice, and some come back for another plan
            self.agenda.add(at + customer.days(1, 90), partial(self._buy_again, customer))

    def look(self, at: datetime) -> None:
        """Read the letters of the day."""
        for attempt in Attempt.objects.select_related("order").filter(state__in=TROUBLES, order__state="placed"):
            if (attempt.pk, attempt.state) not in self.troubles_seen:
                self.troubles_seen.add((attempt.pk, attempt.state))
                self._answer_trouble(self.by_email[attempt.order.email], attempt, at)
        for order in Order.objects.filter(state=OrderState.PLACED, method_kind="transfer").order_by("pk"):
            if order.pk not in self.transfers_seen:
                self.transfers_seen.add(order.pk)
                self._plan_transfer(self.by_email[order.email], order, at)
        begun = Subscription.objects.select_related("customer").filter(pk__gt=self.last_begun).order_by("pk")
        for subscription in begun:
            self.last_begun = subscription.pk
            self._plan_changes_of_mind(self.by_email[subscription.customer.email], subscription, at)

    # --- trouble with a charge ---------------------------------------------------------------------------------------

    def _answer_trouble(self, customer: Customer, attempt: Attempt, at: datetime) -> None:
        if attempt.state == AttemptState.ACTION and customer.happens(75):
            approved = customer.happens(90)
            self.agenda.add(at + customer.days(0, 10), partial(self._confirm, attempt, approved))
        elif attempt.state == AttemptState.DECLINED and customer.happens(55):
            days = 1 if attempt.order.kind == OrderKind.FIRST else 12
            self.agenda.add(at + customer.days(0, days), partial(self._pay_otherwise, customer, attempt.order_id))

    def _confirm(self, attempt: Attempt, approved: bool, at: datetime) -> None:
        attempt.refresh_from_db()
        if attempt.state == AttemptState.ACTION:
            rehearsal_company().confirm(attempt.provider_ref, approved=approved, at=at)
            come_back(attempt.order, at=at)

    def _pay_otherwise(self, customer: Customer, order_id: int, at: datetime) -> None:
        order = Order.objects.get(pk=order_id)
        login = customer.person.email
        if order.method_kind == "wallet":
            rehearsal_company().top_up(login, order.gross * 3, order.currency, at)
        means: Means = Wallet(login) if order.method_kind == "wallet" else new_card(at)
        if customer.happens(8):
            means = BankTransfer()
        pay(order, means, at=at, by=login)

    # --- transfers ---------------------------------------------------------------------------------------------------

    def _plan_transfer(self, customer: Customer, order: Order, at: datetime) -> None:
        """Let some pay in time, some late, some too little at first, some never."""
        kind = customer.chance.choices(("soon", "late", "short", "never"), (76, 8, 8, 8))[0]
        if kind == "never":
            return
        days = customer.days(12, 45) if kind == "late" else customer.days(1, 9)
        first = order.gross - 500 if kind == "short" else order.gross
        self.agenda.add(at + days, partial(_transfer, order, first))
        if kind == "short" and customer.happens(70):
            self.agenda.add(at + days + customer.days(2, 6), partial(_transfer, order, 500))

    # --- changes of mind ---------------------------------------------------------------------------------------------

    def _plan_changes_of_mind(self, customer: Customer, subscription: Subscription, at: datetime) -> None:
        for year in range(3):
            begins = at + timedelta(days=365 * year)
            if customer.happens(18):
                off = customer.among(begins, begins + timedelta(days=360))
                self.agenda.add(off, partial(_change_mind, cancel, subscription))
                if customer.happens(35):
                    self.agenda.add(off + customer.days(0, 25), partial(_change_mind, resume, subscription))
            if customer.happens(12):
                when = customer.among(begins, begins + timedelta(days=390))
                self.agenda.add(when, partial(self._change_method, customer, subscription))

    def _change_method(self, customer: Customer, subscription: Subscription, at: datetime) -> None:
        subscription.refresh_from_db()
        if subscription.state == SubscriptionState.ACTIVE:
            kinds: list[Means] = [new_card(at), new_card(at), Wallet(customer.person.email), BankTransfer()]
            change_method(subscription, customer.chance.choice(kinds), at=at, by=subscription.customer.ref)

    def _buy_again(self, customer: Customer, at: datetime) -> None:
        sell(customer.person, "advanced", seats=1, currency=customer.currency, at=at)


def new_card(at: datetime) -> Card:
    return Card(GOOD_CARD, at.month, at.year + 4, "123")


def _transfer(order: Order, amount: int, at: datetime) -> None:
    reference = transfer_reference(order.number)
    rehearsal_company().bank.book(reference, amount, order.currency, at.date(), order.billing["name"], at)


def _change_mind(change: Callable[..., Subscription], subscription: Subscription, at: datetime) -> None:
    change(subscription, at=at, by=subscription.customer.ref)
