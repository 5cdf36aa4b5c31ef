from datetime import date, datetime, timedelta

import pytest

from abaca.store.subscriptions.renewal_dates import (
    BY_CHARGE,
    BY_TRANSFER,
    BY_WISH,
    Act,
    Step,
    step_at,
    step_not_before,
    timetable,
)

D = date(2027, 3, 2)
ZONE = "Europe/Zurich"


@pytest.mark.parametrize(
    ("auto_renew", "method", "steps"),
    [
        (True, "card", BY_CHARGE),
        (True, "wallet", BY_CHARGE),
        (True, "transfer", BY_TRANSFER),
        (False, "card", BY_WISH),
        (False, "transfer", BY_WISH),
    ],
)
def test_wish_and_method_choose_the_timetable(auto_renew, method, steps):
    assert timetable(auto_renew=auto_renew, method_kind=method) == steps


@pytest.mark.parametrize("steps", [BY_CHARGE, BY_TRANSFER, BY_WISH])
def test_every_timetable_comes_to_an_end(steps):
    assert [s.day for s in steps] == sorted(s.day for s in steps)
    assert steps[-1].act in (Act.EXPIRE, Act.END)


@pytest.mark.parametrize(
    ("ends_on", "utc"),
    [
        (D, "2027-03-02T05:00+00:00"),
        (date(2027, 7, 1), "2027-07-01T04:00+00:00"),
        (date(2027, 3, 28), "2027-03-28T04:00+00:00"),
    ],
)
def test_the_charge_comes_at_six_in_the_morning_of_the_subscription(ends_on, utc):
    assert step_at(ends_on, Step(0, Act.CHARGE), ZONE) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("steps", "days_after", "step"),
    [
        (BY_CHARGE, -365, 0),
        (BY_CHARGE, -1, 0),
        (BY_TRANSFER, -31, 0),
        (BY_TRANSFER, -10, 0),  # turned on late: the payment details still come first
        (BY_TRANSFER, 2, 3),
        (BY_CHARGE, 3, 2),
        (BY_CHARGE, 90, 6),
        (BY_WISH, 5, 0),
    ],
)
def test_a_late_start_finds_its_step(steps, days_after, step):
    at = step_at(D, Step(0, Act.CHARGE), ZONE) + timedelta(days=days_after)
    assert step_not_before(steps, D, ZONE, at=at) == step
