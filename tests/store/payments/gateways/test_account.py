"""The shop's account with the company: fees, lines, the balance, and what is sent to the bank each morning."""

import tempfile
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abaca.store.payments.gateways.rehearsal.currencies import DIGITS, from_provider
from abaca.store.payments.gateways.rehearsal.fees import fee_of_charge, fee_of_dispute
from tests.store.payments.gateways.desk import NOON, make_card, make_company, pay

MORNING = NOON.replace(hour=5) + timedelta(days=1)


@pytest.mark.parametrize(
    ("amount", "currency", "fee"),
    [
        (13900, "EUR", 220),  # 1.946 and 0.25
        (2500, "EUR", 60),
        (250, "CHF", 29),  # 3.5 cents become 4
        (1, "EUR", 25),
        (13900, "JPY", 220),
        (13900, "KWD", 445),
        (790_000, "ISK", 13_600),  # 111 of 7900 krónur and 25, in hundredths
    ],
)
def test_a_charge_costs_its_share_and_a_flat_sum(amount, currency, fee):
    assert fee_of_charge(amount, currency) == fee


@pytest.mark.parametrize(("currency", "fee"), [("EUR", 1500), ("JPY", 1500), ("KWD", 15000), ("ISK", 150_000)])
def test_a_dispute_costs_a_flat_sum(currency, fee):
    assert fee_of_dispute(currency) == fee


@given(amount=st.integers(1, 10**9), currency=st.sampled_from(sorted(DIGITS)))
def test_every_fee_is_a_whole_number_of_our_units(amount, currency):
    whole = from_provider(fee_of_charge(amount * (100 if currency == "ISK" else 1), currency), currency)
    exact = Fraction(14 * amount, 1000)
    flat = from_provider(fee_of_dispute(currency), currency) // 60
    assert abs(whole - flat - exact) <= Fraction(1, 2)


def test_captures_and_refunds_are_lines_whose_sum_is_the_balance(tmp_path):
    company = make_company(tmp_path)
    paid = pay(company, make_card(company), amount=13900)
    company.refund(key="refund:1", charge_ref=paid.provider_ref, amount=2000, at=NOON)

    assert [line[1:7] for line in company.movements(0, 9)] == [
        ("capture", paid.provider_ref, paid.provider_ref, 13900, 220, "EUR"),
        ("refund", company.ask("refund:1", at=NOON).provider_ref, paid.provider_ref, -2000, 0, "EUR"),
    ]
    assert [line.number for line in company.movements(1, 9)] == [2]
    assert company.funds() == {"EUR": 13900 - 220 - 2000}


def test_the_balance_is_sent_to_the_bank_the_next_morning_by_currency(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)
    pay(company, card, "buy:1", amount=13900)
    pay(company, card, "buy:2", amount=13900, currency="CHF")
    pay(company, card, "buy:3", amount=13900, at=MORNING)  # it misses the bus
    company.due_notifications(MORNING, 99)

    first, second = company.payouts("", 9)
    assert {(p.amount, p.currency, p.paid_at) for p in (first, second)} == {
        (13680, "EUR", MORNING),
        (13680, "CHF", MORNING),
    }
    assert company.payouts(first.ref, 9) == [second]
    assert company.payouts("", 1) == [first]
    assert company.payouts("po_never", 9) == []
    assert company.funds() == {"CHF": 0, "EUR": 13680}
    company.due_notifications(MORNING + timedelta(days=1), 99)
    assert [p.amount for p in company.payouts(second.ref, 9)] == [13680]


def test_what_is_owed_to_the_company_is_kept_back_from_the_next_payout(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)
    paid = pay(company, card, "buy:1", amount=13900)
    company.due_notifications(MORNING, 99)
    company.refund(key="refund:1", charge_ref=paid.provider_ref, amount=13900, at=MORNING)
    company.due_notifications(MORNING + timedelta(days=3), 99)
    assert company.funds() == {"EUR": -13900}
    assert len(company.payouts("", 9)) == 1

    pay(company, card, "buy:2", amount=20000, at=MORNING + timedelta(days=3))
    company.due_notifications(MORNING + timedelta(days=4), 99)

    assert company.payouts("", 9)[1].amount == 20000 - 305 - 13900
    assert company.funds() == {"EUR": 0}


@settings(max_examples=25)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["pay", "refund", "wait"]), st.integers(1, 9000), st.integers(1, 60)), max_size=14
    )
)
def test_no_cent_is_lost_between_the_lines_and_the_payouts(steps):
    with tempfile.TemporaryDirectory() as folder:
        company = make_company(Path(folder))
        card, refs, at = company.scripted("dispute:20:lost", at=NOON).token, [], NOON
        for number, (what, amount, hours) in enumerate(steps):
            at += timedelta(hours=hours)
            if what == "pay":
                refs.append(pay(company, card, f"buy:{number}", amount=amount, at=at).provider_ref)
            elif what == "refund" and refs:
                left = {c.ref: c.captured - c.refunded - c.disputed for c in company.charges()}[refs[-1]]
                company.due_notifications(at, 99)
                left = {c.ref: c.captured - c.refunded - c.disputed for c in company.charges()}[refs[-1]]
                if left:
                    company.refund(key=f"refund:{number}", charge_ref=refs[-1], amount=min(left, amount), at=at)
            else:
                company.due_notifications(at, 99)
        company.due_notifications(at + timedelta(days=90), 99)

        lines = company.movements(0, 10**6)
        total = company.balance("EUR")
        fees = sum(line.fee for line in lines)
        sent = sum(payout.amount for payout in company.payouts("", 10**6))
        assert sum(company.funds().values()) == total.rest - fees - sent
        assert all(payout.amount > 0 for payout in company.payouts("", 10**6))
        assert company.funds().get("EUR", 0) <= 0  # whatever was earned has been sent
        company.close()
