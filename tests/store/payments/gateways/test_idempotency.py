import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abaca.store.payments.gateways import NoAnswer, ProviderError
from tests.store.payments.gateways.desk import NOON, make_card, make_company, pay, renew, request

BEHAVIOURS = ["ok", "soft_first_renewal", "hard", "sca", "processing", "timeout_after", "timeout_before", "told_twice"]


def test_the_same_request_again_gets_the_first_answer_and_moves_no_money(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)
    first = pay(company, card)

    assert pay(company, card, at=NOON + timedelta(days=29)) == replace(first, replayed=True)
    assert company.captured_total("EUR") == 7900


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 7901},
        {"currency": "CHF"},
        {"reference": "ord_2"},
        {"customer_present": False},
        {"return_url": "/elsewhere"},
    ],
)
def test_the_same_key_with_other_parameters_is_an_error(tmp_path, change):
    company = make_company(tmp_path)
    card = make_card(company)
    pay(company, card)

    with pytest.raises(ProviderError) as mistake:
        pay(company, card, **change)

    assert mistake.value.code == "idempotency_mismatch"
    assert [charge.amount for charge in company.charges()] == [7900]


def test_another_card_under_the_same_key_is_an_error(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company))

    with pytest.raises(ProviderError, match="other parameters"):
        pay(company, make_card(company))


def test_a_key_lives_for_thirty_days(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)
    pay(company, card)

    assert pay(company, card, at=NOON + timedelta(days=30)).replayed is False
    assert company.captures_by_key_count() == {"buy:1:1:1": 2}


def test_the_replay_of_a_challenge_says_what_was_said_first_and_the_question_how_it_stands(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company, "sca")
    first = pay(company, card)
    company.confirm(first.provider_ref, approved=True, at=NOON)

    assert pay(company, card) == replace(first, replayed=True)
    assert company.ask("buy:1:1:1", at=NOON).outcome == "succeeded"


def test_sixteen_threads_with_one_key_move_money_once(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: pay(company, card), range(64)))

    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 63
    assert len({answer.provider_ref for answer in answers}) == 1
    assert company.captures_by_key_count() == {"buy:1:1:1": 1}


def test_sixteen_first_visitors_create_one_company(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        tokens = list(pool.map(lambda _: make_card(make_company(tmp_path)), range(16)))

    assert [make_company(tmp_path).method(token, at=NOON) is None for token in tokens] == [False] * 16
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 0}, "bad_amount"),
        ({"amount": -1}, "bad_amount"),
        ({"amount": True}, "bad_amount"),
        ({"amount": 10**30}, "bad_amount"),
        ({"currency": "XXX"}, "unknown_currency"),
        ({"currency": "eur"}, "unknown_currency"),
        ({"key": ""}, "bad_key"),
        ({"token": "pm_never"}, "unknown_method"),
    ],
)
def test_a_senseless_request_is_an_error_and_leaves_its_key_free(tmp_path, change, code):
    company = make_company(tmp_path)
    card = make_card(company)

    with pytest.raises(ProviderError) as mistake:
        company.charge(replace(request(card), **change), at=NOON)

    assert mistake.value.code == code
    assert company.charges() == []
    assert pay(company, card).replayed is False


@settings(max_examples=40)
@given(
    behaviour=st.sampled_from(BEHAVIOURS),
    tries=st.lists(
        st.tuples(st.sampled_from(["charge", "ask"]), st.integers(1, 3), st.integers(0, 90)), min_size=1, max_size=12
    ),
)
def test_whatever_is_asked_and_repeated_a_key_moves_money_at_most_once(behaviour, tries):
    with tempfile.TemporaryDirectory() as folder:
        company = make_company(Path(folder))
        card = make_card(company, behaviour)
        now, first = NOON, {}
        for verb, number, seconds in tries:
            now += timedelta(seconds=seconds)
            key = f"renew:1:2:{number}"
            try:
                answer = renew(company, card, key, at=now) if verb == "charge" else company.ask(key, at=now)
            except NoAnswer:
                continue
            except ProviderError as mistake:
                assert mistake.code == "key_closed"  # noqa: PT017 - only sometimes raised
                assert company.ask(key, at=now).outcome == "never_received"
                continue
            if verb == "charge":
                assert first.setdefault(key, replace(answer, replayed=True)) == replace(answer, replayed=True)

        assert set(company.captures_by_key_count().values()) <= {1}
        company.close()
