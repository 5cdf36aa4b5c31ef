from datetime import UTC, datetime

import pytest

from abaca.store.payments.gateways import CardRefused, MethodFacts, NoAnswer
from abaca.store.payments.gateways.rehearsal.cards import SCRIPTS, passes_luhn, published_numbers
from tests.store.payments.gateways.desk import NOON, make_card, make_company, number_that, pay, renew

BRANDS = {"4": "Visa", "5": "Mastercard"}


def test_published_numbers_look_like_cards_and_differ():
    numbers = [row.number for row in published_numbers()]
    assert [number for number in numbers if len(number) != 16 or not passes_luhn(number)] == []
    assert len(set(numbers)) == len(numbers)


def test_every_behaviour_is_published_with_a_brand_that_fits_and_a_sentence():
    assert {row.behaviour for row in published_numbers()} == set(SCRIPTS)
    assert [row for row in published_numbers() if BRANDS[row.number[0]] != row.brand or not row.sentence] == []
    assert published_numbers()[0].grouped == "4242 4242 4242 4242"


@pytest.mark.parametrize(
    ("behaviour", "first", "renewals"),
    [
        ("ok", "succeeded", ["succeeded", "succeeded"]),
        ("soft_first_renewal", "succeeded", ["declined insufficient_funds soft", "succeeded"]),
        ("soft_renewals", "succeeded", ["declined insufficient_funds soft"] * 2),
        ("soft", "declined insufficient_funds soft", ["declined insufficient_funds soft"] * 2),
        ("hard", "declined lost_card hard", ["declined lost_card hard"] * 2),
        ("hard_renewals", "succeeded", ["declined closed_account hard"] * 2),
        ("expired", "declined expired_card hard", ["declined expired_card hard"] * 2),
        ("updated", "succeeded", ["succeeded", "succeeded"]),
        ("sca", "action_required", ["action_required", "action_required"]),
        ("sca_first", "action_required", ["action_required", "action_required"]),
        ("timeout_after", "no answer", ["succeeded", "succeeded"]),
        ("timeout_before", "no answer", ["succeeded", "succeeded"]),
        ("timeout_after_renewal", "succeeded", ["no answer", "succeeded"]),
        ("timeout_before_renewal", "succeeded", ["no answer", "succeeded"]),
        ("processing", "pending", ["pending", "pending"]),
        ("told_twice", "succeeded", ["succeeded", "succeeded"]),
        ("told_late", "pending", ["pending", "pending"]),
        ("disputed", "succeeded", ["succeeded", "succeeded"]),
        ("disputed_lost", "succeeded", ["succeeded", "succeeded"]),
        ("refund_waits", "succeeded", ["succeeded", "succeeded"]),
        ("refund_fails", "succeeded", ["succeeded", "succeeded"]),
        ("refund_timeout_after", "succeeded", ["succeeded", "succeeded"]),
        ("refund_timeout_before", "succeeded", ["succeeded", "succeeded"]),
    ],
)
def test_every_test_number_behaves_as_published(tmp_path, behaviour, first, renewals):
    company = make_company(tmp_path)
    card = make_card(company, behaviour)

    assert _in_words(pay, company, card, "buy:1:1:1") == first
    assert [_in_words(renew, company, card, f"renew:1:2:{n}") for n in (1, 2)] == renewals


def _in_words(do, company, card, key) -> str:
    try:
        answer = do(company, card, key)
    except NoAnswer:
        return "no answer"
    if not answer.decline_code:
        return answer.outcome
    return f"{answer.outcome} {answer.decline_code} {'hard' if answer.hard else 'soft'}"


def test_a_card_that_was_declined_hard_never_works_again_even_for_its_owner(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company, "hard_renewals")
    pay(company, card, "first")
    renew(company, card, "second")

    assert pay(company, card, "third").decline_code == "closed_account"
    assert company.captured_total("EUR") == 7900


