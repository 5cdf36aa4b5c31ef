"""What a subscriber will be told and when, and what happens at the end: the preview of his calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from abaca.kernel.schedule import local_day
from abaca.store.notices.calendars import Calendar, Facts
from abaca.store.notices.models import Notice
from abaca.store.notices.queries import calendar, facts_of
from abaca.store.notices.timetable import Kind, is_card, told_later
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.renewal_dates import Act, Step, step_at, timetable
from abaca.store.subscriptions.standing import Standing

from .queries import WholeSubscription

RUNNING = {Standing.RENEWS, Standing.ENDING, Standing.AWAITING_TRANSFER}
BY_LETTER = {Act.INVOICE, Act.REMIND}
LETTERS = {"transfer_invoice", "transfer_remind", "card_expiry", "receipt", "ended", *Kind}


@dataclass(frozen=True)
class Coming:
    """A letter, a charge or an end; when, and why."""

    kind: str
    at: datetime
    why: Mapping[str, Any] = field(default_factory=dict)  # as `timetable.why` returns it
    holds_charge: bool = False  # where it does not arrive, nothing is charged by itself

    @property
    def is_letter(self) -> bool:
        return self.kind in LETTERS


def coming(wholes: Sequence[WholeSubscription], *, at: datetime) -> dict[int, list[Coming]]:
    """Return by subscription what is still to come before, at and after the end of the term, in its order.

    Two statements for any number of them. Who owes money, or has ended, is told by what happens and not by a calendar.
    """
    running = [whole.subscription for whole in wholes if whole.standing in RUNNING]
    facts = facts_of(running) if running else {}
    return {whole.subscription.pk: _coming(whole, facts.get(whole.subscription.pk), calendar(), at) for whole in wholes}


def _coming(whole: WholeSubscription, facts: Facts | None, rows: Calendar, at: datetime) -> list[Coming]:
    s = whole.subscription
    if facts is None:
        return []
    told = _notices([n for n in whole.notices if n.said_at is None], rows, s.time_zone)
    told += _steps(s, at)
    told.sort(key=lambda one: one.at)
    told += [Coming(later.kind, _last(told, later.at), later.why) for later in told_later(facts, rows)]
    return told


def _notices(planned: Sequence[Notice], rows: Calendar, zone: str) -> list[Coming]:
    """Where two notices fall on one day, one letter says both, unless one is to be a letter of its own."""
    days = {local_day(n.planned_at, zone) for n in planned if not is_card(n.kind) and not n.alone}
    return [
        Coming(_name(n.kind, rows), n.planned_at, n.why, n.blocks_charge)
        for n in planned
        if not is_card(n.kind) or local_day(n.planned_at, zone) not in days
    ]


def _name(kind: str, rows: Calendar) -> str:
    """Return the kind as pages know it; a row of the shop's own is named by its letter."""
    if is_card(kind):
        return "card_expiry"
    row = rows.row(kind)
    return kind if kind in set(Kind) or row is None else row.says


def _steps(s: Subscription, at: datetime) -> list[Coming]:
    steps = timetable(auto_renew=s.auto_renew, method_kind=s.method_kind)
    moves = [(step.act, step_at(s.ends_on, step, s.time_zone)) for step in steps if step.day <= 0]
    told = [
        Coming(f"transfer_{act}", when, {"code": "transfer"}) if act in BY_LETTER else Coming(str(act), when)
        for act, when in moves
        if when >= at
    ]
    if s.method_kind == "transfer" and s.auto_renew:
        told.append(Coming("due", step_at(s.ends_on, Step(0, Act.END), s.time_zone)))
    return told


def _last(told: Sequence[Coming], otherwise: datetime) -> datetime:
    """Return when that happens from which the last letters follow."""
    return told[-1].at if told and not told[-1].is_letter else otherwise
