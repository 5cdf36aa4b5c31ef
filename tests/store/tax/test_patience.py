from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.tax.patience import next_ask
from tests.conftest import NOON


def after(**time: int) -> datetime:
    return NOON + timedelta(**time)


@pytest.mark.parametrize(
    ("at", "again"),
    [
        (NOON, after(minutes=5)),
        (after(minutes=5), after(hours=1)),
        (after(hours=1), after(hours=6)),
        (after(hours=6), after(days=1)),
        (after(days=1), after(days=2)),
        (after(days=2, hours=7), after(days=3)),  # the program had stood still
        (after(days=59), after(days=60)),
        (after(days=60), None),
        (after(days=400), None),
    ],
)
def test_a_silent_register_is_asked_after_five_minutes_an_hour_six_hours_and_then_daily(at, again):
    assert next_ask(NOON, at=at) == again


@given(minutes=st.integers(0, 100 * 24 * 60))
def test_it_is_always_later_and_never_more_than_a_day(minutes):
    at = after(minutes=minutes)
    again = next_ask(NOON, at=at)
    assert again is None or at < again <= at + timedelta(days=1)
