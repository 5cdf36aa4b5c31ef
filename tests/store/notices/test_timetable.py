from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.terms import add_months
from abaca.store.notices.calendars import Facts
from abaca.store.notices.queries import calendar
from abaca.store.notices.timetable import Kind, NoticeMandatory, card_works_to, plan, refuse_switching_off, why

ENDS = date(2027, 3, 2)
ZURICH = "Europe/Zurich"
EARLY = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOXED, SECOND, SHORT, ENDING = Kind.RENEWAL_BOXED, Kind.RENEWAL_SECOND, Kind.RENEWAL_SHORT, Kind.ENDING
CARD = CARD_1, CARD_2, CARD_3 = Kind.CARD_EXPIRY_1, Kind.CARD_EXPIRY_2, Kind.CARD_EXPIRY_3
CALENDAR = calendar()
HOUR, LEAST = CALENDAR.hour, CALENDAR.least


def facts(
    *,
    days: int = 365,
    ends: date = ENDS,
    auto_renew: bool = True,
    zone: str = ZURICH,
    card_works_to: date | None = None,
    **more,
) -> Facts:
    begins = ends - timedelta(days=days)
    return Facts(begins, ends, auto_renew=auto_renew, zone=zone, card_works_to=card_works_to, **more)


def before(days: int, *, hour: int = 9, ends: date = ENDS, zone: str = ZURICH) -> datetime:
    """Return an hour on the wall so many days before the end."""
    day = ends - timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))


DYING = facts(card_works_to=date(2027, 2, 28), said={BOXED: before(38), CARD_1: before(30)})


# --- which letters, on which day -----------------------------------------------------------------------------


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
    assert [(p.kind, p.at) for p in plan(told, CALENDAR, at=EARLY)] == [(kind, before(days)) for kind, days in planned]


@pytest.mark.parametrize(
    ("told", "days"),
    [
        (facts(country="FR"), 42),
        (facts(country="AT", method="transfer"), 42),
        (facts(country="FR", business=True), 38),
        (facts(country="DE"), 38),
        (facts(country="XX"), 38),
        (facts(country=""), 38),
    ],
    ids=["France", "Austria", "a business in France", "Germany", "no rule of its own", "unknown"],
)
def test_a_country_may_ask_for_an_earlier_day(told, days):
    planned = {p.kind: p for p in plan(told, CALENDAR, at=EARLY)}

    assert planned[BOXED].at == before(days)
    assert planned[SECOND].at == before(12)
    assert planned[BOXED].blocks_charge == (days == 42)


