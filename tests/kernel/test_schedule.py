from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.schedule import local_day, local_instant, oldest_kept, zone_exists

ZONES = [
    "Europe/Zurich",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
]


@pytest.mark.parametrize(
    ("day", "hour", "zone", "instant"),
    [
        ("2026-03-02", 8, "Europe/Zurich", "2026-03-02T07:00"),
        ("2026-07-01", 8, "Europe/Zurich", "2026-07-01T06:00"),
        ("2026-03-29", 2, "Europe/Zurich", "2026-03-29T01:00"),
        ("2026-03-29", 3, "Europe/Zurich", "2026-03-29T01:00"),
        ("2026-10-25", 2, "Europe/Zurich", "2026-10-25T00:00"),
        ("2026-03-08", 2, "America/New_York", "2026-03-08T07:00"),
        ("2018-11-04", 0, "America/Sao_Paulo", "2018-11-04T03:00"),
        ("2026-10-04", 2, "Australia/Lord_Howe", "2026-10-03T15:30"),
        ("2011-12-30", 9, "Pacific/Apia", "2011-12-30T10:00"),
        ("2026-03-02", 0, "Asia/Kathmandu", "2026-03-01T18:15"),
    ],
    ids=[
        "winter",
        "summer",
        "leapt over",
        "after the leap",
        "twice",
        "New York",
        "no midnight",
        "half an hour",
        "no such day",
        "odd offset",
    ],
)
def test_the_local_hour_is_an_instant(day, hour, zone, instant):
    assert local_instant(date.fromisoformat(day), hour, zone) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2026-03-02T22:59", "Europe/Zurich", "2026-03-02"),
        ("2026-03-02T23:00", "Europe/Zurich", "2026-03-03"),
        ("2026-03-02T04:59", "America/New_York", "2026-03-01"),
        ("2026-03-02T10:00", "Pacific/Kiritimati", "2026-03-03"),
    ],
)
def test_the_day_is_that_of_the_place(at, zone, day):
    assert local_day(datetime.fromisoformat(at).replace(tzinfo=UTC), zone) == date.fromisoformat(day)


@given(st.dates(date(1990, 1, 1), date(2037, 12, 31)), st.integers(0, 23), st.sampled_from(ZONES))
def test_it_is_the_first_instant_not_before_the_wall_clock(day, hour, zone):
    instant = local_instant(day, hour, zone)
    wall = datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001
    before = (instant - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    assert instant.tzinfo is UTC
    assert before < wall <= instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("zone", "exists"),
    [("Europe/Zurich", True), ("UTC", True), ("Europe/Zürich", False), ("", False), ("../../etc/passwd", False)],
)
def test_only_zones_of_the_database_exist(zone, exists):
    assert zone_exists(zone) is exists


@pytest.mark.parametrize(
    ("on", "years", "from_"),
    [
        ("2036-12-31", 10, "2026-01-01"),
        ("2037-01-01", 10, "2027-01-01"),
        ("2026-03-02", 0, "2026-01-01"),
        ("2026-03-02", 3000, "0001-01-01"),
    ],
)
def test_things_are_kept_from_a_first_of_january_on(on, years, from_):
    assert oldest_kept(date.fromisoformat(on), years) == date.fromisoformat(from_)
