import pytest

from abaca.kernel.countries import COUNTRIES, EU, is_country, time_zone_of
from abaca.kernel.schedule import zone_exists


def test_there_are_249_countries_in_order():
    assert len(set(COUNTRIES)) == 249
    assert list(COUNTRIES) == sorted(COUNTRIES)


def test_the_union_has_27_members():
    assert len(EU) == 27
    assert EU.issubset(COUNTRIES)


@pytest.mark.parametrize(
    ("code", "known"), [("CH", True), ("AX", True), ("UK", False), ("EL", False), ("ch", False), ("", False)]
)
def test_a_country_has_two_capital_letters(code, known):
    assert is_country(code) is known


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("CH", "Europe/Zurich"),
        ("DE", "Europe/Berlin"),
        ("AU", "Australia/Sydney"),
        ("US", "America/New_York"),
        ("HM", "UTC"),
        ("??", "UTC"),
    ],
)
def test_a_country_proposes_a_time_zone(country, zone):
    assert time_zone_of(country) == zone


def test_every_proposed_zone_exists():
    assert [country for country in COUNTRIES if not zone_exists(time_zone_of(country))] == []
