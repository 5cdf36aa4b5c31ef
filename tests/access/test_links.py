"""Links that carry their own permission: for one thing, until one day, and not to be changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from abaca.access.links import LinkBroken, LinkExpired, read, sign

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_link_says_what_it_is_about_until_its_last_second():
    token = sign("pay", "ord_1", days=30, at=NOON)

    assert read("pay", token, at=NOON + timedelta(days=30)) == "ord_1"
    with pytest.raises(LinkExpired) as refused:
        read("pay", token, at=NOON + timedelta(days=30, seconds=1))
    assert refused.value.status == 410


@pytest.mark.parametrize(
    ("language", "day"), [("en", "1 April 2026"), ("pt", "1 de abril de 2026"), ("it", "1 aprile 2026")]
)
def test_an_old_link_names_its_last_day_as_the_pages_do(language, day):
    token = sign("pay", "ord_1", days=30, at=NOON)
    with override(language), pytest.raises(LinkExpired) as refused:
        read("pay", token, at=NOON + timedelta(days=31))
    with override(language):
        assert day in str(refused.value)


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
