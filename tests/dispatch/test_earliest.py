"""When the first of some rows falls due: alone, and in one statement with all others."""

from datetime import UTC, datetime, timedelta

import pytest

from abaca.access.models import User
from abaca.dispatch.due_work import REGISTER
from abaca.dispatch.earliest import Earliest, First, ask
from abaca.dispatch.jobs import drain_all, next_due_at
from abaca.dispatch.queries import present
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def _at(*hours: int) -> None:
    User.objects.bulk_create(
        User(ref=f"user_{hour}", email=f"{hour}@example.com", staff_since=NOON + hour * HOUR) for hour in hours
    )


def _since(hour: int) -> First:
    return First(lambda: User.objects.filter(staff_since__gte=NOON + hour * HOUR), "staff_since")


def test_the_earliest_of_the_rows_is_found_and_none_where_there_is_none():
    _at(5, 3, 9)
    assert Earliest(_since(0))() == NOON + 3 * HOUR
    assert Earliest(_since(4))() == NOON + 5 * HOUR
    assert Earliest(_since(10))() is None


def test_a_value_becomes_an_instant_and_the_earliest_of_several_kinds_counts():
    _at(5, 3)
    later = First(User.objects.all, "staff_since", lambda at: at + 4 * HOUR)
    assert Earliest(later)() == NOON + 7 * HOUR
    assert Earliest(later, _since(4))() == NOON + 5 * HOUR
    assert Earliest(_since(10), later)() == NOON + 7 * HOUR


def test_an_empty_field_is_no_instant():
    _at(5)
    running = First(User.objects.all, "staff_until")
    assert Earliest(running)() is None
    User.objects.update(staff_until=datetime(2026, 1, 1, tzinfo=UTC))
    assert Earliest(running)() == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_per_cent_sign_among_the_words_is_no_hole():
    _at(5)
    like = First(lambda: User.objects.exclude(email__contains="50% off"), "staff_since")
    assert Earliest(like)() == NOON + 5 * HOUR


def test_all_questions_are_one_statement(django_assert_num_queries):
    _at(5, 3)
    questions = [Earliest(_since(hour)) for hour in (0, 4, 10)]
    with django_assert_num_queries(1):
        assert ask(questions) == [NOON + 3 * HOUR, NOON + 5 * HOUR, None]
    with django_assert_num_queries(0):
        assert ask([]) == []


def test_a_house_with_nothing_to_do_is_asked_little(django_assert_max_num_queries):
    drain_all(at=present())
    together = sum(isinstance(work.next_at, Earliest) for work in REGISTER.values())
    apart = len(REGISTER) - together
    assert apart < 12 < together
    with django_assert_max_num_queries(1 + 2 * apart):
        next_due_at()
