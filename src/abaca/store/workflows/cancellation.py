"""The renewal is cancelled or resumed; the subscription stays active to its end date either way."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from abaca.kernel.money import Money
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import instant_fact, money_fact
from abaca.store.correspondence.actions import await_charge
from abaca.store.notices.actions import draft, replan, subscription_facts
from abaca.store.payments.actions import call_off_unsent
from abaca.store.payments.models import Attempt, Refund
from abaca.store.payments.queries import methods_by_ref, orders_with_open_attempts
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import open_terms
from abaca.store.subscriptions.states import SubscriptionState

from . import late_charges
from .giving_up import drop_orders
from .late_charges import Facts
from .renewal import advance


@dataclass(frozen=True)
class Evidence:
    """By what something was asked, and when: a mail, to which the confirmation answers, or a page."""

    came_at: datetime
    ref: str = ""  # of the wish or the declaration
    by_mail: bool = True
    gives_back: bool = True  # what was charged since goes back; not where it is unclear that it was asked for
    stays_charged: Money | None = None  # what was charged before, and does not go back with it
    iban: str = ""  # the account for what was paid by transfer since then, where it is known
    ends_early: bool = False  # a person decides whether the term that is paid ends before its day
    message_id: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cancelled:
    """A renewal that was cancelled as of the instant at which that was asked."""

    subscription: Subscription
    was_so: bool = False  # it had been cancelled before
    refunds: Sequence[Refund] = ()  # of what was charged since, to be sent
    facts: Facts = field(default_factory=dict)  # what is worth noting of that


def cancel(subscription: Subscription, *, at: datetime, by: str) -> Subscription:
    """Turn the renewal off now and confirm it by letter; done twice it is done once.

    An unpaid renewal invoice is credited. A charge that has left the house cannot be called back: if it succeeds, the
    money goes back by itself, as for whoever writes a mail. The letter says so.
    """
    return _cancel(subscription, None, at=at, by=by).subscription


def cancel_as_of(subscription: Subscription, evidence: Evidence, *, at: datetime, by: str) -> Cancelled:
    """Turn the renewal off as of the instant at which a mail or a declaration came: what was charged since goes back.

    The letter says when it was asked for, and how long the subscription runs after the money has gone back. Whoever
    asks for what is so already is told once more.
    """
    return _cancel(subscription, evidence, at=at, by=by)


@transaction.atomic
def _cancel(subscription: Subscription, evidence: Evidence | None, *, at: datetime, by: str) -> Cancelled:
    subscription = subscriptions.lock(subscription)
    changed = subscriptions.set_auto_renew(subscription, on=False, at=at, by=by)
    if changed:
        _give_up_next_term(subscription, at=at, by=by)
    elif evidence is None:
        return Cancelled(subscription, was_so=True)
    refunds, facts, charge = list[Refund](), Facts(), late_charges.under_way(subscription)
    if charge is not None:  # a click is noted by the subscription itself
        await_charge(charge.key, asked_by=(evidence and evidence.ref) or subscription.ref)
    if evidence is not None and evidence.gives_back:
        since, iban = evidence.came_at, evidence.iban
        refunds, facts = late_charges.give_back_since(subscription, since, iban=iban, at=at, by=by)
        subscription = subscriptions.lock(subscription)
    waits = "not_given_back" in facts
    _confirm("renewal_cancelled", subscription, evidence, at, money_waits=waits, charge=charge)
    if changed and subscription.next_step_at and subscription.next_step_at <= at:
        advance([subscription.pk], at=at, by=by)  # the end date has already passed
        subscription = subscriptions.lock(subscription)
    return Cancelled(subscription, not changed, refunds, facts)


def _give_up_next_term(subscription: Subscription, *, at: datetime, by: str) -> None:
    waiting = open_terms([subscription.pk]).get(subscription.pk)
    if waiting:
        call_off_unsent(waiting.line.order, at=at, by=by)
    if waiting and not orders_with_open_attempts([waiting.line.order_id]):
        drop_orders([waiting], at=at, by=by)
        subscriptions.drop_planned_term(subscription)
    replan([subscription], at=at)


@transaction.atomic
def resume(subscription: Subscription, *, evidence: Evidence | None = None, at: datetime, by: str) -> Subscription:
    """Turn the renewal on again and confirm it by letter; done twice it is done once."""
    subscription = subscriptions.lock(subscription)
    if subscriptions.set_auto_renew(subscription, on=True, at=at, by=by):
        replan([subscription], at=at)
        _confirm("renewal_resumed", subscription, evidence, at)
    return subscription


def say_again(subscription: Subscription, evidence: Evidence, *, at: datetime) -> None:
    """Confirm once more how the renewal stands, to somebody who asks for what is so already."""
    renews = subscription.auto_renew and subscription.state == SubscriptionState.ACTIVE
    _confirm("renewal_resumed" if renews else "renewal_cancelled", subscription, evidence, at)


def _confirm(
    kind: str,
    subscription: Subscription,
    evidence: Evidence | None,
    at: datetime,
    *,
    money_waits: bool = False,
    charge: Attempt | None = None,
) -> None:
    """Write how the renewal stands, and what becomes of money; each mail and declaration gets an answer of its own.

    `money_waits` for a person, `charge` for its answer.
    """
    method = methods_by_ref([subscription.method_ref]).get(subscription.method_ref)
    came_at = evidence.came_at if evidence else at
    letter = draft(
        kind,
        subscription.customer,
        about=subscription.ref,
        key="/".join(filter(None, [kind, subscription.ref, at.isoformat(), evidence.ref if evidence else ""])),
        facts={
            **subscription_facts(subscription, method, at=at),
            "asked_at": instant_fact(came_at),
            "stays_charged": money_fact(evidence.stays_charged) if evidence and evidence.stays_charged else None,
            "on_its_way": money_fact(Money(charge.amount, charge.currency)) if charge else None,
            "money_waits": money_waits,
            "ends_early": bool(evidence and evidence.ends_early),
            "by_mail": {"received_at": instant_fact(came_at)} if evidence and evidence.by_mail else None,
        },
    )
    enqueue([answering(letter, evidence)], at=at)


def answering(letter: Draft, evidence: Evidence | None) -> Draft:
    """Return the letter as an answer to a mail, so that it stands below it in the reader's mail program."""
    if evidence is None or not evidence.message_id:
        return letter
    conversation = (*evidence.references, evidence.message_id)
    return replace(letter, in_reply_to=evidence.message_id, references=conversation)
