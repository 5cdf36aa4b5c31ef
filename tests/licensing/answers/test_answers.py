"""What is kept of an answer, and for whom."""

from datetime import timedelta

import pytest

from abaca.licensing.answers import jobs
from abaca.licensing.answers.actions import keep
from abaca.licensing.answers.models import KeptAnswer
from abaca.licensing.answers.queries import IdempotencyConflict, Kept, answer_to, due, next_at, recognised
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
ASKED = {"subject": "holder", "path": "activate", "key": "once", "body": b"{}"}


def kept_at(at, **facts) -> None:
    keep(recognised(**ASKED | facts), 201, b'{"op":"activate"}', at=at)


def test_an_answer_is_found_by_all_that_made_it():
    kept_at(NOON)
    assert answer_to(recognised(**ASKED), at=NOON) == Kept(201, b'{"op":"activate"}')


@pytest.mark.parametrize("other", [{"subject": "another"}, {"path": "lease"}, {"key": "twice"}])
def test_an_answer_is_nobody_elses(other):
    kept_at(NOON)
    assert answer_to(recognised(**ASKED | other), at=NOON) is None


def test_another_body_is_refused():
    kept_at(NOON)
    with pytest.raises(IdempotencyConflict):
        answer_to(recognised(**ASKED | {"body": b"{ }"}), at=NOON)


def test_parts_cannot_be_pushed_from_one_field_into_the_next():
    kept_at(NOON, key="a", subject="b\nc")
    assert answer_to(recognised(**ASKED | {"key": "a\nb", "subject": "c"}), at=NOON) is None


def test_an_answer_that_the_sweep_has_not_removed_yet_is_heard_no_more_and_gives_way():
    kept_at(NOON)
    later = NOON + timedelta(hours=24)
    assert answer_to(recognised(**ASKED), at=later) is None
    kept_at(later)
    assert answer_to(recognised(**ASKED), at=later)
    assert KeptAnswer.objects.count() == 1


def test_the_eldest_are_due_first_and_forgetting_twice_changes_nothing():
    for hours, key in enumerate("cab"):
        kept_at(NOON + timedelta(hours=hours), key=key)
    first = KeptAnswer.objects.order_by("kept_at").values_list("pk", flat=True)[:2]
    at = NOON + timedelta(hours=25)
    assert due(at, 10) == list(first)
    assert due(at, 1) == [first[0]]
    everybody = list(KeptAnswer.objects.values_list("pk", flat=True))
    for _twice in range(2):
        jobs.forget(everybody, at=at)
    assert next_at() == NOON + timedelta(hours=26)


def test_nothing_of_a_call_can_be_read_from_the_row():
    kept_at(NOON)
    row = KeptAnswer.objects.get()
    whole = b"".join(bytes(part) for part in (row.lookup, row.body_digest, row.sealed))
    assert not any(part in whole for part in (b"activate", b"holder", b"once"))
