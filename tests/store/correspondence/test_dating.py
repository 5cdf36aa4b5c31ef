"""Which day is the latest that a mail names: a table."""

from datetime import date

import pytest

from abaca.store.correspondence.understanding.dating import latest_day

CAME_ON = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("effective 31 December 2028", date(2028, 12, 31)),
        ("December 31, 2028", date(2028, 12, 31)),
        ("zum 31.12.2028", date(2028, 12, 31)),
        ("à la fin 2028", date(2028, 12, 31)),
        ("con efecto el 31 de diciembre de 2029", date(2029, 12, 31)),
        ("a partir de 31 de dezembro de 2029", date(2029, 12, 31)),
        ("per 1 januari 2029", date(2029, 1, 1)),
        ("in January 2027", date(2027, 1, 1)),
        ("Ende Juni 2027", date(2027, 6, 30)),
        ("2028-02-31", date(2028, 2, 29)),
        ("on the 30th of June", date(2027, 6, 30)),
        ("am 3. Dezember", date(2026, 12, 3)),
        ("gekauft am 3.3.2024, endet am 14.1.2027", date(2027, 1, 14)),
        ("invoice MS-2029-44, RG 2031/33", None),
        ("99.99.2027", None),
        ("", None),
    ],
)
def test_the_latest_day_that_is_named(text, latest):
    assert latest_day(text, text, on=CAME_ON) == latest


def test_a_day_without_a_year_counts_beside_the_wish_only():
    assert latest_day("He died on 3 October.", "Please cancel.", on=CAME_ON) is None
    assert latest_day("on 3 October", "on 3 October", on=None) is None