# --- a late start -----------------------------------------------------------------------------


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
        (facts(said={BOXED: before(38)}), 12, 10, [(SECOND, "at once")]),
        (facts(said={BOXED: before(38)}), 8, 23, [(SECOND, "at once")]),
        (facts(said={BOXED: before(38)}), 7, 0, []),
        (facts(said={BOXED: before(38)}, due=frozenset({SECOND})), 7, 0, [(SECOND, "at once")]),
        (facts(said={BOXED: before(38)}, due=frozenset({SECOND})), 3, 10, []),
        (facts(said={BOXED: before(12)}), 12, 8, []),
        (facts(said={BOXED: before(12, hour=11)}), 11, 9, []),
        (facts(said={BOXED: before(13)}), 12, 10, [(SECOND, "at once")]),
        (facts(auto_renew=False), 28, 9, []),
        (facts(auto_renew=False, due=frozenset({ENDING})), 28, 9, [(ENDING, "at once")]),
        (DYING, 14, 20, [(SECOND, 12), (CARD_2, "at once"), (CARD_3, 7)]),
        (DYING, 13, 20, [(SECOND, 12), (CARD_3, 7)]),
        (replace(DYING, said={**DYING.said, SECOND: before(12), CARD_2: before(15)}), 6, 20, [(CARD_3, "at once")]),
        (replace(DYING, said={BOXED: before(38), SECOND: before(12)}), 11, 9, [(CARD_1, "at once"), (CARD_3, 7)]),
        (replace(DYING, said={**DYING.said, CARD_1: before(15, hour=11)}), 15, 12, [(SECOND, 12), (CARD_3, 7)]),
        (replace(DYING, due=frozenset({CARD_2})), 10, 9, [(SECOND, "at once"), (CARD_2, "at once"), (CARD_3, 7)]),
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
        "the second, turned on again after its hour",
        "the second, on the last day of its window",
        "the second, after its window",
        "the second was due and nobody had given it",
        "the second was due, and too few days remain",
        "the late first one has said it on that day",
        "the late first one has said it on that day, asked the day after",
        "the late first one came a day before",
        "ending, within its window: the confirmation has just said it",
        "ending was due and nobody had given it",
        "the card's second letter, on the last day of its window",
        "the card's second letter, after its window",
        "the card's third letter, on the last day of its window",
        "another card that dies as well",
        "the card's late first letter has said it on that day",
        "the card's second letter was due, and so was that of the renewal",
    ],
)
def test_what_is_late_is_said_at_once_while_three_days_remain(told, days, hour, planned):
    at = before(days, hour=hour)
    instants = {"at once": at, "then": before(38)}

    expected = [(kind, instants[when] if isinstance(when, str) else before(when)) for kind, when in planned]
    assert [(p.kind, p.at) for p in plan(told, CALENDAR, at=at)] == expected


# --- the hour on the wall -----------------------------------------------------------------------------


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
    planned = {p.kind: p.at for p in plan(facts(ends=ends, zone=zone), CALENDAR, at=EARLY)}

    assert planned[kind] == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert planned[kind].astimezone(ZoneInfo(zone)).hour == HOUR


# --- the life of a card -----------------------------------------------------------------------------


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


# --- why -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "kind", "reason"),
    [
        (facts(country="FR"), BOXED, {"code": "renews", "rules": ["fr_consumers"], "months": 12, "country": "FR"}),
        (facts(country="IT", method="wallet"), BOXED, {"code": "renews", "rules": [], "months": 12}),
        (facts(), SECOND, {"code": "renews", "rules": ["cards"], "months": 12, "method": "card"}),
        (facts(days=30, months=1), SHORT, {"code": "renews", "rules": [], "months": 1}),
        (facts(auto_renew=False), ENDING, {"code": "ends", "rules": []}),
        (facts(card_works_to=date(2027, 1, 31)), CARD_1, {"code": "card", "rules": []}),
    ],
)
def test_each_letter_knows_why_it_comes(told, kind, reason):
    ruled = next(one for one in CALENDAR.ruled(told) if one.id == kind)
    assert why(ruled, told) == reason
    assert [p.why for p in plan(told, CALENDAR, at=EARLY) if p.kind == kind] == [reason]


# --- nobody switches a notice off -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*Kind, "card_expiry", "order_confirmed"])
def test_s32_s33_n1_switching_a_notice_off_is_refused_with_the_reason(kind):
    with pytest.raises(NoticeMandatory, match="cannot be switched off: it says what will be charged or what ends"):
        refuse_switching_off(kind, CALENDAR)


def test_what_is_no_notice_is_for_others_to_judge():
    refuse_switching_off("newsletter", CALENDAR)


# --- whatever happens -----------------------------------------------------------------------------


ZONES = [ZURICH, "America/New_York", "Pacific/Auckland", "Asia/Kathmandu"]
ANY_FACTS = st.builds(
    facts,
    days=st.integers(1, 800),
    auto_renew=st.booleans(),
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(["", "FR", "AT", "DE", "US", "GB", "CH", "JP", "XX"]),
    business=st.booleans(),
    method=st.sampled_from(["card", "wallet", "transfer"]),
    card_works_to=st.none() | st.dates(ENDS - timedelta(days=60), ENDS + timedelta(days=60)),
)


