"""The stories that wait for the outside, and the register of what falls due in the store."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from abaca.access import links
from abaca.dispatch.due_work import DueWork
from abaca.inbox.queries import next_to_settle, to_settle
from abaca.store.catalogue.models import Plan
from abaca.store.correspondence.models import Declaration
from abaca.store.correspondence.queries import (
    answered_charges,
    declarations_over_time,
    due_declarations,
    next_answered_charge,
    next_declaration,
    next_declaration_over_time,
    next_unanswered,
    unanswered,
)
from abaca.store.invoices import queries as invoices
from abaca.store.ledger.jobs import RELEASES
from abaca.store.notices import jobs as notices
from abaca.store.notices.actions import ORDER_LINK
from abaca.store.notices.queries import due_notices, next_to_be_shown, to_be_shown
from abaca.store.orders.models import Order
from abaca.store.orders.queries import lapsing, next_lapse, order_by_ref, order_of_checkout
from abaca.store.orders.states import OrderKind
from abaca.store.payments import actions
from abaca.store.payments import jobs as payments
from abaca.store.payments.actions import NewMethod, hear
from abaca.store.payments.models import Attempt, Dispute, PaymentMethod, Refund
from abaca.store.payments.queries import (
    due_attempts,
    due_disputes,
    due_hints,
    due_methods,
    due_refunds,
    next_attempt,
    next_dispute,
    next_hint,
    next_method,
    next_refund,
    next_transfer_over_time,
    open_attempt_of,
    transfers_over_time,
)
from abaca.store.payments.states import AttemptState
from abaca.store.product_keys import jobs as product_keys
from abaca.store.product_keys.queries import due_errands, next_errand
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import due_subscriptions, next_step, next_stepper, open_terms
from abaca.store.subscriptions.renewal_dates import timetable
from abaca.store.tax import jobs as registers
from abaca.store.tax.models import VatCheck
from abaca.store.tax.patience import REUSE
from abaca.store.tax.queries import next_silent, seller, silent

from . import (
    checkout,
    declarations,
    disputes,
    holding,
    key_delivery,
    late_answers,
    mail_wishes,
    paying,
    payouts,
    pricing,
    program_notices,
    refunds,
    renewal,
    retention,
    transfers,
    vat_answers,
    vat_renewals,
    wish_acts,
    withdrawal,
)
from .collection import LATE_CHARGES, conclude
from .taxing import Billing, asks_register, visitor, with_id_in_form
from .upgrade import order_upgrade, take_up_for_nothing

log = logging.getLogger(__name__)

PROVIDER = "rehearsal"  # the gateway of new methods; others come beside it with their credentials


@dataclass(frozen=True)
class Card:
    """A card as it was typed; it goes to the provider and is kept nowhere here."""

    number: str
    exp_month: int
    exp_year: int
    cvc: str


@dataclass(frozen=True)
class Wallet:
    login: str


@dataclass(frozen=True)
class BankTransfer:
    """The customer will send the money himself."""


Means = Card | Wallet | BankTransfer


def buy(wish: checkout.Wish, means: Means, *, at: datetime, by: str) -> Order:
    """Take a checkout form to its end: hand the card to the provider, write the order, ask for the money."""
    known = order_of_checkout(wish.token)
    if known:
        return known
    look_up(wish.billing.as_copy(), wish.token, at=at, by=by)
    checkout.check(wish, at=at)
    order, attempt_id = checkout.buy(wish, _handed_over(means, at), at=at, by=by)
    if attempt_id is not None:
        _collect_now(attempt_id, at)
    return order_by_ref(order.ref)


def look_up(billing: Billing, token: str, *, at: datetime, by: str) -> VatCheck | None:
    """Ask the register about the VAT id of somebody who fills in a checkout form, if its answer changes his tax.

    Wrong digits are refused at once. None: there is nothing to ask.
    """
    address = with_id_in_form(billing)
    if not asks_register(address, by=seller()):
        return None
    return registers.check_now(
        address["vat_id"], visitor(token), max_age=REUSE, conclude=vat_answers.conclude, at=at, by=by
    )


def ask_registers(ids: list[int], *, at: datetime) -> None:
    """Ask the registers about VAT ids whose question is open."""
    registers.ask(ids, conclude=vat_answers.conclude, at=at)


def ask_before_renewals(ids: list[int], *, at: datetime) -> None:
    """Put the questions about VAT ids that an answer is needed to on D."""
    vat_renewals.ask(ids, at=at, by="the house")


def go_on_without_registers(ids: list[int], *, at: datetime) -> None:
    """Send the invoices, with tax, that have waited long enough for a silent register."""
    vat_answers.go_on_without(ids, at=at, by="the house")


def pay(order: Order, means: Means | PaymentMethod, *, at: datetime, by: str) -> Order:
    """Pay an order that waits for its money in another way; an upgrade of which nothing is left to pay is taken up."""
    if order.kind == OrderKind.UPGRADE and not order.due:
        return take_up_for_nothing(order, at=at, by=by)
    new = means if isinstance(means, PaymentMethod) else _handed_over(means, at)
    attempt_id = paying.pay_with(order, new, at=at, by=by)
    if attempt_id is not None:
        _collect_now(attempt_id, at)
    return order_by_ref(order.ref)


def confirm_renewal(order: Order, *, at: datetime, by: str) -> Order:
    """Go on with a renewal that waited for its customer's word, and ask for its money while he looks on."""
    attempt_id = holding.confirm(order, at=at, by=by)
    if attempt_id is not None:
        _collect_now(attempt_id, at)
    return order_by_ref(order.ref)


