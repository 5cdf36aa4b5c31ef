from datetime import date

import pytest

from abaca.kernel.money import Money
from abaca.kernel.terms import Term
from abaca.store.orders.derivation import Derivation, Step, percent, share_of


def test_a_derivation_comes_to_what_its_last_step_says():
    steps = (Step("Two seats", amount=Money(200, "EUR")), Step("Less a code", amount=Money(150, "EUR")))
    assert Derivation("Price", steps).amount == Money(150, "EUR")
    assert Derivation("Nothing", ()).amount is None


@pytest.mark.parametrize(("rate", "spoken"), [(810, "8.1"), (1900, "19"), (2550, "25.5"), (0, "0"), (1025, "10.25")])
def test_a_rate_is_spoken_of_in_per_cent(rate, spoken):
    assert f"{percent(rate):f}" == spoken


def test_the_part_of_a_term_that_is_left_is_a_fraction_of_its_days():
    year = Term(date(2027, 9, 14), date(2028, 9, 14))
    assert share_of(year, date(2028, 1, 20)) == "238/366"
