from datetime import UTC, datetime, timedelta

import pytest

from abaca.licensing.devices.limits import DAY, is_full, is_too_many, wait

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("in_use", "limit", "full", "too_many"),
    [(4, 5, False, False), (5, 5, True, False), (6, 5, True, True), (99, None, False, False), (0, 0, True, False)],
)
def test_how_many_devices_fit(in_use, limit, full, too_many):
    assert (is_full(in_use, limit), is_too_many(in_use, limit)) == (full, too_many)


@pytest.mark.parametrize(
    ("hours_ago", "most", "pause"),
    [
        ([], 2, None),
        ([1], 2, None),
        ([1, 5], 2, 19 * HOUR),
        ([1, 5, 9], 2, 19 * HOUR),
        ([1, 24], 2, None),
        ([1, 2, 3], None, None),
        ([], 0, 24 * HOUR),
    ],
)
def test_how_long_to_wait_for_the_next_one(hours_ago, most, pause):
    assert wait([NOON - hours * HOUR for hours in hours_ago], most, DAY, NOON) == pause
