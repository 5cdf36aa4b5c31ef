from datetime import date

import pytest

from abaca.store.subscriptions.standing import standing

D = date(2027, 3, 2)
USUAL = {
    "ended": False,
    "auto_renew": True,
    "renewal_open": False,
    "by_transfer": False,
    "ends_on": D,
    "grace_days": 14,
}


@pytest.mark.parametrize(
    ("facts", "today", "expected"),
    [
        ({}, "2027-03-01", "renews"),
        ({"auto_renew": False}, "2027-03-01", "ending"),
        ({"auto_renew": False}, "2027-03-02", "ended"),
        ({"by_transfer": True, "renewal_open": True}, "2027-03-01", "awaiting_transfer"),
        ({"by_transfer": True}, "2027-03-01", "renews"),
        ({"renewal_open": True}, "2027-03-02", "past_due"),
        ({"renewal_open": True}, "2027-03-15", "past_due"),
        ({"renewal_open": True}, "2027-03-16", "suspended"),
        ({"ended": True}, "2026-06-01", "ended"),
    ],
)
def test_how_it_stands(facts, today, expected):
    assert standing(**{**USUAL, **facts}, today=date.fromisoformat(today)) == expected
