import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.orders.numbers import order_number, order_pk


@given(st.integers(1, 10**9))
def test_a_number_leads_back_to_its_order(pk):
    assert order_pk(order_number(pk)) == pk


@pytest.mark.parametrize("typed", ["MS-100042", "ms 100042", " MS100042 ", "100042"])
def test_people_type_numbers_as_they_like(typed):
    assert order_pk(typed) == 42


@pytest.mark.parametrize("typed", ["", "MS-", "MS-42", "100000", "MS-100042x", "١٠٠٠٤٢", "MS-9999999999999"])
def test_what_is_no_number_leads_nowhere(typed):
    assert order_pk(typed) is None
