"""An attempt is charged once and ever after only asked about; here what its story concludes is written down only."""

from datetime import timedelta

import pytest

from abaca.store.payments import jobs
from abaca.store.payments.actions import Wanted, open_attempts, save_method, take
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.gateways.rehearsal.cards import published_numbers
from abaca.store.payments.models import Attempt
from abaca.store.payments.states import AttemptState
from tests.conftest import NOON
from tests.makers.orders import make_lines, states_at_the_provider


class Notebook:
    """Writes down what was concluded."""

    def __init__(self) -> None:
        self.verdicts = []

    def __call__(self, verdicts, *, at, by) -> None:  # noqa: ARG002 - the shape of a story
        self.verdicts += verdicts

    @property
    def states(self) -> list[AttemptState]:
        return [verdict.state for verdict in self.verdicts]


def _attempt(behaviour: str) -> Attempt:
    order = make_lines()[0].order
    number = next(row.number for row in published_numbers() if row.behaviour == behaviour)
    new = jobs.tokenise_card("rehearsal", number=number, exp_month=12, exp_year=2030, cvc="123", at=NOON)
    method = save_method(order.customer, new, at=NOON, by="a guest")
    return open_attempts([Wanted(order, method, customer_present=True)], at=NOON, by="a guest")[0]


def _collect(attempt: Attempt, *, at=NOON) -> list[AttemptState]:
    notebook = Notebook()
    jobs.collect([attempt.pk], conclude=notebook, return_url=lambda ref: f"http://localhost/{ref}", at=at)
    return notebook.states


@pytest.mark.parametrize(
    ("behaviour", "state"),
    [
        ("ok", AttemptState.SUCCEEDED),
        ("soft", AttemptState.DECLINED),
        ("hard", AttemptState.DECLINED),
        ("sca", AttemptState.ACTION),
        ("processing", AttemptState.PENDING),
        ("timeout_after", AttemptState.UNKNOWN),
        ("timeout_before", AttemptState.UNKNOWN),
    ],
)
def test_an_answer_is_put_into_our_words(shop, behaviour, state):
    assert _collect(_attempt(behaviour)) == [state]


def test_a_worker_that_dies_before_the_call_costs_no_second_charge(shop):
    attempt = _attempt("ok")
    take([attempt.pk], at=NOON)  # and then the power fails
    later = NOON + timedelta(minutes=3)
    assert _collect(attempt, at=later) == [AttemptState.UNKNOWN]
    assert _collect(attempt, at=later + timedelta(minutes=3)) == [AttemptState.LOST]
    assert rehearsal_company().charges() == []


def test_a_worker_that_dies_after_the_call_finds_the_answer_by_asking(shop):
    attempt = _attempt("ok")
    _collect(attempt)  # what was concluded is lost with the worker
    assert _collect(attempt, at=NOON + timedelta(minutes=3)) == [AttemptState.SUCCEEDED]
    assert states_at_the_provider(attempt.order) == ["succeeded"]


def test_a_request_that_the_provider_refuses_is_a_hard_no(shop):
    attempt = _attempt("ok")
    rehearsal_company().forget(attempt.method.token, at=NOON)
    notebook = Notebook()
    jobs.collect([attempt.pk], conclude=notebook, return_url=str, at=NOON)
    assert [(v.state, v.hard) for v in notebook.verdicts] == [(AttemptState.DECLINED, True)]


def test_an_unpaid_challenge_is_called_off_at_the_provider(shop):
    attempt = _attempt("sca")
    _collect(attempt)
    notebook = Notebook()
    jobs.give_up(attempt, conclude=notebook, at=NOON)
    assert notebook.states == [AttemptState.DECLINED]
    assert states_at_the_provider(attempt.order) == ["declined"]


def test_calling_off_too_late_hears_that_the_money_came(shop):
    attempt = _attempt("sca")
    _collect(attempt)
    [charge] = rehearsal_company().charges(attempt.order.ref)
    rehearsal_company().confirm(charge.ref, approved=True, at=NOON)
    notebook = Notebook()
    jobs.give_up(attempt, conclude=notebook, at=NOON)
    assert notebook.states == [AttemptState.SUCCEEDED]


def test_without_a_connected_provider_cards_and_wallets_are_refused_in_words(settings):
    settings.REHEARSAL = False
    with pytest.raises(jobs.MeansNotConnected) as refused:
        jobs.tokenise_card("rehearsal", number="4242424242424242", exp_month=1, exp_year=2030, cvc="123", at=NOON)
    assert (refused.value.status, refused.value.code) == (503, "means_not_connected")
    with pytest.raises(jobs.MeansNotConnected):
        jobs.connect_wallet("rehearsal", login="charlie@example.com", at=NOON)