@given(told=ANY_FACTS, left=st.integers(-40, 400), hour=st.integers(0, 23))
def test_no_letter_lies_in_the_past_comes_twice_or_too_late(told, left, hour):
    at = before(left, hour=hour, zone=told.zone)
    card_dies = told.card_works_to is not None and told.card_works_to < told.ends_on

    planned = plan(told, CALENDAR, at=at)

    kinds = [p.kind for p in planned]
    assert all(at <= p.at <= before(LEAST, zone=told.zone) for p in planned)
    assert len(kinds) == len(set(kinds))
    assert (ENDING in kinds) <= (not told.auto_renew)
    assert bool(set(CARD) & set(kinds)) <= (card_dies and told.auto_renew)


@given(told=ANY_FACTS, left=st.integers(0, 60), hour=st.integers(0, 23))
def test_planning_anew_loses_no_letter_whose_hour_has_come(told, left, hour):
    """Whatever was planned for now or before, and was not given, is planned again; and once it was given, it is not."""
    at = before(left, hour=hour, zone=told.zone)
    early = plan(told, CALENDAR, at=before(1000, zone=told.zone))
    given, due = (
        [p for p in early if p.at < at - timedelta(days=1)],
        [p for p in early if at - timedelta(1) <= p.at <= at],
    )
    known = replace(told, said={p.kind: p.at for p in given}, due=frozenset(p.kind for p in due))

    again = {p.kind for p in plan(known, CALENDAR, at=at)}

    assert at > before(LEAST, zone=told.zone) or {p.kind for p in due} <= again
    assert again.isdisjoint(known.said)
    after = replace(known, said={**known.said, **{p.kind: at for p in due}}, due=frozenset())
    assert {p.kind for p in plan(after, CALENDAR, at=at)} == again - {p.kind for p in due}


@given(told=ANY_FACTS)
def test_every_mandatory_notice_is_planned_within_its_window_and_before_the_charge(told):
    at = before(1000, zone=told.zone)
    charged_at = before(0, hour=6, zone=told.zone)
    due = {ruled.id: ruled for ruled in CALENDAR.ruled(told) if ruled.row.is_planned}

    planned = {p.kind: p for p in plan(told, CALENDAR, at=at)}

    assert set(planned) == set(due) != set()
    for kind, letter in planned.items():
        day = letter.at.astimezone(ZoneInfo(told.zone)).date()
        assert letter.opens_on <= day <= letter.closes_on
        assert letter.at < charged_at
        assert CALENDAR.row(kind).window.holds(due[kind].window)
        for rule in due[kind].rules:
            assert (day - told.ends_on).days in (rule.law or due[kind].window)


@given(ends=st.dates(date(2027, 1, 1), date(2040, 12, 31)), business=st.booleans())
def test_the_french_letter_comes_three_months_to_one_month_before_the_last_day_to_refuse(ends, business):
    """L215-1 counts by the calendar and not by days, so that each month is tried."""
    [boxed, *_others] = plan(facts(ends=ends, country="FR", business=business), CALENDAR, at=before(400, ends=ends))
    day, last_day = boxed.at.astimezone(ZoneInfo(ZURICH)).date(), ends - timedelta(days=1)

    assert add_months(day, 1) <= last_day <= add_months(day, 3)
    assert add_months(boxed.closes_on, 1) <= last_day <= add_months(boxed.opens_on, 3)


def test_what_was_said_is_not_said_again_and_hides_nothing_else():
    told = replace(facts(card_works_to=date(2027, 2, 28)), said={BOXED: before(38)})
    assert [p.kind for p in plan(told, CALENDAR, at=before(20))] == [SECOND, CARD_1, CARD_2, CARD_3]


def test_a_late_notice_stands_for_another_of_the_same_day():
    at = before(12, hour=8)
    assert [(p.kind, p.at) for p in plan(facts(), CALENDAR, at=at)] == [(BOXED, at)]
