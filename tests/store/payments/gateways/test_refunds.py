import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abaca.store.payments.gateways import NoAnswer, ProviderError
from tests.store.payments.gateways.desk import NOON, make_card, make_company, pay


def refund(company, charge_ref, amount, key="refund:1"):
    return company.refund(key=key, charge_ref=charge_ref, amount=amount, at=NOON)


def test_a_refund_in_parts_ends_at_what_was_captured(tmp_path):
    company = make_company(tmp_path)
    ref = pay(company, make_card(company)).provider_ref
    refund(company, ref, 4000, "refund:1")
    refund(company, ref, 3900, "refund:2")

    with pytest.raises(ProviderError) as mistake:
        refund(company, ref, 1, "refund:3")

    assert mistake.value.code == "refund_above_captured"
    assert company.balance("EUR") == (7900, 7900, 0)
    assert company.balance("EUR").rest == 0


def test_a_refund_is_paid_once_per_key(tmp_path):
    company = make_company(tmp_path)
    ref = pay(company, make_card(company)).provider_ref
    first = refund(company, ref, 100)

    assert refund(company, ref, 100) == replace(first, replayed=True)
    assert company.balance("EUR").refunded == 100


def test_a_refund_key_with_other_parameters_is_an_error_and_so_is_the_key_of_a_charge(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)
    ref = pay(company, card).provider_ref
    refund(company, ref, 100)

    for mistaken in (
        lambda: refund(company, ref, 101),
        lambda: refund(company, ref, 100, "buy:1:1:1"),
        lambda: pay(company, card, "refund:1"),
    ):
        with pytest.raises(ProviderError) as mistake:
            mistaken()
        assert mistake.value.code == "idempotency_mismatch"


@pytest.mark.parametrize("behaviour", ["soft", "sca", "processing"])
def test_nothing_is_given_back_of_what_was_not_captured(tmp_path, behaviour):
    company = make_company(tmp_path)
    ref = pay(company, make_card(company, behaviour)).provider_ref

    with pytest.raises(ProviderError) as mistake:
        refund(company, ref, 1)

    assert mistake.value.code == "refund_above_captured"


@pytest.mark.parametrize(
    ("ref", "amount", "code"), [(None, 0, "bad_amount"), (None, -5, "bad_amount"), ("ch_never", 5, "unknown_charge")]
)
def test_a_senseless_refund_is_an_error(tmp_path, ref, amount, code):
    company = make_company(tmp_path)
    paid = pay(company, make_card(company))

    with pytest.raises(ProviderError) as mistake:
        refund(company, ref or paid.provider_ref, amount)

    assert mistake.value.code == code


@settings(max_examples=40)
@given(captured=st.integers(1, 500), parts=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 300)), max_size=12))
def test_no_sequence_of_refunds_gives_back_more_than_was_captured(captured, parts):
    with tempfile.TemporaryDirectory() as folder:
        company = make_company(Path(folder))
        ref = pay(company, make_card(company), amount=captured).provider_ref
        given_back: dict[str, int] = {}
        for number, amount in parts:
            key = f"refund:{number}"
            left = captured - sum(given_back.values())
            try:
                answer = refund(company, ref, amount, key)
            except ProviderError as mistake:
                expected = "idempotency_mismatch" if key in given_back else "refund_above_captured"
                assert mistake.code == expected  # noqa: PT017 - only sometimes raised
                assert given_back.get(key) != amount
                assert key in given_back or amount > left
                continue
            assert answer.replayed is (key in given_back)
            given_back[key] = amount

        assert company.balance("EUR") == (captured, sum(given_back.values()), 0)
        assert company.balance("EUR").rest >= 0
        company.close()


def test_a_refund_may_be_under_way_for_a_day(tmp_path):
    company = make_company(tmp_path)
    ref = pay(company, make_card(company, "refund_waits")).provider_ref

    assert refund(company, ref, 7900).outcome == "pending"
    assert company.balance("EUR").refunded == 7900
    assert company.ask("refund:1", at=NOON + timedelta(hours=23)).outcome == "pending"
    assert company.ask("refund:1", at=NOON + timedelta(hours=24)).outcome == "succeeded"
    assert refund(company, ref, 7900).outcome == "pending"  # the first answer, told again


def test_a_refund_to_a_closed_card_comes_back_after_two_days(tmp_path):
    company = make_company(tmp_path)
    ref = pay(company, make_card(company, "refund_fails")).provider_ref

    assert refund(company, ref, 7900).outcome == "succeeded"
    closed = NOON + timedelta(days=2)
    answer = company.ask("refund:1", at=closed)

    assert (answer.outcome, answer.decline_code) == ("declined", "account_closed")
    assert company.balance("EUR") == (7900, 0, 0)
    kinds = [company.verify(raw, sign)["kind"] for raw, sign, _ in company.due_notifications(closed, 9)]
    assert kinds == ["charge.succeeded", "refund.succeeded", "refund.failed"]


@pytest.mark.parametrize(("behaviour", "moved"), [("refund_timeout_after", 7900), ("refund_timeout_before", 0)])
def test_after_a_break_the_refund_is_found_by_its_key_or_never_came(tmp_path, behaviour, moved):
    company = make_company(tmp_path)
    ref = pay(company, make_card(company, behaviour)).provider_ref
    with pytest.raises(NoAnswer):
        refund(company, ref, 7900)
    assert company.balance("EUR").refunded == moved

    later = NOON + timedelta(minutes=2)
    assert company.ask("refund:1", at=later).outcome == ("succeeded" if moved else "never_received")
    if not moved:
        with pytest.raises(ProviderError):
            refund(company, ref, 7900)
        refund(company, ref, 7900, "refund:2")
    assert company.balance("EUR").refunded == 7900
