"""A charge was on its way when a renewal was cancelled in whatever way, and has its answer now: what follows."""

import logging
from datetime import datetime

from django.db import OperationalError, transaction

from abaca.store.correspondence.actions import (
    Declaring,
    await_no_more,
    hold,
    hold_awaited,
    hold_declaration,
    receive_declaration,
)
from abaca.store.correspondence.deciding import Reason
from abaca.store.correspondence.models import AwaitedCharge
from abaca.store.correspondence.states import Declared, WishState
from abaca.store.correspondence.words import REASONS
from abaca.store.journal.actions import record
from abaca.store.journal.queries import latest_entries
from abaca.store.payments.models import Attempt, Refund
from abaca.store.subscriptions.queries import SubscriptionUnknown, subscription_by_ref, term_of_order

from . import declarations, late_charges, wish_acts
from .late_charges import Facts

CANCELLED = "subscription.renewal_cancelled"

log = logging.getLogger(__name__)


def look_at_charge(awaited_id: int, *, at: datetime, by: str) -> list[Refund]:
    """Give back what an awaited charge has brought; one at which this breaks is left to a person.

    Exactly once: nobody awaits it any more when this commits. Nothing goes back where the customer wants the renewal
    again. Refunds that were opened are returned, to be sent.
    """
    try:
        return _look_at_charge(awaited_id, at=at, by=by)
    except OperationalError:  # the database, not the charge: the next round tries again
        log.exception("Awaited charge %s waits for the database.", awaited_id)
    except Exception:
        log.exception("What awaited charge %s has brought cannot go back; it is left to staff.", awaited_id)
        _leave(awaited_id, at=at, by=by)
    return []


@transaction.atomic
def _look_at_charge(awaited_id: int, *, at: datetime, by: str) -> list[Refund]:
    awaited = hold_awaited(awaited_id)
    if awaited is None or (answer := late_charges.answer_of(awaited.key)) is None:
        return []
    wish = hold(awaited.asked_by)
    refunds, facts = list[Refund](), Facts()
    term = term_of_order(answer.order_id)
    if term is not None and (wish is None or wish.state == WishState.DONE):
        refunds, facts = late_charges.give_back_late(term.subscription, answer, at=at, by=by)
    _draw(awaited, facts, at=at, by=by)
    return refunds


@transaction.atomic
def _leave(awaited_id: int, *, at: datetime, by: str) -> None:
    """Tell a person of a charge at which giving back broke; nothing of what was tried stands."""
    awaited = hold_awaited(awaited_id)
    answer: Attempt | None = late_charges.answer_of(awaited.key) if awaited else None
    if awaited is not None and answer is not None:
        facts = {"not_given_back": answer.order.ref, "number": answer.order.number, "code": str(Reason.TROUBLE)}
        _draw(awaited, facts | {"sentence": str(REASONS[Reason.TROUBLE])}, at=at, by=by)


def _draw(awaited: AwaitedCharge, facts: Facts, *, at: datetime, by: str) -> None:
    """Tell whoever had the renewal cancelled what became of the money."""
    await_no_more(awaited)
    if not facts:
        return
    if wish := hold(awaited.asked_by):
        wish_acts.note_charge(wish, facts, at=at, by=by)
    elif declaration := hold_declaration(awaited.asked_by):
        declarations.note_charge(declaration, facts, at=at, by=by)
    else:
        _note_click(awaited, facts, at=at, by=by)


def _note_click(awaited: AwaitedCharge, facts: Facts, *, at: datetime, by: str) -> None:
    """Tell in the journal what became of money after a click; what could not go back is left to a person.

    Nobody sees to a click as somebody sees to a mail, so it becomes a declaration of its customer's.
    """
    try:
        subscription = subscription_by_ref(awaited.asked_by)
    except SubscriptionUnknown:  # nobody is left whom it could be told; the refund tells of itself
        return
    customer = subscription.customer
    record("subscription.charge_answered", subscription.ref, whose=customer.ref, at=at, by=by, **facts)
    if "not_given_back" in facts:
        off = latest_entries([subscription.ref], CANCELLED).get(subscription.ref)
        clicked = Declaring(
            token=f"click/{awaited.key}",
            what=Declared.CANCEL,
            name=customer.name,
            contract=str(facts["number"]),
            email=customer.email,
            language=customer.language,
        )
        came_at = off.at if off else at
        declaration, _first = receive_declaration(clicked, doubted=False, came_at=came_at, at=at, by=customer.ref)
        declarations.leave_money(declaration, subscription, facts, at=at, by=by)
