from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.notices.timetable import CARD, HOUR, LEAST, PLANNED, Facts, Kind, card_works_to, plan

ENDS = date(2027, 3, 2)
ZURICH = "Europe/Zurich"
EARLY = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOXED, SECOND, SHORT, ENDING = Kind.RENEWAL_BOXED, Kind.RENEWAL_SECOND, Kind.RENEWAL_SHORT, Kind.ENDING
CARD_1, CARD_2, CARD_3 = CARD


def facts(
    *,
    days: int = 365,
    ends: date = ENDS,
    auto_renew: bool = True,
    zone: str = ZURICH,
    card_works_to: date | None = None,
) -> Facts:
    return Facts(ends - timedelta(days=days), ends, auto_renew=auto_renew, zone=zone, card_works_to=card_works_to)


def before(days: int, *, hour: int = 9, ends: date = ENDS, zone: str = ZURICH) -> datetime:
    """Return an hour on the wall so many days before the end."""
    day = ends - timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))


# --- which letters, on which day --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "planned"),
    [
        (facts(), [(BOXED, 38), (SECOND, 12)]),
        (facts(days=90), [(BOXED, 38), (SECOND, 12)]),
        (facts(days=89), [(SHORT, 5)]),
        (facts(days=30), [(SHORT, 5)]),
        (facts(auto_renew=False), [(ENDING, 30)]),
        (facts(days=30, auto_renew=False), [(ENDING, 30)]),
        (facts(auto_renew=False, card_works_to=date(2026, 12, 31)), [(ENDING, 30)]),
        (facts(card_works_to=ENDS), [(BOXED, 38), (SECOND, 12)]),
        (facts(card_works_to=date(2027, 2, 28)), [(BOXED, 38), (SECOND, 12), (CARD_1, 30), (CARD_2, 15), (CARD_3, 7)]),
        (facts(days=30, card_works_to=date(2027, 2, 28)), [(SHORT, 5), (CARD_1, 30), (CARD_2, 15), (CARD_3, 7)]),
    ],
    ids=[
        "a year",
        "just long",
        "just short",
        "a month",
        "a year that ends",
        "a month that ends",
        "a dead card that nobody charges",
        "the card lives on the day of the charge",
        "the card dies two days before",
        "the card dies before a short term's end",
    ],
)
def test_each_kind_has_its_day(told, planned):
    assert [(p.kind, p.at) for p in plan(told, at=EARLY)] == [(kind, before(days)) for kind, days in planned]


@pytest.mark.parametrize(
    ("kind", "window"),
    [
        (BOXED, (-45, -33)),
        (SECOND, (-14, -8)),
        (SHORT, (-7, -3)),
        (ENDING, (-30, -25)),
        (CARD_1, (-31, -29)),
        (CARD_2, (-16, -14)),
        (CARD_3, (-8, -6)),
    ],
)
def test_each_day_lies_in_the_window_of_the_law(kind, window):
    first, last = window

    assert first <= PLANNED[kind] <= last


# --- a late start -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "days", "hour", "planned"),
    [
        (facts(), 38, 9, [(BOXED, "then"), (SECOND, 12)]),
        (facts(), 38, 10, [(BOXED, "at once"), (SECOND, 12)]),
        (facts(), 20, 9, [(BOXED, "at once"), (SECOND, 12)]),
        (facts(), 12, 10, [(BOXED, "at once")]),
        (facts(), 3, 9, [(BOXED, "at once")]),
        (facts(), 3, 10, []),
        (facts(), 0, 9, []),
        (facts(), -10, 9, []),
        (facts(days=30), 4, 9, [(SHORT, "at once")]),
        (facts(days=30), 2, 9, []),
        (facts(auto_renew=False), 10, 9, []),
        (facts(auto_renew=False), 2, 9, []),
        (facts(card_works_to=date(2027, 2, 28)), 20, 9, [(BOXED, "at once"), (SECOND, 12), (CARD_2, 15), (CARD_3, 7)]),
        (
            facts(card_works_to=date(2027, 2, 28)),
            33,
            9,
            [(BOXED, "at once"), (SECOND, 12), (CARD_1, 30), (CARD_2, 15), (CARD_3, 7)],
        ),
        (facts(days=30, card_works_to=date(2027, 2, 28)), 6, 9, [(SHORT, 5), (CARD_1, "at once")]),
        (facts(card_works_to=date(2027, 2, 28)), 5, 9, [(BOXED, "at once")]),
    ],
    ids=[
        "on the minute",
        "an hour late",
        "weeks late",
        "after the second letter too",
        "three days remain",
        "less than three days remain",
        "on the day of the charge",
        "in grace",
        "short term, a day late",
        "short term, too late",
        "ending, late: the confirmation has just said it",
        "ending, too late",
        "one late letter says it all",
        "the card's letters are still to come",
        "short term, the card's first letter is late",
        "one late letter for the card as well",
    ],
)
def test_what_is_late_is_said_at_once_while_three_days_remain(told, days, hour, planned):
    at = before(days, hour=hour)
    instants = {"at once": at, "then": before(38)}

    expected = [(kind, instants[when] if isinstance(when, str) else before(when)) for kind, when in planned]
    assert [(p.kind, p.at) for p in plan(told, at=at)] == expected


