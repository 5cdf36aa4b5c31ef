import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.money import Money
from abaca.rehearsal.forms import NoSum, sum_of


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("79", "EUR", 7900),
        ("79.00", "EUR", 7900),
        ("79,5", "EUR", 7950),
        ("1'250.05", "CHF", 125005),
        ("1\u202f250,05", "EUR", 125005),
        (" 0.01 ", "USD", 1),
        ("5000", "JPY", 5000),
        ("1.234", "KWD", 1234),
    ],
)
def test_a_sum_is_read_as_people_write_it(text, currency, amount):
    assert sum_of(text, currency) == Money(amount, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "EUR"),
        ("abc", "EUR"),
        ("-5", "EUR"),
        ("0", "EUR"),
        ("0.00", "EUR"),
        ("79.005", "EUR"),
        ("79.", "EUR"),
        ("1.5", "JPY"),
        ("1e5", "EUR"),
        ("٧٩", "EUR"),
        ("1.000.000", "EUR"),
        ("9999999999", "EUR"),
    ],
)
def test_what_is_no_sum_is_refused(text, currency):
    with pytest.raises(NoSum):
        sum_of(text, currency)


@given(st.integers(1, 99_999_999_999), st.sampled_from([".", ","]))
def test_every_sum_of_cents_is_read_to_the_cent(cents, mark):
    assert sum_of(f"{cents // 100}{mark}{cents % 100:02}", "EUR") == Money(cents, "EUR")
