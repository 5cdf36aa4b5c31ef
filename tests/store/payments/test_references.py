import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.payments.references import order_number_in, spaced, transfer_reference


@given(st.integers(100_001, 10**12))
def test_a_reference_leads_back_to_its_order(number):
    assert order_number_in(transfer_reference(f"MS-{number}")) == str(number)
    assert order_number_in(spaced(transfer_reference(f"MS-{number}")).lower()) == str(number)


@given(st.integers(100_001, 10**9), st.data())
def test_a_wrong_digit_is_never_another_order(number, data):
    reference = transfer_reference(f"MS-{number}")
    place = data.draw(st.integers(2, len(reference) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != reference[place]]))
    assert order_number_in(reference[:place] + digit + reference[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "RF", "thank you", "RF18", "RF18 5390 0754 7034 X", "XX18539007547034", "RF" + "1" * 30]
)
def test_other_words_name_no_order(text):
    assert order_number_in(text) is None
