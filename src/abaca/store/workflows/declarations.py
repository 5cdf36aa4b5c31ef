"""Cancelling and withdrawing on a page without a log-in: received at once, carried out where the facts are exact.

The page only keeps what was declared and confirms it, whatever the facts lead to: neither its words nor its time tell a
stranger whether an order or an address exists. Moments later the house looks for the contract.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.access.actions import is_within
from abaca.access.limits import ONE_CONTRACT, ONE_DECLARER, ONE_READER
from abaca.dispatch.actions import wake
from abaca.kernel.emails import fold, is_email
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import enqueue
from abaca.store.correspondence.actions import (
    Declaring,
    lock_declaration,
    move_declaration,
    note_declared_charge,
    receive_declaration,
    take_declarations,
)
from abaca.store.correspondence.declaring import (
    LEFT_TO_A_PERSON,
    Clues,
    Way,
    Why,
    is_earlier,
    is_later,
    looked_at_again,
    way_of,
    without_secret,
)
from abaca.store.correspondence.models import Declaration
from abaca.store.correspondence.queries import WAITING
from abaca.store.correspondence.states import DeclarationState, Declared
from abaca.store.correspondence.understanding.mentions import without_keys
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email, present_self
from abaca.store.orders.models import Order
from abaca.store.orders.numbers import order_pk
from abaca.store.orders.queries import OrderUnknown, order_by_number, order_by_ref
from abaca.store.orders.states import OrderKind, OrderState
from abaca.store.payments.actions import IbanWrong
from abaca.store.payments.ibans import is_iban
from abaca.store.payments.models import Refund
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import key_with_text, keys_by_ref, sendings_of_line
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import latest_of, subscription_of, subscriptions_of, term_of_order
from abaca.store.subscriptions.states import SubscriptionState

from . import cancellation, late_charges, withdrawal
from .cancellation import Evidence
from .declared_letters import lapsed, question, receipt
from .queries import whole_subscription
from .rights import Right, open_rights, right_of_order

WORK = "store.declarations"
A_STRANGER = "a declaration"


class NothingChosen(Refusal):
    code = "nothing_chosen"
    sentence = _("Please choose what it is about.")
    status = 422


class AnsweredAlready(Refusal):
    code = "declaration_answered"
    sentence = _("This was settled already; nothing more is to be done.")
    status = 409


@dataclass(frozen=True)
class Found:
    """What the facts of a declaration lead to."""

    clues: Clues
    customer: Customer | None = None
    order: Order | None = None
    subscription: Subscription | None = None

    @property
    def about(self) -> str:
        return self.subscription.ref if self.subscription else ""


@dataclass
class Carried:
    """What came of carrying a declaration out."""

    refunds: list[Refund] = field(default_factory=list)  # that were opened, to be sent
    left: dict[Why, str] = field(default_factory=dict)  # to a person: why, and about which subscription
    notes: list[str] = field(default_factory=list)  # what he has to know of money that could not go back by itself

    def take(self, other: "Carried") -> None:
        self.refunds += other.refunds
        self.left = other.left | self.left
        self.notes += other.notes


@transaction.atomic
def receive(said: Declaring, *, at: datetime) -> Declaration:
    """Keep what was declared, confirm it to the address that was named, and have it looked at at once.

    A product key is kept by its ref and its last characters only, and not at all within other words. What comes twice
    by the same form is received once.
    """
    key = key_with_text(said.contract)
    said = replace(
        said,
        contract=without_secret(said.contract),
        named=key.ref if key else "",
        name=without_keys(said.name),
        reason_given=without_keys(said.reason_given),
    )
    doubted = not all(
        [
            is_within(
                ONE_CONTRACT, f"{said.what} {said.named or order_pk(said.contract) or fold(said.contract)}", at=at
            ),
            is_within(ONE_DECLARER, fold(said.email), at=at),
        ]
    )
    declaration, first_time = receive_declaration(said, doubted=doubted, at=at, by=A_STRANGER)
    if first_time and is_within(ONE_READER, fold(said.email), at=at):
        enqueue([receipt(declaration, at)], at=at)
    wake(WORK)
    return declaration


@transaction.atomic
def look_at(declaration_id: int, *, at: datetime, by: str) -> list[Refund]:
    """Find the contract of a declaration, and carry it out, ask its customer, or leave it to a person.

    One that was looked at before has waited long enough for its customer's answer. Refunds that were opened are
    returned, to be sent.
    """
    for declaration in take_declarations([declaration_id], at=at):
        if declaration.state != DeclarationState.RECEIVED:
            move_declaration(declaration, DeclarationState.WITH_STAFF, why=Why.UNANSWERED, at=at, by=by)
            continue
        found = _find(declaration)
        way, why = way_of(found.clues, can_be_undone=declaration.what == Declared.CANCEL)
        if way == Way.DO:
            return _carry_out(declaration, found, at=at)
        if way == Way.ASK:
            if why == Why.BY_NUMBER and _is_too_late(declaration, found, at=at):
                continue
            _ask(declaration, found, why, at=at)
        else:
            move_declaration(declaration, DeclarationState.WITH_STAFF, why=why, at=at, by=by)
    return []


def _carry_out(declaration: Declaration, found: Found, *, at: datetime) -> list[Refund]:
    """Do what was declared; what is refused is left to a person, with the reason."""
    try:
        with transaction.atomic():
            if declaration.what == Declared.WITHDRAW:
                return _withdraw(declaration, found, at=at)
            return _cancel(declaration, found, at=at)
    except Refusal as refusal:
        declaration.refresh_from_db()
        _leave_to_staff(declaration, found, Why.REFUSED, note=str(refusal), at=at)
    return []


@transaction.atomic
def say_yes(declaration: Declaration, chosen: list[str], *, iban: str = "", at: datetime, by: str) -> list[Refund]:
    """Carry a declaration out for the subscriptions or orders that its customer, or staff, chose by their refs.

    The day on which it was received counts: what was charged since goes back, to `iban` where it was paid by transfer.
    An end after the term that is paid is left to a person when its customer wishes it; all else that was chosen is
    carried out. Refunds that were opened are returned, to be sent.
    """
    declaration = lock_declaration(declaration)
    if declaration.state not in WAITING or declaration.customer is None:
        raise AnsweredAlready
    if not chosen:
        raise NothingChosen
    if iban and not is_iban(iban):
        raise IbanWrong
    customer = present_self(declaration.customer)
    if declaration.what == Declared.CANCEL:
        carried = _cancel_chosen(declaration, customer, chosen, iban=iban, at=at, by=by)
    else:
        carried = Carried(_withdraw_chosen(declaration, customer, chosen, iban=iban, at=at, by=by))
    _settle(declaration, Why.CONFIRMED, carried, about=chosen[0], at=at, by=by)
    return carried.refunds


def _cancel_chosen(
    declaration: Declaration, customer: Customer, chosen: Sequence[str], *, iban: str, at: datetime, by: str
) -> Carried:
    """Go through all that was chosen, whatever comes of one of them."""
    carried = Carried()
    for ref in dict.fromkeys(chosen):
        subscription = subscription_of(customer.pk, ref)
        if by == customer.ref and is_later(declaration.wanted_on, subscription.ends_on):
            carried.left.setdefault(Why.LATER_DATE, ref)
        else:
            carried.take(_cancel_for(declaration, subscription, iban=iban, at=at, by=by))
    return carried


def _withdraw_chosen(
    declaration: Declaration, customer: Customer, chosen: Sequence[str], *, iban: str, at: datetime, by: str
) -> list[Refund]:
    opened = list[Refund]()
    for ref in dict.fromkeys(chosen):
        order = order_by_ref(ref)
        if order.customer_id != customer.pk or not _was_paid_by_then(order, declaration):
            raise OrderUnknown
        opened += withdrawal.withdraw(
            order, iban=iban, declared_at=declaration.received_at, words=declaration.reason_given, at=at, by=by
        )
    return opened


@transaction.atomic
def close(declaration: Declaration, *, note: str, at: datetime, by: str) -> Declaration:
    """Note how a person has settled a declaration."""
    declaration = lock_declaration(declaration)
    if declaration.state not in WAITING:
        raise AnsweredAlready
    return move_declaration(declaration, DeclarationState.CLOSED, why=declaration.why, note=note, at=at, by=by)


def what_it_may_mean(declaration: Declaration) -> tuple[list[Subscription], list[Right]]:
    """Return what a customer may choose from: subscriptions that renew, or orders that may be given back."""
    if declaration.customer is None:
        return [], []
    customer = present_self(declaration.customer)
    if declaration.what == Declared.WITHDRAW:
        rights = open_rights(customer, at=declaration.received_at)
        return [], [right for right in rights if _was_paid_by_then(right.order, declaration)]
    rows = subscriptions_of(customer.pk)
    return [s for s in rows if s.state == SubscriptionState.ACTIVE and s.auto_renew], []


def unpaid_order(declaration: Declaration) -> Order | None:
    """Return the order that a cancellation names, if its customer has not paid it: it lapses by itself."""
    order = order_by_number(declaration.contract) if declaration.what == Declared.CANCEL else None
    if order is None or declaration.customer is None or order.customer_id != present_self(declaration.customer).pk:
        return None
    waits = order.kind == OrderKind.FIRST and order.state == OrderState.PLACED and order.lapses_at is not None
    return order if waits else None


def _was_paid_by_then(order: Order, declaration: Declaration) -> bool:
    """Tell whether an order was there when something was declared: what was bought later cannot be meant."""
    return order.paid_at is not None and order.paid_at <= declaration.received_at


# --- finding the contract --------------------------------------------------------------------------------------------


def _find(declaration: Declaration) -> Found:
    """Return what the facts lead to: a product key or an order number names a contract, an address only a customer."""
    key = keys_by_ref([declaration.named]).get(declaration.named) if declaration.named else None
    order = key.line.order if key else order_by_number(declaration.contract)
    if order is None:
        return _found_by_email(declaration)
    term = term_of_order(order.pk)
    own = key is not None and _is_own(key)
    clues = Clues(
        customer=True,
        contract=term is not None,
        same_email=fold(declaration.email) == order.customer.email_folded,
        own_key=own,
        shared_key=key is not None and not own,
        doubted=declaration.doubted,
    )
    return Found(clues, order.customer, order, latest_of(term.subscription) if term else None)


def _found_by_email(declaration: Declaration) -> Found:
    typed = [text for text in (declaration.contract, declaration.email) if is_email(text)]
    customer = next((found for text in typed if (found := customer_with_email(text))), None)
    known = customer is not None and bool(subscriptions_of(customer.pk))
    return Found(Clues(customer=known, contract=False), customer if known else None)


def _is_own(key: ProductKey) -> bool:
    """Tell whether only the buyer can have a product key: one seat, and never sent on."""
    return key.line.quantity == 1 and key.withdrawn_on is None and not sendings_of_line(key.line_id)


# --- what becomes of it ----------------------------------------------------------------------------------------------


def _cancel(declaration: Declaration, found: Found, *, at: datetime) -> list[Refund]:
    subscription = found.subscription
    if subscription is None or is_later(declaration.wanted_on, subscription.ends_on):
        _leave_to_staff(declaration, found, Why.LATER_DATE, at=at)
        return []
    carried = _cancel_for(declaration, subscription, at=at, by=A_STRANGER)
    _settle(declaration, Why.EXACT, carried, customer=found.customer, about=found.about, at=at)
    return carried.refunds


def _cancel_for(
    declaration: Declaration, subscription: Subscription, *, iban: str = "", at: datetime, by: str
) -> Carried:
    """Cancel a renewal as of the instant at which it was declared: what was charged since goes back.

    The letter says what is left to a person.
    """
    early = _may_end_early(declaration, subscription, at=at)
    evidence = Evidence(declaration.received_at, declaration.ref, by_mail=False, iban=iban, ends_early=early)
    if subscription.state != SubscriptionState.ACTIVE:
        cancellation.say_again(subscription, replace(evidence, ends_early=False), at=at)
        return Carried()
    cancelled = cancellation.cancel_as_of(subscription, evidence, at=at, by=by)
    carried = Carried(list(cancelled.refunds))
    if note := _of_the_money(cancelled.facts):
        carried.left[Why.MONEY] = subscription.ref
        carried.notes.append(note)
    if early and cancelled.subscription.state == SubscriptionState.ACTIVE:  # else nothing of it is left
        carried.left[Why.EARLIER] = subscription.ref
    return carried


def _may_end_early(declaration: Declaration, subscription: Subscription, *, at: datetime) -> bool:
    """Tell whether the paid term may end before its day: its customer wishes it, or the law lets him end it (N6)."""
    wished = is_earlier(declaration.wanted_on, subscription.ends_on)
    return wished or whole_subscription(subscription, at=at).may_end_within_a_month


def _of_the_money(facts: late_charges.Facts) -> str:
    """Return what a person has to know of money that could not go back by itself."""
    return f"{facts['number']}: {facts['sentence']}" if "not_given_back" in facts else ""


def note_charge(declaration: Declaration, facts: late_charges.Facts, *, at: datetime, by: str) -> None:
    """Note what followed from a charge that was on its way when a declaration was carried out.

    Money that could not go back is left to a person, also where the declaration was settled.
    """
    note_declared_charge(declaration, at=at, by=by, **facts)
    if note := _of_the_money(facts):
        waits = declaration.state == DeclarationState.WITH_STAFF and declaration.why in LEFT_TO_A_PERSON
        why = declaration.why if waits else Why.MONEY
        move_declaration(declaration, DeclarationState.WITH_STAFF, why=why, note=note, at=at, by=by)


def leave_money(
    declaration: Declaration, subscription: Subscription, facts: late_charges.Facts, *, at: datetime, by: str
) -> None:
    """Leave to a person what a click has cancelled, where money that came after it could not go back by itself."""
    move_declaration(
        declaration,
        DeclarationState.WITH_STAFF,
        why=Why.MONEY,
        customer=subscription.customer,
        about=subscription.ref,
        note=_of_the_money(facts),
        at=at,
        by=by,
    )


def _withdraw(declaration: Declaration, found: Found, *, at: datetime) -> list[Refund]:
    order = found.order
    if order is None or _is_too_late(declaration, found, at=at):
        return []
    try:
        with transaction.atomic():
            opened = withdrawal.withdraw(
                order,
                declared_at=declaration.received_at,
                words=declaration.reason_given,
                at=at,
                by=A_STRANGER,
            )
    except IbanWrong:
        _ask(declaration, found, Why.NEEDS_ACCOUNT, at=at)
        return []
    _settle(declaration, Why.EXACT, Carried(), customer=found.customer, about=order.ref, at=at)
    return opened


def _is_too_late(declaration: Declaration, found: Found, *, at: datetime) -> bool:
    """Tell whether the right to give the order back has lapsed.

    Then its customer is asked about his other orders, or told why, and the rest is left to a person.
    """
    order = found.order
    if order is None or found.customer is None:
        return False
    right = right_of_order(order, at=declaration.received_at)
    if right.is_open:
        return False
    if any(
        _was_paid_by_then(each.order, declaration) for each in open_rights(found.customer, at=declaration.received_at)
    ):
        _ask(declaration, found, Why.NOT_EXACT, at=at)
        return True
    enqueue([lapsed(declaration, found.customer, right)], at=at)
    _leave_to_staff(declaration, replace(found, subscription=None), Why.LAPSED, at=at)
    return True


def _settle(
    declaration: Declaration,
    why: Why,
    carried: Carried,
    *,
    customer: Customer | None = None,
    about: str,
    at: datetime,
    by: str = A_STRANGER,
) -> None:
    """Write down that it was carried out, or what is left of it to a person.

    Whether a cause ends a contract before its term is for a person to say; so is what was left to one before, until he
    notes how it was settled. Only a later end is settled by carrying it out.
    """
    left = dict(carried.left)
    if declaration.extraordinary:
        left.setdefault(Why.CAUSE, about)
    if declaration.why in LEFT_TO_A_PERSON and declaration.why != Why.LATER_DATE:
        left.setdefault(Why(declaration.why), declaration.about)
    first = next((each for each in LEFT_TO_A_PERSON if each in left), None)
    move_declaration(
        declaration,
        DeclarationState.WITH_STAFF if first else DeclarationState.DONE,
        why=first or why,
        customer=customer,
        about=left[first] if first else about,
        note="\n".join(carried.notes),
        at=at,
        by=by,
    )


def _leave_to_staff(declaration: Declaration, found: Found, why: Why, *, note: str = "", at: datetime) -> None:
    about = found.about or (found.order.ref if found.order else "")
    move_declaration(
        declaration,
        DeclarationState.WITH_STAFF,
        why=why,
        customer=found.customer,
        about=about,
        note=note,
        at=at,
        by=A_STRANGER,
    )


def _ask(declaration: Declaration, found: Found, why: Why, *, at: datetime) -> None:
    """Ask the registered address by a link; a person takes over if nobody answers."""
    if found.customer is None:
        return
    about = found.order.ref if found.order and declaration.what == Declared.WITHDRAW else found.about
    # a few letters a day are enough for an address that strangers play with
    if is_within(replace(ONE_READER, name="asked"), found.customer.ref, at=at):
        enqueue([question(declaration, found.customer, found.subscription, at)], at=at)
    move_declaration(
        declaration,
        DeclarationState.ASKED,
        why=why,
        customer=found.customer,
        about=about,
        next_at=looked_at_again(at),
        at=at,
        by="the house",
    )
