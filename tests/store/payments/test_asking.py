from datetime import UTC, datetime, timedelta

import pytest

from abaca.store.payments.asking import next_question, waits_over
from abaca.store.payments.states import AttemptState

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "asked", "wait"),
    [
        (AttemptState.UNKNOWN, 0, timedelta(minutes=5)),
        (AttemptState.UNKNOWN, 1, timedelta(hours=1)),
        (AttemptState.UNKNOWN, 2, timedelta(days=1)),
        (AttemptState.UNKNOWN, 9, timedelta(days=1)),
        (AttemptState.PENDING, 0, timedelta(hours=1)),
        (AttemptState.ACTION, 5, timedelta(days=1)),
    ],
)
def test_questions_become_rarer(state, asked, wait):
    assert next_question(state, asked, NOON) == NOON + wait


@pytest.mark.parametrize("state", [AttemptState.SUCCEEDED, AttemptState.DECLINED, AttemptState.LOST])
def test_at_an_end_nobody_is_asked(state):
    assert next_question(state, 0, NOON) is None


@pytest.mark.parametrize(
    ("waited", "over"),
    [(timedelta(minutes=4), 0), (timedelta(minutes=5), 1), (timedelta(hours=2), 2), (timedelta(days=9), 3)],
)
def test_age_decides_and_not_how_often_somebody_looked(waited, over):
    assert waits_over(AttemptState.UNKNOWN, waited) == over
