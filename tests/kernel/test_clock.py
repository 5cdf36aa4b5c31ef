from datetime import UTC

from abaca.kernel.clock import system_now


def test_the_present_is_in_utc_and_does_not_run_back():
    first, second = system_now(), system_now()

    assert first.tzinfo is UTC
    assert first <= second
