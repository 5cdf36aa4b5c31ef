from datetime import date

import pytest

from abaca.store.payments.gateways import BankEntry, ProviderError
from tests.store.payments.gateways.desk import NOON, make_company


def test_a_statement_is_read_with_a_cursor_as_often_as_one_likes(tmp_path):
    bank = make_company(tmp_path).bank
    numbers = [bank.book(f"RF{n}", 7900 + n, "CHF", date(2026, 3, n), "Bob", NOON) for n in (1, 2, 3)]

    assert numbers == [1, 2, 3]
    assert bank.statement_after(0, 1) == [BankEntry(1, "RF1", 7901, "CHF", date(2026, 3, 1), "Bob", NOON)]
    assert [entry.id for entry in bank.statement_after(1, 10)] == [2, 3]
    assert bank.statement_after(1, 10) == bank.statement_after(1, 10)
    assert bank.statement_after(3, 10) == []


@pytest.mark.parametrize(("amount", "currency"), [(0, "EUR"), (-1, "EUR"), (100, "eur")])
def test_the_desk_books_money_only(tmp_path, amount, currency):
    bank = make_company(tmp_path).bank

    with pytest.raises(ProviderError):
        bank.book("RF1", amount, currency, date(2026, 3, 2), "Bob", NOON)

    assert bank.statement_after(0, 10) == []
