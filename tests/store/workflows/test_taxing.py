"""Who is taxed how when he buys, what is kept of it, and what the register has to do with it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.queries import present
from abaca.kernel.money import Money
from abaca.operations.cast import wish_of
from abaca.store.orders.models import Order
from abaca.store.tax.models import Registration, VatCheck
from abaca.store.tax.patience import REUSE_FOR_RENEWAL
from abaca.store.tax.place_of_supply import MarketClosed
from abaca.store.tax.vat_ids import VatIdWrong
from abaca.store.workflows.checkout import CountryContradicted, PriceChanged
from abaca.store.workflows.jobs import buy
from abaca.store.workflows.my_data import change_address
from abaca.store.workflows.taxing import taxes
from tests.makers.shop import ALICE, BOB, CHARLIE, DORA

COMPANY = replace(BOB, name="Bob Huber", company="Huber OG", pays="4242424242424242", language="en")
CONFIRMED = replace(COMPANY, vat_id="ATU11111116")
REFUSED = replace(COMPANY, vat_id="ATU22222226")
SILENT = replace(COMPANY, vat_id="ATU66666663")


def facts(order: Order) -> tuple[object, ...]:
    return order.tax_country, order.tax_category, order.tax_rate, order.basis, order.net, order.tax, order.gross


TAXED = [
    (ALICE, ("IT", "S", 2200, "gross", 6475, 1425, 7900)),
    (replace(ALICE, postcode="23041"), ("IT", "O", 0, "gross", 7900, 0, 7900)),  # Livigno
    (CHARLIE, ("FR", "S", 2000, "gross", 6583, 1317, 7900)),
    (DORA, ("CH", "S", 810, "gross", 7308, 592, 7900)),
    (replace(DORA, company="Keller AG"), ("CH", "S", 810, "net", 7308, 592, 7900)),
    (COMPANY, ("AT", "S", 2000, "net", 6583, 1317, 7900)),
    (CONFIRMED, ("AT", "AE", 0, "net", 6583, 0, 6583)),
    (replace(CONFIRMED, company=""), ("AT", "AE", 0, "net", 6583, 0, 6583)),  # the id alone makes a business
    (REFUSED, ("AT", "S", 2000, "net", 6583, 1317, 7900)),
    (SILENT, ("AT", "S", 2000, "net", 6583, 1317, 7900)),
    (replace(CONFIRMED, country="DE", postcode="78266", city="Büsingen"), ("CH", "S", 810, "net", 7308, 592, 7900)),
    (replace(COMPANY, country="US"), ("US", "O", 0, "net", 7900, 0, 7900)),
]


@pytest.mark.parametrize(("person", "taxed"), TAXED)
def test_the_order_keeps_how_it_is_taxed(shop, person, taxed):
    assert facts(shop.sells(to=person).order) == taxed


def test_three_seats_of_a_business_are_rounded_once(shop):
    assert facts(shop.sells(to=COMPANY, seats=3).order) == ("AT", "S", 2000, "net", 19749, 3950, 23699)


def test_the_answer_of_the_register_is_kept_with_its_time(shop):
    order = shop.sells(to=CONFIRMED).order
    [check] = VatCheck.objects.all()
    assert order.vat_id == order.billing["vat_id"] == "ATU11111116"
    assert order.vat_check == {
        "id": check.pk,
        "answer": "confirmed",
        "at": check.answered_at.isoformat(),
        "register": "rehearsal",
        "consultation": "REHEARSAL-ATU11111116-20260302",
    }
    assert check.asked_by == order.customer.ref  # no longer the visitor's


def test_the_id_is_stored_in_its_one_form(shop):
    order = shop.sells(to=replace(COMPANY, vat_id="u 1111.1116")).order
    assert order.vat_id == order.customer.addresses.get(kind="billing").vat_id == "ATU11111116"


def test_a_silent_register_is_asked_again_for_the_customer(shop, clock):
    person = replace(COMPANY, vat_id="ATU33333336")  # silent for ten minutes
    shop.sells(to=person)
    assert VatCheck.objects.get().answer == "unknown"
    clock.travel_to("2026-03-03")
    assert VatCheck.objects.get().answer == "confirmed"


def test_wrong_digits_buy_nothing(shop):
    with pytest.raises(VatIdWrong):
        shop.sells(to=replace(COMPANY, vat_id="ATU11111117"))
    assert not Order.objects.exists()
    assert not VatCheck.objects.exists()


def test_a_market_without_a_registration_is_closed(shop):
    Registration.objects.all().delete()
    with pytest.raises(MarketClosed):
        shop.sells(to=ALICE)
    assert shop.sells(to=CONFIRMED).order.tax_category == "AE"  # nothing is to be declared there
    assert shop.sells(to=DORA).order.tax_category == "S"


# --- evidence ---------------------------------------------------------------------------------------------------------
ITALIAN, GERMAN = "4000003800000008", "4000002760000016"


def bought(person, **changes):
    at = present()
    wish = replace(wish_of(person, "professional", at=at), **changes)
    return buy(wish, person.means(at), at=at, by="a guest")


def test_billing_country_and_card_are_two_signs(shop):
    assert bought(replace(ALICE, pays=ITALIAN), country_confirmed=False).evidence == [
        {"kind": "billing", "country": "IT"},
        {"kind": "card", "country": "IT"},
    ]


def test_a_contradiction_is_asked_about_and_the_answer_is_kept(shop):
    with pytest.raises(CountryContradicted) as refusal:
        bought(replace(ALICE, pays=GERMAN), country_confirmed=False)
    assert str(refusal.value) == (
        "You wrote Italy, but your card points to Germany. Please confirm where you live, or correct it."
    )
    assert not Order.objects.exists()

    assert bought(replace(ALICE, pays=GERMAN)).evidence == [
        {"kind": "billing", "country": "IT"},
        {"kind": "card", "country": "DE"},
        {"kind": "declared", "country": "IT"},
    ]


def test_another_sign_that_agrees_settles_it(shop):
    signs = bought(replace(ALICE, pays=GERMAN), country_confirmed=False, network_country="IT").evidence
    assert [sign["kind"] for sign in signs] == ["billing", "card", "network"]


def test_the_price_that_was_shown_must_be_the_one_with_todays_tax(shop):
    with pytest.raises(PriceChanged):
        bought(CONFIRMED, shown_total=7900)
    assert bought(CONFIRMED, shown_total=6583).total == Money(6583, "EUR")


# --- renewals ---------------------------------------------------------------------------------------------------------
def test_a_renewal_is_taxed_by_todays_address(shop, clock):
    shop.sells(to=ALICE)
    customer = Order.objects.get().customer
    moved = replace(ALICE.address(), country="FI", postcode="00100", city="Helsinki")
    change_address(customer, "billing", moved, at=present(), by=customer.ref)
    clock.travel_to("2027-03-03")
    assert facts(Order.objects.first()) == ("FI", "S", 2550, "gross", 6295, 1605, 7900)


def test_a_consumer_who_became_a_business_pays_net_under_reverse_charge(shop, clock):
    shop.sells(to=ALICE)
    customer = Order.objects.get().customer
    address = replace(ALICE.address(), company="Rossi Srl", vat_id="IT 1111 1110 018")
    change_address(customer, "billing", address, at=present(), by=customer.ref)
    clock.travel_to("2027-03-03")
    renewed = Order.objects.first()
    assert renewed.vat_id == "IT11111110018"
    assert facts(renewed) == ("IT", "AE", 0, "net", 6475, 0, 6475)


def test_a_renewal_is_charged_though_its_market_has_closed(shop, clock):
    shop.sells(to=ALICE)
    Registration.objects.all().delete()
    clock.travel_to("2027-03-03")
    renewed = Order.objects.first()
    assert (renewed.state, renewed.tax_reason, renewed.tax_scheme) == ("paid", "unregistered", "")
    assert facts(renewed) == ("IT", "S", 2200, "gross", 6475, 1425, 7900)


def test_wrong_digits_change_no_address(shop):
    shop.sells(to=ALICE)
    customer = Order.objects.get().customer
    with pytest.raises(VatIdWrong):
        change_address(
            customer, "billing", replace(ALICE.address(), vat_id="IT11111110019"), at=present(), by=customer.ref
        )
    assert customer.addresses.get(kind="billing").vat_id == ""


def statements(how_many: int) -> int:
    wanted, at = [(CONFIRMED.address().as_copy(), f"cus_{n}") for n in range(how_many)], present()
    with CaptureQueriesContext(connection) as seen:
        taxes(wanted, at=at, max_age=REUSE_FOR_RENEWAL)
    return len(seen)


def test_a_batch_is_taxed_by_three_statements(shop):
    assert statements(1) == statements(3) == 3


def test_an_answer_serves_renewals_for_ninety_days(shop):
    order = shop.sells(to=CONFIRMED).order
    pair = [(order.billing, order.customer.ref)]
    late = present() + REUSE_FOR_RENEWAL
    assert taxes(pair, at=late, max_age=REUSE_FOR_RENEWAL)[0].tax.category == "AE"
    assert taxes(pair, at=late + timedelta(days=1), max_age=REUSE_FOR_RENEWAL)[0].tax.category == "S"
