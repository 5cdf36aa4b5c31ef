"""What the books answer."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.store.ledger import actions, queries
from abaca.store.ledger.accounts import BANK, CREDIT, GATEWAY, RECEIVABLE
from abaca.store.ledger.bookings import About
from abaca.store.ledger.queries import Balance
from abaca.store.ledger.stories import credit_used, transfer, unknown_transfer
from tests.conftest import NOON
from tests.makers.books import GROSS, NET, TAX, about, sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> None:
    """Sell to three, of whom the second pays by transfer, and too much, and the third not yet."""
    sell(about(1), at=NOON)
    sell(about(2), about(3), paid=False, at=NOON)
    came = [transfer(about(2, on=date(2026, 7, 3)), 15000, owed=GROSS)]
    came.append(unknown_transfer(About(date(2026, 7, 3), "CHF"), 5000))
    actions.book(came, at=NOON, by="the bank")


def test_the_trial_balance_names_both_sides_and_comes_out_even(books):
    found = queries.trial_balance()
    assert found == [
        Balance("Assets:Bank", "CHF", 5000, 0),
        Balance("Assets:Bank", "EUR", 15000, 0),
        Balance("Assets:Gateway", "EUR", 13900, 220),
        Balance("Assets:Receivable", "EUR", 3 * GROSS, 2 * GROSS),
        Balance("Expenses:GatewayFees", "EUR", 220, 0),
        Balance("Liabilities:CustomerCredit", "EUR", 0, 1100),
        Balance("Liabilities:Deferred:Professional", "EUR", 0, 3 * NET),
        Balance("Liabilities:Tax:DE:19", "EUR", 0, 3 * TAX),
        Balance("Liabilities:Unmatched", "CHF", 0, 5000),
    ]
    assert {c: sum(b.left for b in found if b.currency == c) for c in ("CHF", "EUR")} == {"CHF": 0, "EUR": 0}


def test_the_trial_balance_of_some_days(books):
    july = queries.trial_balance(since=date(2026, 7, 1), until=date(2026, 8, 1))
    assert [b for b in july if b.currency == "EUR"] == [
        Balance("Assets:Bank", "EUR", 15000, 0),
        Balance("Assets:Receivable", "EUR", 0, GROSS),
        Balance("Liabilities:CustomerCredit", "EUR", 0, 1100),
    ]
    assert queries.trial_balance(until=date(2026, 6, 30)) == []


def test_who_owes_and_who_has_a_credit(books):
    assert [queries.receivable_of(f"cus_{n}", "EUR") for n in (1, 2, 3)] == [0, 0, GROSS]
    assert [queries.credit_of(f"cus_{n}", "EUR") for n in (1, 2, 3)] == [0, 1100, 0]
    assert queries.credit_of("cus_2", "CHF") == 0
    assert queries.left_by_customer(RECEIVABLE) == {("cus_3", "EUR"): GROSS}
    assert queries.credits_of(["cus_1", "cus_2"]) == {("cus_2", "EUR"): 1100}
    actions.book([credit_used(about(2), 1100)], at=NOON, by="the house")
    assert queries.credits_of(["cus_1", "cus_2"]) == {}


def test_the_balance_of_an_account_on_a_day(books):
    assert queries.balances(BANK) == {"CHF": 5000, "EUR": 15000}
    assert queries.balances(GATEWAY, until=date(2026, 6, 30)) == {}
    assert queries.balances(CREDIT) == {"EUR": -1100}
    assert queries.left_by_order(RECEIVABLE, ["ord_1", "ord_3"]) == {("ord_3", "EUR"): GROSS}


def test_entries_are_found_by_all_that_they_are_about(books):
    def causes(**by: object) -> list[str]:
        return [one.booking.cause for one in queries.entries(**by)]

    assert causes(document="MS26-000002") == ["transfer", "sale"]
    assert causes(order="ord_1") == ["capture", "sale"]
    assert causes(customer="cus_3") == ["sale"]
    assert causes(subscription="sub_2") == ["transfer", "sale"]
    assert causes(account="Assets:Bank") == ["unknown_transfer", "transfer"]
    assert causes(account="Assets:Bank", customer="cus_2") == ["transfer"]
    assert causes(since=date(2026, 7, 1), until=date(2026, 7, 4)) == ["unknown_transfer", "transfer"]
    newest = queries.entries(most=1)
    assert [one.number for one in queries.entries(before=newest[0].number, most=1)] == [newest[0].number - 1]


@pytest.mark.parametrize("page", [1, 2, 3, 100])
def test_the_journal_goes_through_all_days_page_by_page(books, monkeypatch, page):
    monkeypatch.setattr(queries, "PAGE", page)
    actions.book([credit_used(about(2, on=date(2026, 1, 1)), 1)], at=NOON, by="the house")
    found = list(queries.journal())
    assert [one.booking.cause for one in found] == [
        *("credit_used", "sale", "capture", "sale", "sale", "transfer", "unknown_transfer")
    ]
    assert [one.booking.cause for one in queries.journal(currency="CHF")] == ["unknown_transfer"]
    assert [one.booking.cause for one in queries.journal(until=date(2026, 6, 1))] == ["credit_used"]


def test_the_journal_asks_twice_for_a_page(books):
    with CaptureQueriesContext(connection) as caught:
        assert len(list(queries.journal())) == 6
    assert len(caught) == 2


def test_accounts_are_opened_with_their_first_booking_and_their_currencies(books):
    days = queries.first_days()
    assert days["Assets:Bank"] == (date(2026, 7, 3), ["CHF", "EUR"])
    assert days["Assets:Gateway"] == (date(2026, 6, 30), ["EUR"])
    assert "Assets:Bank" not in queries.first_days(until=date(2026, 7, 3))
    assert queries.currencies() == ["CHF", "EUR"]


def test_what_is_deferred_of_each_term(books):
    actions.book([], at=NOON, by="the house")
    assert queries.deferred_by_term() == {(f"sub_{n}", 1, "EUR"): NET for n in (1, 2, 3)}
    assert [str(row) for row in queries.deferrals_of(["MS26-000002", "MS26-000003"])] == [
        "sub_2/1 MS26-000002",
        "sub_3/1 MS26-000003",
    ]
