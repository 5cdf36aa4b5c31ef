from datetime import UTC, date, datetime

import pytest

from abaca.licensing.licences.standing import Ground, access_until, standing
from abaca.licensing.licences.states import Standing

ENDS_AT = datetime(2027, 3, 1, 23, tzinfo=UTC)  # midnight in Lugano


def ground(**facts):
    known = {
        "suspended": False,
        "zone": "Europe/Zurich",
        "ends": date(2027, 3, 2),
        "ends_at": ENDS_AT,
        "voided": False,
        "grace_days": 14,
        "on_expiry": "restrict",
    }
    return Ground(**(known | facts))


@pytest.mark.parametrize(
    ("at", "facts", "verdict"),
    [
        ("2027-03-01T22:59:59Z", {}, Standing.ACTIVE),
        ("2027-03-01T23:00:00Z", {}, Standing.GRACE),
        ("2027-03-15T22:59:59Z", {}, Standing.GRACE),
        ("2027-03-15T23:00:00Z", {}, Standing.EXPIRED),
        ("2027-03-15T23:00:00Z", {"on_expiry": "maintain"}, Standing.MAINTAINED),
        ("2027-03-01T23:00:00Z", {"voided": True}, Standing.EXPIRED),
        ("2027-03-15T23:00:00Z", {"voided": True, "on_expiry": "maintain"}, Standing.EXPIRED),
        ("2027-03-01T23:00:00Z", {"grace_days": 0}, Standing.EXPIRED),
        ("2099-01-01T00:00:00Z", {"ends": None, "ends_at": None}, Standing.ACTIVE),
        ("2026-03-02T00:00:00Z", {"suspended": True}, Standing.SUSPENDED),
    ],
)
def test_how_a_licence_stands(at, facts, verdict):
    assert standing(ground(**facts), datetime.fromisoformat(at)) == verdict


@pytest.mark.parametrize(
    ("facts", "until"),
    [
        ({}, "2027-03-15T23:00:00+00:00"),
        ({"grace_days": 30}, "2027-03-31T22:00:00+00:00"),
        ({"voided": True}, "2027-03-01T23:00:00+00:00"),
        ({"on_expiry": "maintain"}, None),
        ({"ends": None, "ends_at": None}, None),
    ],
)
def test_until_when_it_may_be_used(facts, until):
    found = access_until(ground(**facts))
    assert (found.isoformat() if found else None) == until
