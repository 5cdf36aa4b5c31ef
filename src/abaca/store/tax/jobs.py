"""Asking the registers about VAT ids: outside any transaction, and again by the timetable while they are silent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from . import actions, gateways
from .actions import Heard
from .models import VatCheck
from .queries import answer_for, due, next_at
from .vat_ids import is_of_the_eu

__all__ = ["ask", "check_now", "due", "next_at"]


class Conclude(Protocol):
    """The story that writes the answers down and says what follows from them, in the second transaction."""

    def __call__(self, heard: Sequence[Heard], *, at: datetime, by: str) -> object: ...


def ask(check_ids: Sequence[int], *, conclude: Conclude, at: datetime) -> None:
    """Put open questions to the register, each once, and hear what it says."""
    taken = actions.take(check_ids, at=at)  # committed when it returns
    heard = [_hear(check, at) for check in taken]  # no transaction is open here, and no lock is held
    if heard:
        conclude(heard, at=at, by="the house")  # the second transaction


def _hear(check: VatCheck, at: datetime) -> Heard:
    register = gateways.connected()
    reply = register.ask(gateways.Question(check.vat_id, check.asked_at), at=at)
    return Heard(check.pk, reply.answer, register.name, reply.consultation, reply.said)


def check_now(
    vat_id: str, asked_by: str, *, max_age: timedelta, conclude: Conclude, at: datetime, by: str
) -> VatCheck | None:
    """Return what the register says of a normalised id while its owner looks on; an open question if it is silent.

    A definite answer for the same customer that is no older than `max_age` is used again. None: no register knows ids
    of this country, and none is needed.
    """
    if not is_of_the_eu(vat_id):
        return None
    known = answer_for(vat_id, asked_by, at=at, max_age=max_age)
    if known:
        return known
    [check] = actions.want_answers([(vat_id, asked_by)], at=at, by=by)
    ask([check.pk], conclude=conclude, at=at)
    check.refresh_from_db()
    return check