def upgrade(
    subscription: Subscription, plan: Plan, means: Means | PaymentMethod, *, shown: int, at: datetime, by: str
) -> Order:
    """Go over to a larger plan at the price that was shown, in minor units, and pay for it at once."""
    order = order_upgrade(subscription, plan, shown=shown, at=at, by=by)
    return pay(order, means, at=at, by=by)


def change_method(subscription: Subscription, means: Means, *, at: datetime, by: str) -> Subscription:
    """Charge the next terms of a subscription in another way."""
    new = _handed_over(means, at)
    if new is None:
        return paying.change_method(subscription, None, at=at, by=by)
    changed = paying.add_method(subscription, new, at=at, by=by)
    _ask_for_what_is_due(changed, at)
    return changed


def _ask_for_what_is_due(subscription: Subscription, at: datetime) -> None:
    """Send the attempt that a new method may have opened, while its customer looks on."""
    waiting = open_terms([subscription.pk]).get(subscription.pk)
    attempt = open_attempt_of(waiting.line.order_id) if waiting else None
    if attempt is not None and attempt.state == AttemptState.READY:
        _collect_now(attempt.pk, at)


def _collect_now(attempt_id: int, at: datetime) -> None:
    """Bring an attempt forward while its customer looks on; if that breaks, the order stands and the worker goes on."""
    try:
        collect([attempt_id], at=at)
    except Exception:
        log.exception("Attempt %s is left to the worker.", attempt_id)


def come_back(order: Order, *, at: datetime) -> Order:
    """Hear what became of a payment whose customer comes back from his bank, or looks at the page again."""
    attempt = open_attempt_of(order.pk)
    if attempt is not None and attempt.state != AttemptState.READY:
        collect([attempt.pk], at=at)
    return order_by_ref(order.ref)


def _handed_over(means: Means, at: datetime) -> NewMethod | None:
    if isinstance(means, Card):
        return payments.tokenise_card(
            PROVIDER, number=means.number, exp_month=means.exp_month, exp_year=means.exp_year, cvc=means.cvc, at=at
        )
    if isinstance(means, Wallet):
        return payments.connect_wallet(PROVIDER, login=means.login, at=at)
    return None


def collect(ids: list[int], *, at: datetime) -> None:
    """Bring attempts forward."""
    payments.collect(ids, conclude=conclude, return_url=lambda ref: _return_url(ref, at), at=at)


def _return_url(order_ref: str, at: datetime) -> str:
    return f"{settings.PUBLIC_URL}/order/{links.sign(ORDER_LINK, order_ref, days=30, at=at)}/back/"


def advance(ids: list[int], *, at: datetime) -> None:
    """Take the due step of some subscriptions."""
    renewal.advance(ids, at=at, by="the house")


