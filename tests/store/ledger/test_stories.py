"""The table of billing.md, section 5, row by row, with its figures.

Each row is written as it stands there: debit before the stroke, credit after it, bookings apart from each other by a
semicolon in the table and by a list here. The term is the one of example C where the row names no other.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.terms import Term
from abaca.store.ledger import stories
from abaca.store.ledger.accounts import BANK, CREDIT, GATEWAY
from abaca.store.ledger.bookings import About, Booking, Unbalanced, balances, booking
from abaca.store.ledger.deferring import unearned
from abaca.store.ledger.stories import Sold, TaxShare, Undone

PRO, ADVANCED = "professional", "advanced"
ON = About(date(2026, 6, 30), "EUR", document="MS26-000001", customer="cus_1")
LATER = About(date(2027, 2, 11), "EUR", document="MS27C-000001", customer="cus_1")
NET, TAX = 11681, 2219
GERMAN = [TaxShare("DE", 1900, TAX)]
TERM_C = Term(date(2026, 6, 30), date(2027, 6, 30))
SOLD = Sold([(PRO, NET)], GERMAN)

SHORT = {
    "Receivable": "Assets:Receivable",
    "Gateway": "Assets:Gateway",
    "Bank": "Assets:Bank",
    "Disputed": "Assets:Disputed",
    "Deferred": "Liabilities:Deferred:Professional",
    "Deferred:Advanced": "Liabilities:Deferred:Advanced",
    "Income": "Income:Professional",
    "Income:Advanced": "Income:Advanced",
    "Tax": "Liabilities:Tax:DE:19",
    "Tax:FI": "Liabilities:Tax:FI:25-5",
    "CustomerCredit": "Liabilities:CustomerCredit",
    "Unmatched": "Liabilities:Unmatched",
    "GatewayFees": "Expenses:GatewayFees",
    "ChargebackFees": "Expenses:ChargebackFees",
    "Chargebacks": "Expenses:Chargebacks",
    "SmallDifferences": "Expenses:SmallDifferences",
}


def earned_and_left(on: date, term: Term = TERM_C) -> tuple[int, int]:
    left = unearned(NET, term, on)
    return NET - left, left


def words(side: list[tuple[str, int]]) -> str:
    names = {account: short for short, account in SHORT.items()}
    return ", ".join(f"{names[account]} {amount // 100}.{amount % 100:02}" for account, amount in side)


def told(*bookings: Booking) -> list[str]:
    """Return bookings as the table writes them: debit | credit."""
    return [
        words([p for p in one.postings if p[1] > 0]) + " | " + words([(a, -n) for a, n in one.postings if n < 0])
        for one in bookings
    ]


def story_5() -> list[Booking]:
    earned, left = earned_and_left(date(2027, 7, 9), Term(date(2027, 6, 30), date(2028, 6, 30)))
    return stories.refund_of_a_term(ON, Undone(PRO, left, earned), GERMAN)


def story_7() -> list[Booking]:
    on = date(2026, 10, 1)
    spread = unearned(NET, TERM_C, on) - unearned(NET - 1681, TERM_C, on)
    return stories.goodwill(ON, Undone(PRO, spread, 1681 - spread), [TaxShare("DE", 1900, 319)])


def story_9_lost() -> list[Booking]:
    earned, left = earned_and_left(date(2026, 11, 20))
    return stories.dispute_lost(ON, 13900, nets=[(PRO, left, earned)], taxes=GERMAN)


def story_10_same_rate() -> list[Booking]:
    return [stories.upgrade_at_the_same_rate(ON, unused=[Undone(PRO, 7673)], new=Sold([(ADVANCED, 28700)]))]


def story_10_other_rate() -> list[Booking]:
    return stories.upgrade_at_another_rate(
        LATER,
        old=PRO,
        unused=4448,
        old_taxes=[TaxShare("DE", 1900, 845)],
        invoice=ON,
        new=Sold([(ADVANCED, 27012)], [TaxShare("FI", 2550, 6888)]),
    )


def story_16() -> list[Booking]:
    return stories.capped_upgrade(
        ON, LATER, old=PRO, unused=11800, new=Sold([(ADVANCED, 8610)]), surplus_taxes=[TaxShare("DE", 1900, 606)]
    )


def story_17() -> list[Booking]:
    return stories.vat_confirmed_late(ON, LATER, Undone(PRO, 11800), [TaxShare("DE", 1900, 2242)])


TABLE = [
    ("1", lambda: [stories.sale(ON, SOLD)], ["Receivable 139.00 | Deferred 116.81, Tax 22.19"]),
    (
        "2",
        lambda: [stories.capture(ON, 13900, fee=220)],
        ["Gateway 139.00, GatewayFees 2.20 | Receivable 139.00, Gateway 2.20"],
    ),
    ("2 without a fee", lambda: [stories.capture(ON, 13900)], ["Gateway 139.00 | Receivable 139.00"]),
    ("2 fee told later", lambda: [stories.fee(ON, 220)], ["GatewayFees 2.20 | Gateway 2.20"]),
    ("3", lambda: [stories.payout(ON, 13680)], ["Bank 136.80 | Gateway 136.80"]),
    (
        "4",
        lambda: [stories.recognition(ON, PRO, earned_and_left(date(2027, 1, 1))[0])],
        ["Deferred 59.21 | Income 59.21"],
    ),
    (
        "5",
        story_5,
        ["Deferred 113.94, Income 2.87, Tax 22.19 | Receivable 139.00", "Receivable 139.00 | Gateway 139.00"],
    ),
    (
        "6",
        lambda: stories.part_refund(LATER, PRO, unearned(NET, TERM_C, LATER.on), [TaxShare("DE", 1900, 845)]),
        ["Deferred 44.48, Tax 8.45 | Receivable 52.93", "Receivable 52.93 | Gateway 52.93"],
    ),
    (
        "7",
        story_7,
        ["Deferred 12.53, Income 4.28, Tax 3.19 | Receivable 20.00", "Receivable 20.00 | Gateway 20.00"],
    ),
    (
        "8",
        lambda: [stories.dispute_opened(ON, 13900, fee=1500)],
        ["Disputed 139.00, ChargebackFees 15.00 | Gateway 154.00"],
    ),
    ("9 won", lambda: [stories.dispute_won(ON, 13900)], ["Gateway 139.00 | Disputed 139.00"]),
    (
        "9 lost",
        story_9_lost,
        ["Deferred 71.05, Chargebacks 45.76, Tax 22.19 | Receivable 139.00", "Receivable 139.00 | Disputed 139.00"],
    ),
    ("10 same rate", story_10_same_rate, ["Receivable 210.27, Deferred 76.73 | Deferred:Advanced 287.00"]),
    (
        "10 other rate",
        story_10_other_rate,
        ["Deferred 44.48, Tax 8.45 | Receivable 52.93", "Receivable 339.00 | Deferred:Advanced 270.12, Tax:FI 68.88"],
    ),
    ("11 exact", lambda: [stories.transfer(ON, 13900, owed=13900)], ["Bank 139.00 | Receivable 139.00"]),
    (
        "11 short, then the rest",
        lambda: [stories.transfer(ON, 13000, owed=13900), stories.transfer(ON, 900, owed=900)],
        ["Bank 130.00 | Receivable 130.00", "Bank 9.00 | Receivable 9.00"],
    ),
    (
        "11 over",
        lambda: [stories.transfer(ON, 15000, owed=13900)],
        ["Bank 150.00 | Receivable 139.00, CustomerCredit 11.00"],
    ),
    (
        "12",
        lambda: [stories.unknown_transfer(ON, 13900), stories.transfer_matched(ON, 13900, owed=13900)],
        ["Bank 139.00 | Unmatched 139.00", "Unmatched 139.00 | Receivable 139.00"],
    ),
    (
        "13",
        lambda: [
            stories.transfer_never_came(ON, [Undone(PRO, NET)], GERMAN),
            stories.transfer_after_all_was_over(ON, 13900),
        ],
        ["Deferred 116.81, Tax 22.19 | Receivable 139.00", "Bank 139.00 | CustomerCredit 139.00"],
    ),
    (
        "14",
        lambda: [stories.small_difference(ON, 13896, owed=13900)],
        ["Bank 138.96, SmallDifferences 0.04 | Receivable 139.00"],
    ),
    ("15 used", lambda: [stories.credit_used(ON, 1100)], ["CustomerCredit 11.00 | Receivable 11.00"]),
    ("15 paid out", lambda: [stories.credit_paid_out(ON, 1100)], ["CustomerCredit 11.00 | Bank 11.00"]),
    (
        "16",
        story_16,
        [
            "Deferred 86.10 | Deferred:Advanced 86.10",
            "Deferred 31.90, Tax 6.06 | Receivable 37.96",
            "Receivable 37.96 | CustomerCredit 37.96",
        ],
    ),
    (
        "17",
        story_17,
        [
            "Deferred 118.00, Tax 22.42 | Receivable 140.42",
            "Receivable 118.00 | Deferred 118.00",
            "Receivable 22.42 | Gateway 22.42",
        ],
    ),
    (
        "a payment that the bank reversed",
        lambda: [stories.payment_returned(ON, 13900, fee=500)],
        ["Receivable 139.00, ChargebackFees 5.00 | Gateway 144.00"],
    ),
    (
        "a part payment of an invoice that is credited",
        lambda: [stories.to_credit(ON, 13000)],
        ["Receivable 130.00 | CustomerCredit 130.00"],
    ),
    (
        "an upgrade taken back",
        lambda: [stories.upgrade_taken_back(ON, unused=[(PRO, 7673)], new=Undone(ADVANCED, 28622, 78), taxes=[])],
        ["Deferred:Advanced 286.22, Income:Advanced 0.78 | Deferred 76.73, Receivable 210.27"],
    ),
]


@pytest.mark.parametrize(("row", "story", "written"), TABLE, ids=[row for row, _story, _written in TABLE])
def test_the_bookkeeper_writes_what_the_table_says(row, story, written):
    assert told(*story()) == written


def test_the_row_of_the_upgrade_at_another_rate_is_the_sum_before_the_payment():
    assert balances(story_10_other_rate()) == {
        "Assets:Receivable": 28607,
        "Liabilities:Deferred:Professional": 4448,
        "Liabilities:Tax:DE:19": 845,
        "Liabilities:Deferred:Advanced": -27012,
        "Liabilities:Tax:FI:25-5": -6888,
    }


def test_an_upgrade_within_one_country_has_its_tax_on_what_is_left():
    new = Sold([(ADVANCED, 29787)], [TaxShare("CH", 810, 2163)])
    [one] = [stories.upgrade_at_the_same_rate(ON, unused=[Undone(PRO, 3089)], new=new)]
    assert one.postings[0] == ("Assets:Receivable", 28861)


@pytest.mark.parametrize("through", [BANK, CREDIT, GATEWAY])
def test_money_goes_back_the_way_it_is_told_to(through):
    _note, money = stories.goodwill(ON, Undone(PRO, 1681), [TaxShare("DE", 1900, 319)], through=through)
    assert money.postings == (("Assets:Receivable", 2000), (through, -2000))


def test_a_sale_for_nothing_is_no_booking():
    assert not stories.sale(ON, Sold([(PRO, 0)]))
    assert stories.sale(ON, SOLD)


def test_what_does_not_sum_to_zero_is_no_booking():
    with pytest.raises(Unbalanced, match="sale of MS26-000001"):
        booking("sale", ON, debit={"Assets:Receivable": 13900}, credit={"Income:Professional": 13899})


def test_a_booking_may_bear_another_day():
    assert ON.dated(date(2027, 1, 1)).on == date(2027, 1, 1)


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_no_transfer_loses_a_cent(came, owed):
    sums = balances([stories.transfer(ON, came, owed=owed)])
    assert sums["Assets:Bank"] == came
    assert -sums.get("Assets:Receivable", 0) == min(came, owed)
    assert -sums.get("Liabilities:CustomerCredit", 0) == max(0, came - owed)


@given(st.integers(1, 10**7), st.integers(0, 10**7), st.dates(date(2026, 6, 30), date(2027, 6, 29)))
def test_after_a_goodwill_the_rest_is_still_the_unused_amount(net, given_back, on):
    back = min(net, given_back)
    before, after = unearned(net, TERM_C, on), unearned(net - back, TERM_C, on)
    spread = before - after
    assert 0 <= spread <= back
    note, _money = stories.goodwill(ON, Undone(PRO, spread, back - spread), [])
    assert -before + balances([note]).get("Liabilities:Deferred:Professional", 0) == -after
