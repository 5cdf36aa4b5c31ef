from datetime import date, timedelta

import pytest

from abaca.kernel.countries import EU
from abaca.store.tax.rates import AZORES, JUNGHOLZ_AND_MITTELBERG, MADEIRA, RATES, RateUnknown, has_rate, standard_rate

# as the Commission's database had them in September 2026
# fmt: off
TODAY = {
    "AT": 2000, "BE": 2100, "BG": 2000, "CH": 810, "CY": 1900, "CZ": 2100, "DE": 1900, "DK": 2500, "EE": 2400,
    "ES": 2100, "FI": 2550, "FR": 2000, "GB": 2000, "GR": 2400, "HR": 2500, "HU": 2700, "IE": 2300, "IT": 2200,
    "LI": 810, "LT": 2100, "LU": 1700, "LV": 2100, "MT": 1800, "NL": 2100, "NO": 2500, "PL": 2300, "PT": 2300,
    "RO": 2100, "SE": 2500, "SI": 2200, "SK": 2300,
}
# fmt: on
CHANGES = [
    ("DE", "2020-06-30", 1900),
    ("DE", "2020-07-01", 1600),
    ("DE", "2020-12-31", 1600),
    ("DE", "2021-01-01", 1900),
    ("IE", "2021-02-28", 2100),
    ("IE", "2021-03-01", 2300),
    ("LU", "2022-12-31", 1700),
    ("LU", "2023-01-01", 1600),
    ("LU", "2024-01-01", 1700),
    ("EE", "2023-12-31", 2000),
    ("EE", "2024-01-01", 2200),
    ("EE", "2025-06-30", 2200),
    ("EE", "2025-07-01", 2400),
    ("FI", "2024-08-31", 2400),
    ("FI", "2024-09-01", 2550),
    ("SK", "2024-12-31", 2000),
    ("SK", "2025-01-01", 2300),
    ("RO", "2025-07-31", 1900),
    ("RO", "2025-08-01", 2100),
    ("CH", "2023-12-31", 770),
    ("CH", "2024-01-01", 810),
    ("LI", "2024-01-01", 810),
    (JUNGHOLZ_AND_MITTELBERG, "2026-03-02", 1900),
    (MADEIRA, "2026-03-02", 2200),
    (AZORES, "2021-06-30", 1800),
    (AZORES, "2021-07-01", 1600),
]


@pytest.mark.parametrize(("place", "rate"), TODAY.items())
def test_the_rates_of_autumn_2026(place, rate):
    assert standard_rate(place, on=date(2026, 9, 29)) == rate


@pytest.mark.parametrize(("place", "on", "rate"), CHANGES)
def test_a_rate_holds_from_its_day(place, on, rate):
    assert standard_rate(place, on=date.fromisoformat(on)) == rate


def test_every_member_state_has_a_rate_for_every_day_since_2021():
    for place in {*EU, *TODAY, JUNGHOLZ_AND_MITTELBERG, MADEIRA, AZORES}:
        assert has_rate(place, on=date(2021, 1, 1))


def test_every_row_says_where_it_is_from_and_follows_the_one_before():
    assert all(row.source for row in RATES)
    days = [(row.place, row.begins) for row in RATES]
    assert len(set(days)) == len(days)


@pytest.mark.parametrize(("place", "on"), [("US", date(2026, 1, 1)), ("CH", date(2011, 1, 1) - timedelta(days=1))])
def test_what_the_table_does_not_know_is_an_error_and_no_zero(place, on):
    assert not has_rate(place, on=on)
    with pytest.raises(RateUnknown):
        standard_rate(place, on=on)
