import pytest
from django.utils.translation import override

from abaca.store.tax.place_of_supply import Tax
from abaca.store.tax.words import REASONS, country_name, percent, why

REASON = [
    (
        Tax("CH", 810, "domestic"),
        "8.1 % value-added tax of Switzerland, where the seller is at home.",
    ),
    (
        Tax("DE", 1900, "oss"),
        "19 % value-added tax of Germany, since electronic services are taxed where the buyer lives.",
    ),
    (
        Tax("AT", 0, "reverse_charge", "AE"),
        "No value-added tax is charged: the buyer, a business in Austria with a confirmed VAT number, owes it there.",
    ),
    (
        Tax("ES", 0, "territory", "O"),
        "No value-added tax: this place in Spain lies outside the area of European value-added tax.",
    ),
    (
        Tax("GL", 0, "territory", "O"),
        "No value-added tax: Greenland lies outside the area of European value-added tax.",
    ),
    (
        Tax("US", 0, "export", "O"),
        "No value-added tax: the service goes to United States, outside the scope of the seller’s tax.",
    ),
]


@pytest.mark.parametrize(("tax", "sentence"), REASON)
def test_a_tax_says_why(tax, sentence):
    assert why(tax) == sentence


@pytest.mark.parametrize("reason", [reason for reason in REASONS if reason != "territory_itself"])
def test_every_reason_has_its_words(reason):
    assert "{" not in why(Tax("DE", 1900, reason))


@pytest.mark.parametrize(("rate", "written"), [(810, "8,1"), (1900, "19"), (2550, "25,5"), (0, "0")])
def test_a_rate_is_written_as_the_reader_writes_it(rate, written):
    with override("de"):
        assert percent(rate) == written


def test_countries_have_names_in_the_readers_language():
    with override("fr"):
        assert country_name("DE") == "Allemagne"
    assert country_name("QQ") == "QQ"
