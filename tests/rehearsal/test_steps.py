from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.rehearsal.steps import on_the_day, step_on

ZURICH = "Europe/Zurich"


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZURICH))


@pytest.mark.parametrize(
    ("step", "now", "then"),
    [
        ("day", "2026-03-02T12:00", "2026-03-03T12:00"),
        ("day", "2026-03-28T12:00", "2026-03-29T12:00"),  # summer time begins; the wall clock stays at noon
        ("day", "2026-12-31T23:59", "2027-01-01T23:59"),
        ("month", "2026-01-31T09:00", "2026-02-28T09:00"),
        ("month", "2026-12-24T09:00", "2027-01-24T09:00"),
        ("year", "2026-03-02T12:00", "2027-03-02T12:00"),
        ("year", "2028-02-29T12:00", "2029-02-28T12:00"),
    ],
)
def test_a_step_leads_to_the_same_hour_of_a_later_day(step, now, then):
    assert step_on(step, ZURICH, at=here(now)) == here(then)


@pytest.mark.parametrize("step", ["", "week", "next", "DAY", "-1"])
def test_other_words_are_no_step(step):
    assert step_on(step, ZURICH, at=here("2026-03-02T12:00")) is None


@given(
    st.sampled_from(["day", "month", "year"]),
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
)
def test_every_step_leads_ahead(step, now):
    then = step_on(step, ZURICH, at=now)
    assert then is not None
    assert then > now
    assert then.tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "arrives"),
    [
        ("2026-03-03", "2026-03-03T12:00"),
        ("2026-03-02", "2026-03-02T15:30"),  # noon is over, so the day is where we are
        ("2026-03-01", None),
        ("1999-01-01", None),
    ],
)
def test_a_day_means_its_noon_and_never_an_earlier_instant(day, arrives):
    found = on_the_day(date.fromisoformat(day), ZURICH, at=here("2026-03-02T15:30"))
    assert found == (here(arrives) if arrives else None)
