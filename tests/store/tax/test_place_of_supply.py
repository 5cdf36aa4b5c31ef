"""The table of billing.md, X5, row by row and for sellers in three places."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.countries import COUNTRIES, EU
from abaca.store.tax.place_of_supply import (
    Buyer,
    MarketClosed,
    Registration,
    Seller,
    Tax,
    needs_confirmed_id,
    rate_of_place,
    tax_for,
    tax_owed,
)

TODAY = date(2026, 3, 2)
LONG_AGO = date(2020, 1, 1)


def registered(country: str, scheme: str = "registration", whom: str = "all", ends: date | None = None) -> Registration:
    return Registration(country, scheme, whom, LONG_AGO, ends)


OSS = registered("IE", "oss", "consumers")
SWISS = Seller("CH", (OSS,))
LONELY = Seller("CH")
GERMAN = Seller("DE", (registered("DE", "oss", "consumers"), registered("CH"), registered("GB", whom="consumers")))
SMALL = Seller("DE", home_rate_below_threshold=True)
AUSTRIAN = Seller("AT", (registered("AT", "oss"),))
PORTUGUESE = Seller("PT", (registered("PT", "oss"),))
SPANISH = Seller("ES", (registered("ES", "oss"),))


def consumer(country: str, postcode: str = "") -> Buyer:
    return Buyer(country, postcode)


def business(country: str, postcode: str = "") -> Buyer:
    return Buyer(country, postcode, business=True)


def confirmed(country: str, postcode: str = "") -> Buyer:
    return Buyer(country, postcode, business=True, vat_confirmed=True)


SWISS_VAT = Tax("CH", 810, "domestic", "S", "domestic")


def home(country: str, rate: int) -> Tax:
    return Tax(country, rate, "domestic", "S", "domestic")


def oss(country: str, rate: int) -> Tax:
    return Tax(country, rate, "oss", "S", "oss")


def there(country: str, rate: int) -> Tax:
    return Tax(country, rate, "registration", "S", "registration")


def reverse(country: str) -> Tax:
    return Tax(country, 0, "reverse_charge", "AE", "")


def territory(country: str) -> Tax:
    return Tax(country, 0, "territory", "O", "")


def export(country: str) -> Tax:
    return Tax(country, 0, "export", "O", "")


SALES = [
    # step 1: the seller's own VAT area, consumers and businesses alike
    (SWISS, consumer("CH"), SWISS_VAT),
    (SWISS, confirmed("CH"), SWISS_VAT),
    (SWISS, consumer("LI"), SWISS_VAT),
    (Seller("LI"), consumer("CH"), SWISS_VAT),
    (SWISS, consumer("DE", "D-78266"), SWISS_VAT),  # Büsingen
    (SWISS, confirmed("DE", "78266"), SWISS_VAT),
    (SWISS, consumer(""), SWISS_VAT),  # country missing
    (GERMAN, consumer("DE"), home("DE", 1900)),
    (GERMAN, confirmed("DE"), home("DE", 1900)),
    (AUSTRIAN, consumer("AT", "6020"), home("AT", 2000)),
    (AUSTRIAN, consumer("AT", "6691"), home("AT", 1900)),  # Jungholz
    (PORTUGUESE, consumer("PT", "9500-150"), home("PT", 1600)),  # the Azores
    (Seller("FR", (OSS,)), consumer("MC"), home("FR", 2000)),
    # step 2: territories outside EU VAT, no id is checked
    (SWISS, consumer("ES", "35001"), territory("ES")),
    (SPANISH, consumer("ES", "35001"), territory("ES")),
    (SWISS, confirmed("ES", "38670"), territory("ES")),
    (SWISS, consumer("FR", "97110"), territory("FR")),
    (SWISS, consumer("RE"), territory("RE")),
    (SWISS, consumer("AX"), territory("AX")),
    (SWISS, consumer("GI"), territory("GI")),
    (GERMAN, consumer("JE"), territory("JE")),  # a British registration does not reach there
    (GERMAN, consumer("DE", "27498"), territory("DE")),
    (GERMAN, consumer("DE", "78266"), territory("DE")),
    (LONELY, consumer("IT", "23041"), territory("IT")),
    # step 3: Monaco is as France, the Isle of Man as Great Britain
    (SWISS, consumer("MC", "98000"), oss("FR", 2000)),
    (SWISS, confirmed("MC"), reverse("FR")),
    (SWISS, consumer("IM"), export("IM")),
    (GERMAN, consumer("IM"), there("GB", 2000)),
    # step 4: reverse charge
    (SWISS, confirmed("DE"), reverse("DE")),
    (LONELY, confirmed("DE"), reverse("DE")),
    (GERMAN, confirmed("AT"), reverse("AT")),
    (SWISS, confirmed("EL"), reverse("GR")),
    (SWISS, confirmed("AT", "6691"), reverse("AT")),
    (SMALL, confirmed("FR"), reverse("FR")),
    # step 5: everyone else in the EU
    (SWISS, consumer("DE"), oss("DE", 1900)),
    (SWISS, business("DE"), oss("DE", 1900)),  # no reverse charge without a positive answer
    (SWISS, Buyer("DE", vat_confirmed=True), oss("DE", 1900)),  # an id alone makes no business
    (SWISS, consumer("FI"), oss("FI", 2550)),
    (SWISS, consumer("EL"), oss("GR", 2400)),
    (SWISS, consumer("AT", "A-6991"), oss("AT", 1900)),  # Mittelberg
    (SWISS, consumer("PT", "9000-123"), oss("PT", 2200)),  # Madeira
    (GERMAN, consumer("FR"), oss("FR", 2000)),
    (SMALL, consumer("FR"), Tax("DE", 1900, "home_rate", "S", "domestic")),
    (Seller("CH", (registered("DE"),)), consumer("DE"), there("DE", 1900)),
    (Seller("CH", (OSS, registered("DE"))), consumer("DE"), there("DE", 1900)),
    (Seller("CH", (OSS, registered("DE"))), confirmed("DE"), reverse("DE")),
    # step 6: Switzerland and Liechtenstein, seller elsewhere
    (GERMAN, consumer("CH"), there("CH", 810)),
    (GERMAN, business("LI"), there("CH", 810)),
    (AUSTRIAN, consumer("CH"), export("CH")),
    (AUSTRIAN, business("LI"), export("LI")),
    # step 7: Great Britain, Northern Ireland included
    (GERMAN, consumer("GB"), there("GB", 2000)),
    (GERMAN, consumer("UK", "BT1 1AA"), there("GB", 2000)),
    (GERMAN, business("GB"), export("GB")),  # registered for consumers only
    (SWISS, consumer("GB"), export("GB")),
    (SWISS, confirmed("GB", "BT1 1AA"), export("GB")),
    # step 8: anywhere else
    (SWISS, consumer("US"), export("US")),
    (SWISS, consumer("NO"), export("NO")),
    (Seller("CH", (registered("NO", whom="consumers"),)), consumer("NO"), there("NO", 2500)),
    (Seller("CH", (registered("NO", whom="consumers"),)), business("NO"), export("NO")),
]


@pytest.mark.parametrize(("seller", "buyer", "tax"), SALES)
def test_the_first_row_that_fits_decides(seller, buyer, tax):
    assert tax_for(buyer, seller=seller, on=TODAY) == tax


@pytest.mark.parametrize("buyer", [consumer("DE"), business("FR"), consumer("MC"), consumer("AT", "6691")])
@pytest.mark.parametrize("seller", [LONELY, Seller("US"), Seller("CH", (registered("GB"),)), Seller("LI")])
def test_a_market_without_a_way_to_declare_its_tax_is_closed(seller, buyer):
    with pytest.raises(MarketClosed) as refusal:
        tax_for(buyer, seller=seller, on=TODAY)
    assert (refusal.value.code, refusal.value.status, refusal.value.field) == ("market_closed", 409, "country")


def test_a_registration_holds_from_its_first_day_to_the_day_before_its_end():
    seller = Seller("CH", (Registration("IE", "oss", "consumers", date(2024, 1, 1), date(2026, 1, 1)),))
    assert tax_for(consumer("DE"), seller=seller, on=date(2024, 1, 1)) == oss("DE", 1900)
    assert tax_for(consumer("DE"), seller=seller, on=date(2025, 12, 31)) == oss("DE", 1900)
    for on in (date(2023, 12, 31), date(2026, 1, 1)):
        with pytest.raises(MarketClosed):
            tax_for(consumer("DE"), seller=seller, on=on)


def test_the_day_of_the_invoice_chooses_the_rate():
    assert tax_for(consumer("CH"), seller=SWISS, on=date(2023, 12, 31)) == home("CH", 770)
    assert tax_for(consumer("CH"), seller=SWISS, on=date(2024, 1, 1)) == home("CH", 810)
    assert tax_for(consumer("EE"), seller=SWISS, on=date(2025, 6, 30)) == oss("EE", 2200)
    assert tax_for(consumer("EE"), seller=SWISS, on=date(2025, 7, 1)) == oss("EE", 2400)


@pytest.mark.parametrize(
    ("seller", "buyer", "needed"),
    [
        (SWISS, business("DE"), True),
        (SWISS, business("MC"), True),
        (SWISS, consumer("DE"), False),
        (SWISS, business("CH"), False),
        (SWISS, business("DE", "78266"), False),
        (SWISS, business("ES", "35001"), False),
        (SWISS, business("GB"), False),
        (GERMAN, business("DE"), False),
        (GERMAN, business("AT"), True),
    ],
)
def test_the_register_is_asked_only_where_its_answer_counts(seller, buyer, needed):
    assert needs_confirmed_id(buyer, seller=seller) == needed


SELLERS = st.sampled_from([SWISS, LONELY, GERMAN, SMALL, AUSTRIAN, PORTUGUESE, SPANISH, Seller("US", (OSS,))])
BUYERS = st.builds(
    Buyer,
    st.sampled_from(COUNTRIES),
    st.sampled_from(["", "35001", "97110", "6691", "9000-123", "78266", "22100", "10115"]),
    st.booleans(),
    st.booleans(),
)


@given(seller=SELLERS, buyer=BUYERS, days=st.integers(0, 2000))
def test_category_rate_and_scheme_go_together(seller, buyer, days):
    try:
        tax = tax_for(buyer, seller=seller, on=date(2021, 1, 1) + timedelta(days=days))
    except MarketClosed:
        assert not buyer.business or not buyer.vat_confirmed
        return
    assert (tax.rate > 0) == (tax.category == "S") == bool(tax.scheme)
    assert (tax.category == "AE") == (tax.reason == "reverse_charge")
    if tax.category == "AE":
        assert buyer.business
        assert buyer.vat_confirmed
        assert tax.country in EU - {seller.country}
    if needs_confirmed_id(buyer, seller=seller) and not buyer.vat_confirmed:
        assert tax.category == "S"


def test_what_was_agreed_before_is_taxed_though_its_market_has_closed():
    assert tax_owed(consumer("DE"), seller=LONELY, on=TODAY) == Tax("DE", 1900, "unregistered", "S", "")
    assert tax_owed(consumer("DE"), seller=SWISS, on=TODAY) == oss("DE", 1900)


@pytest.mark.parametrize(
    ("buyer", "rate"),
    [(confirmed("DE"), 1900), (confirmed("AT", "6691"), 1900), (business("DE"), 1900), (business("US"), 0)],
)
def test_an_advertised_price_contains_the_rate_of_the_buyers_place(buyer, rate):
    tax = tax_for(buyer, seller=SWISS, on=TODAY)
    assert rate_of_place(buyer, tax, seller=SWISS, on=TODAY) == rate
