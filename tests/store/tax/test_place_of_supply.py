from datetime import date

import pytest

from abaca.store.tax.place_of_supply import Tax, tax_for

NEW_YEAR = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("buyer", "on", "tax"),
    [
        ("CH", NEW_YEAR, Tax("CH", 810, "domestic", "S", "domestic")),
        ("LI", NEW_YEAR, Tax("CH", 810, "domestic", "S", "domestic")),
        ("CH", date(2023, 12, 31), Tax("CH", 770, "domestic", "S", "domestic")),
        ("CH", date(2024, 1, 1), Tax("CH", 810, "domestic", "S", "domestic")),
        ("DE", NEW_YEAR, Tax("DE", 0, "export", "O")),
        ("US", NEW_YEAR, Tax("US", 0, "export", "O")),
    ],
)
def test_home_and_export(buyer, on, tax):
    assert tax_for(buyer, seller="CH", on=on) == tax
