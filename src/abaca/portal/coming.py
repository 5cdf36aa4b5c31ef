"""What a subscriber will be told and when, and what happens at the end."""

from dataclasses import dataclass
from datetime import datetime

from abaca.store.notices.timetable import CARD
from abaca.store.subscriptions.renewal_dates import Act, Step, step_at, timetable
from abaca.store.subscriptions.standing import Standing
from abaca.store.workflows.queries import WholeSubscription

RUNNING = {Standing.RENEWS, Standing.ENDING, Standing.AWAITING_TRANSFER}
BY_LETTER = {Act.INVOICE, Act.REMIND}


@dataclass(frozen=True)
class Coming:
    """A letter, a charge or an end, and when."""

    kind: str
    at: datetime


def coming(whole: WholeSubscription, *, at: datetime) -> list[Coming]:
    """Return what is still to come before and at the end of the term, in its order."""
    if whole.standing not in RUNNING:
        return []
    s = whole.subscription
    planned = [(notice.kind, notice.planned_at) for notice in whole.notices if notice.said_at is None]
    days = {when.date() for kind, when in planned if kind not in CARD}
    # where two notices fall on one day, one letter says both
    told = [(_name(kind), when) for kind, when in planned if kind not in CARD or when.date() not in days]
    steps = timetable(auto_renew=s.auto_renew, method_kind=s.method_kind)
    moves = [(step.act, step_at(s.ends_on, step, s.time_zone)) for step in steps if step.day <= 0]
    told += [(f"transfer_{act}" if act in BY_LETTER else str(act), when) for act, when in moves if when >= at]
    if s.method_kind == "transfer" and s.auto_renew:
        told.append(("due", step_at(s.ends_on, Step(0, Act.END), s.time_zone)))
    return [Coming(kind, when) for kind, when in sorted(told, key=lambda one: one[1])]


def _name(kind: str) -> str:
    return "card_expiry" if kind in CARD else kind