def test_of_a_card_only_brand_last_four_and_expiry_are_kept(tmp_path):
    company = make_company(tmp_path)
    facts = company.tokenise(number="5555-5555 5555 4444", exp_month=7, exp_year=2028, cvc="987", at=NOON)

    assert facts == MethodFacts("card", facts.token, "Mastercard", "4444", 7, 2028, "DE", "")
    assert company.method(facts.token, at=NOON) == facts
    company.close()
    assert b"5555555555554444" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("number", "expiry", "cvc", "code", "field"),
    [
        ("4242 4242 4242 4241", (12, 2030), "123", "card_number_wrong", "number"),
        ("", (12, 2030), "123", "card_number_wrong", "number"),
        ("0", (12, 2030), "123", "card_number_wrong", "number"),
        ("4242424242424242" * 9, (12, 2030), "123", "card_number_wrong", "number"),
        ("٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", (12, 2030), "123", "card_number_wrong", "number"),
        ("my card", (12, 2030), "123", "card_number_wrong", "number"),
        ("4111 1111 1111 1111", (12, 2030), "123", "card_not_for_rehearsal", "number"),
        ("4242 4242 4242 4242", (2, 2026), "123", "card_expired", "expiry"),
        ("4242 4242 4242 4242", (13, 2030), "123", "card_expired", "expiry"),
        ("4242 4242 4242 4242", (0, 2030), "123", "card_expired", "expiry"),
        ("4242 4242 4242 4242", (1, 10**30), "123", "card_expired", "expiry"),
        ("4242 4242 4242 4242", (3, 2026), "12", "cvc_wrong", "cvc"),
        ("4242 4242 4242 4242", (3, 2026), "12a", "cvc_wrong", "cvc"),
        ("4242 4242 4242 4242", (3, 2026), "²²²", "cvc_wrong", "cvc"),
    ],
)
def test_a_wrong_card_is_refused_by_field_and_leaves_no_trace(tmp_path, number, expiry, cvc, code, field):
    company = make_company(tmp_path)

    with pytest.raises(CardRefused) as refused:
        company.tokenise(number=number, exp_month=expiry[0], exp_year=expiry[1], cvc=cvc, at=NOON)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (datetime(2027, 6, 30, 23, 59, 59, tzinfo=UTC), "succeeded"),
        (datetime(2027, 7, 1, tzinfo=UTC), "declined"),
    ],
)
def test_a_card_works_to_the_last_day_of_its_month(tmp_path, at, outcome):
    company = make_company(tmp_path)
    answer = renew(company, make_card(company, exp=(6, 2027)), at=at)

    assert answer.outcome == outcome
    assert (answer.decline_code, answer.hard) == (("expired_card", True) if outcome == "declined" else ("", False))


def test_the_updater_brings_a_new_expiry_in_the_last_month_and_says_so(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company, "updated", exp=(6, 2027))

    assert company.method(card, at=datetime(2027, 5, 31, tzinfo=UTC)).exp_year == 2027
    assert company.method(card, at=datetime(2027, 6, 1, tzinfo=UTC)).exp_year == 2031
    assert renew(company, card, at=datetime(2027, 7, 1, tzinfo=UTC)).outcome == "succeeded"
    told = [company.verify(raw, sign)["kind"] for raw, sign, _ in company.due_notifications(NOON.replace(2028), 9)]
    assert told == ["method.updated", "charge.succeeded", "payout.paid"]


def test_a_forgotten_card_is_gone(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)
    company.forget(card, at=NOON)
    company.forget(card, at=NOON)

    assert company.method(card, at=NOON) is None
    assert company.method("pm_never", at=NOON) is None


def test_a_charge_knows_the_day_of_its_dispute(tmp_path):
    company = make_company(tmp_path)
    pay(company, make_card(company, "disputed"))

    assert company.charges("ord_1")[0].dispute_at == datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert number_that("disputed") == "4000000000000259"
