from datetime import UTC, datetime, timedelta

import pytest

from abaca.kernel.networks import network_of
from abaca.licensing.accounts.codes import PER_ADDRESS, PER_NETWORK, draw, kept, plain, wait_for

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_is_an_address_or_the_household_around_it(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("minutes_ago", "limits", "minutes"),
    [
        ([], PER_ADDRESS, None),
        ([1, 2], PER_ADDRESS, None),
        ([1, 2, 3], PER_ADDRESS, 12),
        ([1, 2, 15], PER_ADDRESS, None),
        ([100 * n for n in range(1, 11)], PER_ADDRESS, 440),
        (list(range(1, 21)), PER_NETWORK, 40),
        (list(range(1, 20)), PER_NETWORK, None),
    ],
)
def test_how_long_to_wait_for_the_next_code(minutes_ago, limits, minutes):
    sent = [NOON - timedelta(minutes=n) for n in minutes_ago]
    found = wait_for(sent, limits, NOON)
    assert found == (timedelta(minutes=minutes) if minutes else None)


def test_a_code_has_six_digits_and_blanks_do_not_matter():
    assert len(draw()) == 6
    assert draw().isdigit()
    assert plain(" 012 345 ") == "012345"


@pytest.mark.parametrize("change", ["challenge", "folded_email", "fingerprint_hash", "code"])
def test_a_code_is_recognised_for_its_challenge_address_and_device_only(change):
    facts = {"challenge": "c", "folded_email": "a@b.example", "fingerprint_hash": b"f", "code": "012345"}
    other = facts | {change: b"g" if change == "fingerprint_hash" else "x"}
    assert kept(b"k" * 32, **facts) != kept(b"k" * 32, **other)
