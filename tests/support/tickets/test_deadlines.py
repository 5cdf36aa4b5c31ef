"""By when somebody is to be answered."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.support.tickets.deadlines import Hours, answer_by, days_read

LUGANO = ZoneInfo("Europe/Zurich")
OFFICE = Hours(frozenset({1, 2, 3, 4, 5}), 9, 17, "Europe/Zurich")
ALWAYS = Hours(frozenset(range(1, 8)), 0, 23, "Europe/Zurich")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LUGANO)


@pytest.mark.parametrize(
    ("came", "hours", "due"),
    [
        ("2026-03-02T12:00", 2, "2026-03-02T14:00"),  # a Monday
        ("2026-03-02T12:00", 5, "2026-03-02T17:00"),  # the last minute of the day still counts
        ("2026-03-02T12:00", 8, "2026-03-03T12:00"),
        ("2026-03-02T03:00", 8, "2026-03-02T17:00"),  # at night it waits for the morning
        ("2026-03-02T17:00", 1, "2026-03-03T10:00"),
        ("2026-03-02T23:59", 1, "2026-03-03T10:00"),
        ("2026-03-06T16:30", 1, "2026-03-09T09:30"),  # over a weekend
        ("2026-03-07T12:00", 8, "2026-03-09T17:00"),
        ("2026-03-02T12:00", 40, "2026-03-09T12:00"),  # a week of work
        ("2026-03-27T16:00", 2, "2026-03-30T10:00"),  # over the night of the change to summer time
        ("2026-03-02T12:00", 0, "2026-03-02T12:00"),
    ],
)
def test_only_hours_of_work_count(came, hours, due):
    assert answer_by(local(came), hours, OFFICE) == local(due)


def test_a_house_that_never_closes_loses_an_hour_in_spring():
    assert answer_by(local("2026-03-28T20:00"), 4, ALWAYS) == local("2026-03-29T01:00")
    assert answer_by(local("2026-03-29T01:00"), 1, ALWAYS) == local("2026-03-29T03:00")


@given(
    came=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(LUGANO)),  # noqa: DTZ001 - hypothesis adds the zone
    hours=st.integers(0, 60),
)
def test_a_deadline_lies_in_hours_of_work_and_more_hours_are_never_sooner(came, hours):
    due = answer_by(came, hours, OFFICE)
    wall = due.astimezone(LUGANO)
    assert due >= came.astimezone(ZoneInfo("UTC"))
    assert wall.isoweekday() <= 5
    assert timedelta(hours=9) <= timedelta(hours=wall.hour, minutes=wall.minute) <= timedelta(hours=17)
    assert answer_by(came, hours + 1, OFFICE) > due


@pytest.mark.parametrize(
    ("text", "days"), [("1-5", {1, 2, 3, 4, 5}), ("1,3, 5", {1, 3, 5}), ("7", {7}), ("1-3,6", {1, 2, 3, 6})]
)
def test_days_of_the_week_are_read(text, days):
    assert days_read(text) == days


@pytest.mark.parametrize(
    ("days", "opens", "closes"), [((), 9, 17), ((8,), 9, 17), ((0,), 9, 17), ((1,), 17, 9), ((1,), 9, 9), ((1,), 9, 24)]
)
def test_a_house_that_never_works_is_refused(days, opens, closes):
    with pytest.raises(ValueError, match="work"):
        Hours(frozenset(days), opens, closes, "Europe/Zurich")