# --- the hour on the wall ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "zone", "kind", "instant"),
    [
        (date(2027, 5, 5), ZURICH, BOXED, "2027-03-28T07:00"),
        (date(2027, 5, 4), ZURICH, BOXED, "2027-03-27T08:00"),
        (date(2027, 12, 8), ZURICH, BOXED, "2027-10-31T08:00"),
        (date(2027, 12, 7), ZURICH, BOXED, "2027-10-30T07:00"),
        (date(2027, 3, 26), "America/New_York", SECOND, "2027-03-14T13:00"),
        (date(2027, 3, 2), "Asia/Kathmandu", SECOND, "2027-02-18T03:15"),
        (date(2027, 3, 2), "Pacific/Auckland", SECOND, "2027-02-17T20:00"),
        (date(2028, 4, 7), ZURICH, BOXED, "2028-02-29T08:00"),
    ],
    ids=[
        "the clock leaps to summer",
        "the day before it",
        "the clock falls back",
        "the day before that",
        "New York leaps",
        "odd offset",
        "the day before by the world's clock",
        "leap day",
    ],
)
def test_a_letter_comes_at_nine_on_the_wall_also_when_the_clocks_change(ends, zone, kind, instant):
    planned = {p.kind: p.at for p in plan(facts(ends=ends, zone=zone), at=EARLY)}

    assert planned[kind] == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert planned[kind].astimezone(ZoneInfo(zone)).hour == HOUR


# --- the life of a card -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "year", "last_day"),
    [
        (1, 2027, date(2027, 1, 31)),
        (2, 2027, date(2027, 2, 28)),
        (2, 2028, date(2028, 2, 29)),
        (11, 2027, date(2027, 11, 30)),
        (12, 2027, date(2027, 12, 31)),
        (None, None, None),
        (12, None, None),
    ],
)
def test_a_card_works_to_the_last_day_of_its_month(month, year, last_day):
    assert card_works_to(month, year) == last_day


# --- whatever happens -------------------------------------------------------------------------------------------------


ZONES = [ZURICH, "America/New_York", "Pacific/Auckland", "Asia/Kathmandu"]
ANY_FACTS = st.builds(
    facts,
    days=st.integers(1, 800),
    auto_renew=st.booleans(),
    zone=st.sampled_from(ZONES),
    card_works_to=st.none() | st.dates(ENDS - timedelta(days=60), ENDS + timedelta(days=60)),
)


@given(told=ANY_FACTS, left=st.integers(-40, 400), hour=st.integers(0, 23))
def test_no_letter_lies_in_the_past_comes_twice_or_too_late(told, left, hour):
    at = before(left, hour=hour, zone=told.zone)
    card_dies = told.card_works_to is not None and told.card_works_to < told.ends_on

    planned = plan(told, at=at)

    kinds = [p.kind for p in planned]
    assert all(at <= p.at <= before(LEAST, zone=told.zone) for p in planned)
    assert len(kinds) == len(set(kinds))
    assert (ENDING in kinds) <= (not told.auto_renew)
    assert bool(set(CARD) & set(kinds)) <= (card_dies and told.auto_renew)


def test_what_was_said_is_not_said_again_and_hides_nothing_else():
    told = replace(facts(card_works_to=date(2027, 2, 28)), said=frozenset({BOXED}))
    assert [p.kind for p in plan(told, at=before(20))] == [SECOND, CARD_1, CARD_2, CARD_3]


def test_a_late_notice_stands_for_another_of_the_same_day():
    at = before(12, hour=8)
    assert [(p.kind, p.at) for p in plan(facts(), at=at)] == [(BOXED, at)]
