from datetime import UTC, date, datetime

import pytest

from abaca.store.notices.proofs import Delivery, arrived, confirmed_by_act

OPENS, CLOSES = date(2027, 1, 16), date(2027, 1, 28)
ZURICH = "Europe/Zurich"


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def letter(accepted: str = "", bounced: str = "") -> Delivery:
    return Delivery(
        "marie@example.com",
        instant("2027-01-15T08:00"),
        accepted_at=instant(accepted) if accepted else None,
        bounced_at=instant(bounced) if bounced else None,
    )


@pytest.mark.parametrize(
    ("told", "in_time"),
    [
        ([letter("2027-01-19T08:00")], True),
        ([letter("2027-01-15T22:59")], False),
        ([letter("2027-01-15T23:00")], True),
        ([letter("2027-01-28T22:59")], True),
        ([letter("2027-01-28T23:00")], False),
        ([letter("2027-01-19T08:00", bounced="2027-01-19T09:00")], False),
        ([letter("2027-01-19T08:00", bounced="2027-01-19T09:00"), letter("2027-01-20T08:00")], True),
        ([letter("2027-01-19T08:00", bounced="2027-01-19T09:00"), letter("2027-02-20T08:00")], False),
        ([letter()], False),
        ([], False),
    ],
    ids=[
        "in its days",
        "the evening before",
        "from midnight on",
        "to midnight",
        "after it",
        "came back",
        "sent again in time",
        "sent again too late",
        "still waiting",
        "never written",
    ],
)
def test_a_letter_has_arrived_if_one_was_accepted_within_its_days_and_stayed(told, in_time):
    assert arrived(told, opens_on=OPENS, closes_on=CLOSES, zone=ZURICH) == in_time


@pytest.mark.parametrize(
    ("resumed", "confirmed"),
    [("2027-01-15T22:59", False), ("2027-01-15T23:00", True), ("2027-03-01T12:00", True), ("", False)],
)
def test_who_turns_the_renewal_on_within_the_window_has_confirmed(resumed, confirmed):
    at = instant(resumed) if resumed else None
    assert confirmed_by_act(at, opens_on=OPENS, zone=ZURICH) == confirmed
