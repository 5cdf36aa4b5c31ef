from datetime import UTC, datetime, timedelta

import pytest

from abaca.messaging.patience import next_try

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 5), (3, 30), (4, 120), (5, 360), (6, 360), (30, 360)],
)
def test_the_waits_grow_up_to_six_hours(attempts, minutes):
    assert next_try(attempts, since=NOON, at=NOON) == NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(("attempts", "again"), [(1, True), (2, True), (4, True), (5, False), (6, False)])
def test_nobody_gives_up_after_a_few_tries_however_long_nobody_sent(attempts, again):
    late = NOON + timedelta(days=30)
    assert (next_try(attempts, since=NOON, at=late) is not None) == again


def test_after_three_days_nobody_tries_again():
    tries, at = [NOON], NOON
    while (again := next_try(len(tries), since=NOON, at=at)) is not None:
        tries.append(again)
        at = again

    assert len(tries) == 16
    assert tries[-1] <= NOON + timedelta(days=3) < tries[-1] + timedelta(hours=6)
