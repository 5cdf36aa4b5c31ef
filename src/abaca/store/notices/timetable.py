"""Which notices of the calendar a subscription still gets in its term, and when; nobody can switch any of them off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day, local_instant

from .calendars import Calendar, Facts, Row, Ruled


class Kind(StrEnum):
    """The planned rows of the shipped calendar; a shop's own rows have names of their own."""

    RENEWAL_BOXED = "renewal_boxed"  # about a month ahead: it renews, for how much, how to refuse
    RENEWAL_SECOND = "renewal_second"  # the same shortly before, with a word about the payment method
    RENEWAL_SHORT = "renewal_short"  # for short terms, the only one
    ENDING = "ending"  # it ends, as was wished; how to go on
    CARD_EXPIRY_1 = "card_expiry_1"  # the card will not live to the renewal
    CARD_EXPIRY_2 = "card_expiry_2"
    CARD_EXPIRY_3 = "card_expiry_3"


CARD = "card_expiry"  # how the kinds begin that ask for a new card


class NoticeMandatory(Refusal):
    """Nobody may switch a notice off, by whatever door he asks (S32, S33, N1)."""

    code = "notice_mandatory"
    sentence = _(
        "This letter cannot be switched off: it says what will be charged or what ends, and the law wants it sent. "
        "Newsletters can be stopped at any time."
    )
    status = 409


def is_card(kind: str) -> bool:
    """Tell whether a notice asks for a new card."""
    return kind.startswith(CARD)


@dataclass(frozen=True)
class Planned:
    kind: str
    at: datetime
    opens_on: date  # the days within which it has to arrive, both inside
    closes_on: date
    blocks_charge: bool
    alone: bool
    why: Mapping[str, Any]


def plan(facts: Facts, calendar: Calendar, *, at: datetime) -> list[Planned]:
    """Return the notices that are still to come; one whose day has passed is given at once if enough days remain.

    The first notice and what was due already come until the last days, the others while their window is open. A late
    letter says what the others of that day and before would have said.
    """
    planned: list[Planned] = []
    today, late = local_day(at, facts.zone), False
    for ruled in calendar.ruled(facts):
        day = facts.ends_on + timedelta(days=ruled.plan)
        when = local_instant(day, calendar.hour, facts.zone)
        if not ruled.row.is_planned or ruled.id in facts.said:
            continue
        if (late and day <= today) or _covered(ruled.row, day, facts):
            continue  # one late letter says it all
        if when >= at:
            planned.append(_planned(ruled, facts, when))
        elif _still_in_time(ruled, facts, calendar, at):
            planned.append(_planned(ruled, facts, at))
            late = late or bool(ruled.row.late)
    return planned


def _still_in_time(ruled: Ruled, facts: Facts, calendar: Calendar, at: datetime) -> bool:
    latest = local_instant(facts.ends_on - timedelta(days=calendar.least), calendar.hour, facts.zone)
    if at > latest:
        return False
    if ruled.row.late or ruled.id in facts.due:
        return True
    open_to = facts.ends_on + timedelta(days=ruled.window.last)
    return ruled.row.late is None and local_day(at, facts.zone) <= open_to


def _covered(row: Row, day: date, facts: Facts) -> bool:
    """Tell whether a letter that was given on the row's day or later has said it: of a renewal, or of the same card.

    The first words about a renewal or a card are covered by nothing that was said before: the card may be another one.
    """
    if row.late or row.says == Kind.ENDING:
        return False
    return any(
        local_day(said_at, facts.zone) >= day
        for kind, said_at in facts.said.items()
        if kind.startswith("renewal") or (is_card(kind) and is_card(row.id))
    )


def told_later(facts: Facts, calendar: Calendar) -> list[Planned]:
    """Return the letters that follow from what happens at the end, as they are expected; nothing plans them."""
    return [
        _planned(ruled, facts, local_instant(facts.ends_on + timedelta(days=ruled.plan), calendar.hour, facts.zone))
        for ruled in calendar.ruled(facts)
        if not ruled.row.is_planned
    ]


def _planned(ruled: Ruled, facts: Facts, when: datetime) -> Planned:
    return Planned(
        ruled.id,
        when,
        opens_on=facts.ends_on + timedelta(days=ruled.window.first),
        closes_on=facts.ends_on + timedelta(days=ruled.window.last),
        blocks_charge=ruled.blocks_charge,
        alone=ruled.alone,
        why=why(ruled, facts),
    )


def why(ruled: Ruled, facts: Facts) -> dict[str, Any]:
    """Return what made a subscription get a notice, as plain data from which a page makes its sentence.

    `code` names the sentence: renews, card, ends, receipt, ended. Months, country and method are there where a row or
    a rule asked for them; `rules` are the rules that applied.
    """
    asked = [ruled.row.when, *(rule.when for rule in ruled.rules)]
    found: dict[str, Any] = {"code": _CODES.get(ruled.row.says, "renews"), "rules": [rule.id for rule in ruled.rules]}
    if any(when.days_from or when.days_to is not None for when in asked):
        found["months"] = facts.months
    if any(when.countries for when in asked):
        found["country"] = facts.country
    if any(when.methods for when in asked):
        found["method"] = facts.method
    return found


_CODES = {"card_expiry": "card", "ending": "ends", "order_confirmed": "receipt", "ended": "ended"}


def refuse_switching_off(kind: str, calendar: Calendar) -> None:
    """Refuse to switch a letter off that stands in the calendar; other letters are for others to judge."""
    rows = {row.id for row in calendar.rows} | {row.says for row in calendar.rows}
    if kind in rows:
        raise NoticeMandatory


def card_works_to(exp_month: int | None, exp_year: int | None) -> date | None:
    """Return the last day on which a card works, or None for what is no card."""
    if not exp_month or not exp_year:
        return None
    return date(exp_year + exp_month // 12, exp_month % 12 + 1, 1) - timedelta(days=1)
