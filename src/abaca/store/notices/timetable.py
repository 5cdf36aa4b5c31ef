"""Who is told what before a term ends, and when (billing.md, section 7); nobody can switch any of it off."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from abaca.kernel.schedule import local_day, local_instant

HOUR = 9  # in the time zone of the subscription
LONG_TERM = 90  # days; shorter terms get one short notice
LEAST = 3  # days that must remain for a notice that comes late


class Kind(StrEnum):
    RENEWAL_BOXED = "renewal_boxed"  # about a month ahead: it renews, for how much, how to refuse
    RENEWAL_SECOND = "renewal_second"  # the same shortly before, with a word about the payment method
    RENEWAL_SHORT = "renewal_short"  # for short terms, the only one
    ENDING = "ending"  # it ends, as was wished; how to go on
    CARD_EXPIRY_1 = "card_expiry_1"  # the card will not live to the renewal
    CARD_EXPIRY_2 = "card_expiry_2"
    CARD_EXPIRY_3 = "card_expiry_3"


PLANNED = {
    Kind.RENEWAL_BOXED: -38,
    Kind.RENEWAL_SECOND: -12,
    Kind.RENEWAL_SHORT: -5,
    Kind.ENDING: -30,
    Kind.CARD_EXPIRY_1: -30,
    Kind.CARD_EXPIRY_2: -15,
    Kind.CARD_EXPIRY_3: -7,
}
CARD = (Kind.CARD_EXPIRY_1, Kind.CARD_EXPIRY_2, Kind.CARD_EXPIRY_3)


@dataclass(frozen=True)
class Facts:
    """What decides about notices."""

    begins_on: date
    ends_on: date
    auto_renew: bool
    zone: str
    card_works_to: date | None  # the last day of the card's last month; None for other methods
    said: frozenset[str] = frozenset()  # kinds that were given already in this term


@dataclass(frozen=True)
class Planned:
    kind: Kind
    at: datetime


def plan(facts: Facts, *, at: datetime) -> list[Planned]:
    """Return the notices that are still to come; one whose day has passed is given at once if enough days remain."""
    planned: list[Planned] = []
    today, late = local_day(at, facts.zone), False
    latest = local_instant(facts.ends_on - timedelta(days=LEAST), HOUR, facts.zone)
    for kind in _kinds(facts):
        day = facts.ends_on + timedelta(days=PLANNED[kind])
        when = local_instant(day, HOUR, facts.zone)
        if kind in facts.said or (late and day <= today):
            continue  # one late letter says it all
        if when >= at:
            planned.append(Planned(kind, when))
        elif at <= latest and kind in _LATE:
            planned.append(Planned(kind, at))
            late = True
    return planned


_LATE = {Kind.RENEWAL_BOXED, Kind.RENEWAL_SHORT, Kind.CARD_EXPIRY_1}


def _kinds(facts: Facts) -> list[Kind]:
    if not facts.auto_renew:
        return [Kind.ENDING]
    long = (facts.ends_on - facts.begins_on).days >= LONG_TERM
    renewal = [Kind.RENEWAL_BOXED, Kind.RENEWAL_SECOND] if long else [Kind.RENEWAL_SHORT]
    card_dies = facts.card_works_to is not None and facts.card_works_to < facts.ends_on
    return renewal + (list(CARD) if card_dies else [])


def card_works_to(exp_month: int | None, exp_year: int | None) -> date | None:
    """Return the last day on which a card works, or None for what is no card."""
    if not exp_month or not exp_year:
        return None
    return date(exp_year + exp_month // 12, exp_month % 12 + 1, 1) - timedelta(days=1)
