"""How often somebody may try: counted in the database, for everybody by himself, and forgotten when it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from abaca.access.actions import count_try, is_within
from abaca.access.limits import Limit, TooManyTries
from abaca.access.models import Tries
from tests.makers.threads import at_once

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TWO = Limit("two", most=2, minutes=10)


@pytest.mark.django_db
def test_a_third_try_is_refused_until_the_window_is_over():
    said = [is_within(TWO, "alice", at=NOON + timedelta(minutes=minute)) for minute in (0, 1, 2, 9, 10, 11, 12)]
    assert said == [True, True, False, False, True, True, False]


@pytest.mark.django_db
def test_everybody_is_counted_by_himself_and_for_each_thing():
    other = Limit("other", most=1, minutes=10)
    said = [is_within(limit, whose, at=NOON) for limit, whose in ((other, "a"), (other, "b"), (TWO, "a"), (other, "a"))]
    assert said == [True, True, True, False]


@pytest.mark.django_db
def test_a_refusal_says_for_how_long():
    for _try in range(2):
        count_try(TWO, "alice", at=NOON)
    with pytest.raises(TooManyTries, match="wait 8 minutes"):
        count_try(TWO, "alice", at=NOON + timedelta(minutes=2, seconds=30))


@pytest.mark.django_db
def test_nothing_tells_whose_tries_were_counted_and_what_is_over_is_swept_away():
    count_try(TWO, "alice@example.com", at=NOON)
    assert b"alice" not in bytes(Tries.objects.get().key)

    count_try(TWO, "bob@example.com", at=NOON + timedelta(minutes=10))
    assert Tries.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_one_by_one():
    ten = Limit("ten", most=10, minutes=10)
    assert sorted(at_once([lambda: is_within(ten, "alice", at=NOON)] * 16)) == [False] * 6 + [True] * 10
