from dataclasses import replace
from datetime import date

import pytest

from abaca.store.tax.returns import (
    Box,
    Figure,
    Quarter,
    Sum,
    declared_lines,
    is_french_overseas,
    oss_file,
    oss_lines,
    outside_lines,
    quarter_named,
    quarter_of,
    reverse_charge_lines,
    swiss_form,
    totals,
    unregistered_lines,
)

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
HOME = Figure("invoice", "domestic", "domestic", "S", "CH", 810, "CHF", "", "", "", None, 7308, 592, 1)
GERMAN = replace(HOME, scheme="oss", reason="oss", country="DE", rate=1900, currency="EUR", net=6639, tax=1261)
GREEK = replace(GERMAN, country="GR", rate=2400, net=6371, tax=1529)
BACK = replace(GERMAN, kind="credit_note", net=-6639, tax=-1261)
CORRECTION = replace(BACK, origin=Q1)
CONFIRMED = replace(
    GERMAN, scheme="", reason="reverse_charge", category="AE", rate=0, net=6639, tax=0, vat_id="DE111111117"
)
EXPORT = replace(GERMAN, scheme="", reason="export", category="O", country="US", rate=0, net=7900, tax=0)
CANARIES = replace(EXPORT, reason="territory", country="ES", buyer_country="ES", postcode="35001")
REUNION = replace(EXPORT, reason="territory", country="FR", buyer_country="FR", postcode="97400")
OWED = replace(GERMAN, scheme="", reason="unregistered")
ALL = [HOME, GERMAN, GREEK, BACK, CORRECTION, CONFIRMED, EXPORT, CANARIES, REUNION, OWED]


@pytest.mark.parametrize(
    ("on", "quarter", "begins", "ends"),
    [
        (date(2026, 1, 1), Q1, date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 3, 31), Q1, date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), Q2, date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), Quarter(2026, 4), date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_a_quarter_is_three_months(on, quarter, begins, ends):
    assert quarter_of(on) == quarter
    assert (quarter.begins, quarter.ends) == (begins, ends)
    assert quarter_named(str(quarter)) == quarter


@pytest.mark.parametrize("text", ["", "2026", "2026-Q5", "2026-Q0", "26-Q1", "0000-Q1", "2026-Q1x", "٢٠٢٦-Q1"])
def test_what_names_no_quarter(text):
    assert quarter_named(text) is None


def test_the_quarter_before():
    assert (Q2.before(), Q1.before()) == (Q1, Quarter(2025, 4))


def test_the_one_stop_shop_tells_corrections_of_earlier_quarters_apart():
    assert [(line.country, line.rate, line.origin, line.sums) for line in oss_lines(ALL)] == [
        ("DE", 1900, None, Sum(0, 0, 2)),
        ("GR", 2400, None, Sum(6371, 1529, 1)),
        ("DE", 1900, Q1, Sum(-6639, -1261, 1)),
    ]


def test_the_file_of_a_quarter():
    assert oss_file(Q2, [GREEK, CORRECTION, replace(GERMAN, country="FI", rate=2550)]).splitlines() == [
        "kind,quarter,country,rate,currency,net,tax",
        "supply,2026-Q2,FI,25.50,EUR,66.39,12.61",
        "supply,2026-Q2,EL,24.00,EUR,63.71,15.29",
        "correction,2026-Q1,DE,19.00,EUR,-66.39,-12.61",
    ]


def test_a_currency_without_decimals_has_none_in_the_file():
    assert oss_file(Q2, [replace(GERMAN, currency="JPY")]).splitlines()[1] == "supply,2026-Q2,DE,19.00,JPY,6639,1261"


def test_reverse_charge_is_listed_by_the_id_of_the_buyer():
    other = replace(CONFIRMED, vat_id="DE136695976")
    assert [(line.name, line.sums) for line in reverse_charge_lines([CONFIRMED, other, CONFIRMED])] == [
        ("DE111111117", Sum(13278, 0, 2)),
        ("DE136695976", Sum(6639, 0, 1)),
    ]


def test_territories_are_named_and_french_overseas_stands_apart():
    lines = outside_lines(ALL)
    assert [(line.country, line.name) for line in lines] == [
        ("ES", "Canary Islands"),
        ("FR", "French overseas"),
        ("US", ""),
    ]
    assert [is_french_overseas(line) for line in lines] == [False, True, False]


def test_tax_without_a_registration_is_shown():
    assert [(line.country, line.sums.tax) for line in unregistered_lines(ALL)] == [("DE", 1261)]


def test_the_parts_add_up_to_the_whole():
    parts = [*oss_lines(ALL), *declared_lines(ALL), *unregistered_lines(ALL)]
    parts += [*reverse_charge_lines(ALL), *outside_lines(ALL)]
    for currency, whole in totals(ALL).items():
        mine = [line.sums for line in parts if line.currency == currency]
        assert whole == Sum(sum(s.net for s in mine), sum(s.tax for s in mine), sum(s.papers for s in mine))


def test_the_swiss_form():
    credited = replace(HOME, kind="credit_note", net=-1000, tax=-81)
    old = replace(HOME, rate=770, net=10_000, tax=770)
    abroad = replace(EXPORT, currency="CHF", net=5000)
    assert swiss_form([HOME, credited, old, abroad, replace(abroad, kind="credit_note", net=-2000)]) == {
        "CHF": [
            Box("200", 7308 + 10_000 + 3000),
            Box("220", 0),
            Box("221", 3000),
            Box("235", 1000),
            Box("289", 4000),
            Box("299", 16_308),
            Box("302", 10_000, 770, 770),
            Box("303", 6308, 511, 810),
            Box("399", 1281, 1281),
        ]
    }


def test_the_swiss_form_is_consistent():
    for boxes in swiss_form(ALL).values():
        amount = {box.number: box.amount for box in boxes}
        assert amount["200"] - amount["289"] == amount["299"]
        assert sum(box.amount for box in boxes if box.rate) == amount["299"]
