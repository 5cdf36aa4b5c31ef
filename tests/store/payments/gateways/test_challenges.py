from datetime import timedelta

import pytest

from abaca.store.payments.gateways import ProviderError
from tests.store.payments.gateways.desk import NOON, make_card, make_company, pay, renew


def test_the_page_shows_what_is_asked(tmp_path):
    company = make_company(tmp_path)
    answer = pay(company, make_card(company, "sca"), return_url="/order/1")

    assert answer.redirect_url == f"/rehearsal/3-d-secure/{answer.provider_ref}"
    asked = company.challenge(answer.provider_ref, at=NOON)
    assert asked == (answer.provider_ref, 7900, "EUR", "ord_1", "Visa", "3184", "/order/1", True)


@pytest.mark.parametrize(
    ("approved", "outcome", "code", "captured"),
    [(True, "succeeded", "", 7900), (False, "declined", "authentication_failed", 0)],
)
def test_the_customer_decides_once(tmp_path, approved, outcome, code, captured):
    company = make_company(tmp_path)
    ref = pay(company, make_card(company, "sca")).provider_ref

    answers = [company.confirm(ref, approved=said, at=NOON) for said in (approved, not approved)]

    assert [(answer.outcome, answer.decline_code, answer.hard) for answer in answers] == [(outcome, code, False)] * 2
    assert company.ask("buy:1:1:1", at=NOON) == answers[0]
    assert company.captured_total("EUR") == captured
    assert not company.challenge(ref, at=NOON).is_open


def test_a_consent_that_was_given_suffices_for_renewals_where_the_bank_says_so(tmp_path):
    company = make_company(tmp_path)
    cards = {behaviour: make_card(company, behaviour) for behaviour in ("sca", "sca_first")}
    for behaviour, card in cards.items():
        company.confirm(pay(company, card, f"buy:{behaviour}").provider_ref, approved=True, at=NOON)

    answers = {behaviour: renew(company, card, f"renew:{behaviour}").outcome for behaviour, card in cards.items()}

    assert answers == {"sca": "action_required", "sca_first": "succeeded"}


def test_a_question_without_an_answer_lapses_after_two_weeks(tmp_path):
    company = make_company(tmp_path)
    ref = pay(company, make_card(company, "sca")).provider_ref
    late = NOON + timedelta(days=14)

    assert not company.challenge(ref, at=late).is_open
    assert company.confirm(ref, approved=True, at=late).decline_code == "authentication_expired"
    assert company.captured_total("EUR") == 0


def test_a_cancelled_question_cannot_be_answered(tmp_path):
    company = make_company(tmp_path)
    ref = pay(company, make_card(company, "sca")).provider_ref

    assert company.cancel("buy:1:1:1", at=NOON).decline_code == "cancelled"
    assert company.confirm(ref, approved=True, at=NOON).outcome == "declined"


def test_what_is_paid_cannot_be_cancelled(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company))

    assert company.cancel("buy:1:1:1", at=NOON).outcome == "succeeded"
    assert company.cancel("buy:never", at=NOON).outcome == "not_yet_known"


def test_nobody_was_asked_about_an_ordinary_charge(tmp_path):
    company = make_company(tmp_path)
    paid = pay(company, make_card(company))

    with pytest.raises(ProviderError) as mistake:
        company.challenge(paid.provider_ref, at=NOON)
    assert mistake.value.code == "unknown_challenge"
    with pytest.raises(ProviderError) as mistake:
        company.confirm("ch_never", approved=True, at=NOON)
    assert mistake.value.code == "unknown_charge"
