"""A charge was on its way when a mail or a declaration cancelled the renewal, and has its answer now: what follows."""

import logging
from datetime import datetime

from django.db import OperationalError, transaction

from abaca.store.correspondence.actions import await_no_more, hold, hold_awaited, hold_declaration
from abaca.store.correspondence.deciding import Reason
from abaca.store.correspondence.models import AwaitedCharge
from abaca.store.correspondence.states import WishState
from abaca.store.correspondence.words import REASONS
from abaca.store.payments.models import Attempt, Refund
from abaca.store.subscriptions.queries import term_of_order

from . import declarations, late_charges, wish_acts
from .late_charges import Facts

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
    if declaration := hold_declaration(awaited.asked_by):
        declarations.note_charge(declaration, facts, at=at, by=by)
