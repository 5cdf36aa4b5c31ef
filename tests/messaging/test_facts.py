import json
from datetime import UTC, date, datetime

import pytest

from abaca.kernel.money import Money
from abaca.messaging.facts import day_fact, instant_fact, money_fact, parsed, secret_fact

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fact", "meaning"),
    [
        (money_fact(Money(7900, "EUR")), Money(7900, "EUR")),
        (day_fact(date(2027, 11, 22)), date(2027, 11, 22)),
        (instant_fact(NOON), NOON),
        (secret_fact("code"), "493817"),
        ({"money": 1, "day": "of reckoning"}, {"money": 1, "day": "of reckoning"}),
        ("a word", "a word"),
        (3, 3),
    ],
)
def test_facts_survive_the_way_through_json(fact, meaning):
    stored = json.loads(json.dumps({"rows": [{"fact": fact, "seat": 1}]}))

    assert parsed(stored, {"code": "493817"}) == {"rows": [{"fact": meaning, "seat": 1}]}


def test_a_secret_that_nobody_gave_is_an_error():
    with pytest.raises(KeyError):
        parsed(secret_fact("code"), {})
