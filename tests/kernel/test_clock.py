from datetime import UTC, datetime

from abaca.kernel.clock import running_from, system_now


def test_the_present_is_in_utc_and_does_not_run_back():
    first, second = system_now(), system_now()

    assert first.tzinfo is UTC
    assert first <= second


def test_a_clock_of_its_own_begins_at_its_instant_and_runs_on():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    clock = running_from(noon)

    first, second = clock(), clock()

    assert noon <= first <= second
    assert (second - noon).total_seconds() < 60