def announce(ids: list[int], *, at: datetime) -> None:
    """Give some notices, with the prices that are then charged."""
    pricing.announce(ids, at=at)


def lapse(ids: list[int], *, at: datetime) -> None:
    """Give up first orders whose money never came; a payment that waits for its customer is called off before."""
    for attempt in Attempt.objects.select_related("method", "order").filter(order__in=ids, state=AttemptState.ACTION):
        payments.give_up(attempt, conclude=conclude, at=at)
    paying.lapse_unpaid(ids, at=at, by="the house")


def listen(raw: bytes, signature: str, *, provider: str, at: datetime) -> None:
    """Take a provider's notification as a hint: check its signature, keep it once, and ask the provider itself."""
    heard = hear(payments.read_notification(provider, raw, signature), provider=provider, at=at)
    if heard.attempt_id is not None:
        collect([heard.attempt_id], at=at)
    if heard.refund_id is not None:
        give_back([heard.refund_id], at=at)
    if heard.hint_id is not None:
        follow_hints([heard.hint_id], at=at)


def give_back(ids: list[int], *, at: datetime) -> None:
    """Bring refunds forward."""
    payments.give_back(ids, conclude=refunds.conclude, at=at)


def refund(order: Order, wish: refunds.Wish, *, at: datetime, by: str) -> list[Refund]:
    """Take an order back, and send the money while somebody looks on."""
    return _sent(refunds.refund(order, wish, at=at, by=by), at)


def withdraw(order: Order, *, iban: str = "", at: datetime, by: str) -> list[Refund]:
    """Give an order back within its days, and send the money while its customer looks on."""
    return _sent(withdrawal.withdraw(order, iban=iban, at=at, by=by), at)


def look_at_declarations(ids: list[int], *, at: datetime) -> None:
    """Find out what was declared on the pages without a log-in, and carry out what is clear."""
    for declaration_id in ids:
        _sent(declarations.look_at(declaration_id, at=at, by="the house"), at)


def say_yes(declaration: Declaration, chosen: list[str], *, iban: str = "", at: datetime, by: str) -> None:
    """Carry out a declaration that its customer, or a member of the staff, confirms for the refs that he chose."""
    _sent(declarations.say_yes(declaration, chosen, iban=iban, at=at, by=by), at)


def look_at_late_charges(ids: list[int], *, at: datetime) -> None:
    """Give back what charges have brought that were on their way when a mail or a declaration cancelled the renewal."""
    for awaited_id in ids:
        _sent(late_answers.look_at_charge(awaited_id, at=at, by="the house"), at)


def tell_programs(ids: list[int], *, at: datetime) -> None:
    """Let programs show what did not reach their customers by letter."""
    program_notices.tell_programs(ids, at=at)


def leave_unanswered(ids: list[int], *, at: datetime) -> None:
    """Leave to a person what customers were asked about mails and have not answered."""
    for wish_id in ids:
        wish_acts.give_up_waiting(wish_id, at=at, by="the house")


def _sent(opened: list[Refund], at: datetime) -> list[Refund]:
    try:
        give_back([r.pk for r in opened if r.kind == Refund.PROVIDER], at=at)
    except Exception:
        log.exception("Refunds %s are left to the worker.", opened)
    return opened


def follow_hints(ids: list[int], *, at: datetime) -> None:
    """Read again what some notifications of disputes and payouts speak of."""
    payments.follow_hints(ids, disputes=disputes.conclude, payouts=payouts.receive, at=at)


def give_evidence(dispute: Dispute, text: str, *, at: datetime, by: str) -> None:
    """Write our side of a dispute down, and hand it in while somebody looks on."""
    _tended(actions.give_evidence(dispute, text, at=at, by=by), at)


def accept_dispute(dispute: Dispute, *, at: datetime, by: str) -> None:
    """Give a dispute up, and tell the provider while somebody looks on."""
    _tended(actions.accept(dispute, at=at, by=by), at)


def _tended(dispute: Dispute, at: datetime) -> None:
    try:
        tend_disputes([dispute.pk], at=at)
    except Exception:
        log.exception("Dispute %s is left to the worker.", dispute)


def tend_disputes(ids: list[int], *, at: datetime) -> None:
    """Hand in our side of disputes, and look how they stand."""
    payments.tend(ids, conclude=disputes.conclude, at=at)


