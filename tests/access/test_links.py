"""Links that carry their own permission: for one thing, until one day, and not to be changed."""

from datetime import UTC, datetime, timedelta

import pytest

from abaca.access.links import LinkBroken, LinkExpired, read, sign

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_link_says_what_it_is_about_until_its_last_second():
    token = sign("pay", "ord_1", days=30, at=NOON)

    assert read("pay", token, at=NOON + timedelta(days=30)) == "ord_1"
    with pytest.raises(LinkExpired) as refused:
        read("pay", token, at=NOON + timedelta(days=30, seconds=1))
    assert refused.value.status == 410


def test_a_link_for_one_thing_opens_nothing_else():
    with pytest.raises(LinkBroken):
        read("cancel", sign("pay", "ord_1", days=30, at=NOON), at=NOON)


@pytest.mark.parametrize("broken", ["", "nonsense", "a:b:c", "é", "WyJvcmRfMSIsMV0:1aaaaa:xxxx"])
def test_a_broken_link_is_refused_as_one(broken):
    with pytest.raises(LinkBroken):
        read("pay", broken, at=NOON)


@pytest.mark.parametrize("place", [0, 5, -1])
def test_no_symbol_of_a_link_can_be_changed(place):
    token = sign("pay", "ord_1", days=30, at=NOON)
    symbols = list(token)
    symbols[place] = "A" if symbols[place] != "A" else "B"

    with pytest.raises(LinkBroken):
        read("pay", "".join(symbols), at=NOON)
