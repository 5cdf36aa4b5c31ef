from datetime import timedelta

import pytest

from abaca.store.payments.gateways import NoAnswer, ProviderError
from tests.store.payments.gateways.desk import NOON, make_card, make_company, pay

LIMIT = timedelta(minutes=2)
MOMENT = timedelta(microseconds=1)


def test_after_a_break_behind_the_charge_the_money_is_found_by_key(tmp_path):
    company = make_company(tmp_path)
    with pytest.raises(NoAnswer):
        pay(company, make_card(company, "timeout_after"))

    answer = company.ask("buy:1:1:1", at=NOON)

    assert (answer.outcome, answer.provider_ref) == ("succeeded", company.charges()[0].ref)
    assert company.captures_by_key_count() == {"buy:1:1:1": 1}


def test_after_a_break_before_the_charge_never_is_said_two_minutes_after_sending(tmp_path):
    company = make_company(tmp_path)
    with pytest.raises(NoAnswer):
        pay(company, make_card(company, "timeout_before"))

    assert company.ask("buy:1:1:1", at=NOON + LIMIT - MOMENT).outcome == "not_yet_known"
    assert company.ask("buy:1:1:1", at=NOON + LIMIT).outcome == "never_received"
    assert company.charges() == []


def test_a_key_that_nobody_saw_is_never_received_two_minutes_after_the_first_question(tmp_path):
    company = make_company(tmp_path)
    times = [NOON, NOON + LIMIT - MOMENT, NOON + LIMIT, NOON + timedelta(days=40)]

    answers = [company.ask("renew:1:2:1", at=at).outcome for at in times]

    assert answers == ["not_yet_known", "not_yet_known", "never_received", "never_received"]


def test_what_comes_after_never_received_comes_too_late(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)
    company.ask("buy:1:1:1", at=NOON)
    company.ask("buy:1:1:1", at=NOON + LIMIT)

    with pytest.raises(ProviderError) as mistake:
        pay(company, card, at=NOON + LIMIT)

    assert mistake.value.code == "key_closed"
    assert company.charges() == []
    assert pay(company, card, "buy:1:1:2", at=NOON + LIMIT).outcome == "succeeded"


def test_what_comes_before_the_limit_is_in_time(tmp_path):
    company = make_company(tmp_path)
    company.ask("buy:1:1:1", at=NOON)
    pay(company, make_card(company), at=NOON + LIMIT - MOMENT)

    assert company.ask("buy:1:1:1", at=NOON + timedelta(days=400)).outcome == "succeeded"


def test_a_refund_is_found_by_key_too(tmp_path):
    company = make_company(tmp_path)
    paid = pay(company, make_card(company))
    refunded = company.refund(key="refund:1", charge_ref=paid.provider_ref, amount=100, at=NOON)

    assert company.ask("refund:1", at=NOON) == refunded


def test_money_under_way_arrives_after_two_hours(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company, "processing"))

    assert company.ask("buy:1:1:1", at=NOON + timedelta(hours=2) - MOMENT).outcome == "pending"
    assert company.captured_total("EUR") == 0
    assert company.ask("buy:1:1:1", at=NOON + timedelta(hours=2)).outcome == "succeeded"
    assert company.captured_total("EUR") == 7900