def drop_methods(ids: list[int], *, at: datetime) -> None:
    """Tell providers to drop the methods that were removed."""
    payments.drop(ids, at=at)


def ask_generators(ids: list[int], *, at: datetime) -> None:
    """Ask the vendor's generators for the product keys of paid lines."""
    product_keys.run_errands(ids, conclude=key_delivery.conclude, at=at, by="the generator")


def read_bank(_ids: list[int], *, at: datetime) -> None:
    """Read what is new on the bank's statement."""
    entries = payments.read_statement(transfers.order_named_by)
    if entries:
        transfers.receive(entries, at=at, by="the bank")


def answer_mails(ids: list[int], *, at: datetime) -> None:
    """Understand mails that came in, and do what they clearly and provably wish."""
    mail_wishes.settle_mails(ids, at=at)


def _statement_waits(_at: datetime, _limit: int) -> list[int]:
    return [0] if payments.statement_has_more() else []


def _next_statement() -> datetime | None:
    return payments.next_booking()


def hear_rehearsal(_ids: list[int], *, at: datetime) -> None:
    """Receive the notifications that the rehearsal provider has due, as its calls to our address would bring them."""
    for raw, signature, event_id in payments.rehearsal_notifications(at):
        listen(raw, signature, provider="rehearsal", at=at)
        payments.acknowledge_rehearsal(event_id, at=at)


def _notifications_wait(at: datetime, _limit: int) -> list[int]:
    due_at = payments.next_rehearsal_notification()
    return [0] if due_at is not None and due_at <= at else []


def _renewal_words() -> tuple[datetime, str] | None:
    subscription = next_stepper()
    if subscription is None or subscription.next_step_at is None:
        return None
    steps = timetable(auto_renew=subscription.auto_renew, method_kind=subscription.method_kind)
    return subscription.next_step_at, f"{steps[subscription.step].act}|{subscription.customer.name}"


DUE_WORK = (
    # before the renewals: what was declared before a charge counts
    DueWork(declarations.WORK, due_declarations, next_declaration, look_at_declarations, batch=10),
    DueWork("store.notices", due_notices, notices.next_at, announce, words=notices.words),
    notices.LOST,
    DueWork("store.program_notices", to_be_shown, next_to_be_shown, tell_programs),
    DueWork("store.renewals", due_subscriptions, next_step, advance, words=_renewal_words),
    DueWork("store.collect", due_attempts, next_attempt, collect),
    DueWork(LATE_CHARGES, answered_charges, next_answered_charge, look_at_late_charges, batch=10),
    DueWork("store.unanswered", unanswered, next_unanswered, leave_unanswered),
    DueWork("store.refunds", due_refunds, next_refund, give_back),
    DueWork(actions.DROP, due_methods, next_method, drop_methods),
    DueWork("store.hints", due_hints, next_hint, follow_hints),
    DueWork("store.disputes", due_disputes, next_dispute, tend_disputes),
    # one by one: a call may take two minutes, and an errand is in hand for five from the instant of its batch
    DueWork("store.generators", due_errands, next_errand, ask_generators, batch=1),
    DueWork("store.vat_renewals", vat_renewals.due, vat_renewals.next_at, ask_before_renewals),
    DueWork("store.vat_ids", registers.due, registers.next_at, ask_registers, batch=5),
    DueWork("store.vat_silence", silent, next_silent, go_on_without_registers),
    DueWork("store.bank", _statement_waits, _next_statement, read_bank),
    DueWork("store.mails", to_settle, next_to_settle, answer_mails, batch=10),
    DueWork("store.lapses", lapsing, next_lapse, lapse),
    RELEASES,
    DueWork("store.papers", invoices.over_time, invoices.next_over_time, retention.destroy_papers, batch=500),
    DueWork("store.bank_lines", transfers_over_time, next_transfer_over_time, retention.forget_bank_lines, batch=500),
    DueWork(
        "store.old_declarations",
        declarations_over_time,
        next_declaration_over_time,
        retention.forget_declarations,
        batch=500,
    ),
    DueWork("store.notifications", _notifications_wait, payments.next_rehearsal_notification, hear_rehearsal),
)
