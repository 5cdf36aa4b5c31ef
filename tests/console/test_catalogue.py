"""Prices, tiers and codes at the console."""

from datetime import date

import pytest

from abaca.kernel.money import Money
from abaca.store.catalogue.models import Coupon
from abaca.store.catalogue.queries import net_price_of, plan_for_sale, tier_rows, tiers_on
from abaca.store.catalogue.reducing import Discount, Tier
from tests.makers.shop import ALICE
from tests.makers.statements import statements_of
from tests.storefront.counter import error_beside, text_of

CATALOGUE = "/console/catalogue/"
DAY = "2026-03-02"
CODE = {"code": "spring 26", "percent": "20", "valid_from": DAY, "min_seats": "1", "per_customer": "1", "terms": "1"}


def test_the_catalogue_shows_each_plan_with_its_prices(shop, desk):
    page = text_of(desk.get(CATALOGUE))
    assert "Musa Accounting Professional" in page
    assert "EUR 79.00" in page
    assert "with tax, for private persons" in page


def test_a_price_without_an_exact_net_is_shown_with_its_neighbours(shop, desk):
    plan = f"{CATALOGUE}professional/price/"
    typed = {"basis": "gross", "currency": "eur", "amount": "38.99", "valid_from": "2026-04-01"}
    assert desk.post(plan, typed).status_code == 302
    page = text_of(desk.get(CATALOGUE))
    assert "At 19 %: EUR 38.98 or EUR 39.00 would have one." in page
    assert "Germany" in page


def test_a_net_price_is_kept_from_its_day_on(shop, desk):
    typed = {"basis": "net", "currency": "EUR", "amount": "70.5", "valid_from": DAY}
    desk.post(f"{CATALOGUE}professional/price/", typed)
    assert net_price_of(plan_for_sale("professional"), "EUR", on=date(2026, 3, 2)) == Money(7050, "EUR")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "70.555"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"currency": "XYZ"}, "currency"),
        ({"valid_from": "2026-03-01"}, "valid_from"),
        ({"basis": ""}, "basis"),
    ],
)
def test_what_is_no_price_is_told_beside_its_field(shop, desk, changes, field):
    typed = {"basis": "net", "currency": "EUR", "amount": "70.50", "valid_from": DAY, **changes}
    page = desk.post(f"{CATALOGUE}professional/price/", typed)
    assert page.status_code == 422
    assert error_beside(page, field)
    assert net_price_of(plan_for_sale("professional"), "EUR", on=date(2026, 3, 2)) is None


@pytest.mark.parametrize(
    ("typed", "tier"),
    [
        ({"percent": "12.5"}, Tier(10, percent=1250)),
        ({"unit": "60", "currency": "EUR", "basis": "gross"}, Tier(10, unit=6000, currency="EUR", basis="gross")),
    ],
)
def test_a_tier_is_a_part_or_a_price(shop, desk, typed, tier):
    answer = desk.post(f"{CATALOGUE}professional/tier/", {"from_seats": "10", "valid_from": DAY, **typed})
    assert answer.status_code == 302
    plan = plan_for_sale("professional")
    assert tiers_on(tier_rows([plan.pk]), plan.pk, on=date(2026, 3, 2)) == [tier]
    assert "Many seats" in text_of(desk.get(CATALOGUE))


@pytest.mark.parametrize(
    ("typed", "field"), [({}, "percent"), ({"percent": "5", "unit": "6"}, "percent"), ({"unit": "6"}, "currency")]
)
def test_what_is_no_tier_is_told_beside_its_field(shop, desk, typed, field):
    page = desk.post(f"{CATALOGUE}professional/tier/", {"from_seats": "10", "valid_from": DAY, **typed})
    assert (page.status_code, bool(error_beside(page, field))) == (422, True)


def test_a_code_is_made_used_and_paused(shop, desk):
    assert desk.post(f"{CATALOGUE}codes/new/", CODE).status_code == 302
    coupon = Coupon.objects.get()
    assert coupon.discount == Discount("SPRING26", percent=2000)
    assert "SPRING26 20 % the first term" in text_of(desk.get(CATALOGUE))

    sold = shop.sells(to=ALICE, code="SPRING26")
    assert sold.order.number in text_of(desk.get(f"{CATALOGUE}codes/SPRING26/"))
    desk.post(f"{CATALOGUE}codes/SPRING26/pause/")
    assert "paused" in text_of(desk.get(CATALOGUE))
    desk.post(f"{CATALOGUE}codes/SPRING26/pause/")
    assert Coupon.objects.get().paused_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"percent": ""}, "percent"),
        ({"amount": "5"}, "percent"),
        ({"percent": "", "amount": "5"}, "currency"),
        ({"code": "a'b"}, "code"),
        ({"valid_to": "2026-03-01"}, "valid_to"),
    ],
)
def test_what_is_no_code_is_told_beside_its_field(shop, desk, changes, field):
    page = desk.post(f"{CATALOGUE}codes/new/", CODE | changes)
    assert (page.status_code, bool(error_beside(page, field))) == (422, True)
    assert not Coupon.objects.exists()


def test_a_code_that_nobody_made_is_no_page(shop, desk):
    assert desk.get(f"{CATALOGUE}codes/NOBODY/").status_code == 422


def test_the_catalogue_costs_the_same_for_one_code_and_for_three(shop, desk):
    desk.post(f"{CATALOGUE}codes/new/", CODE)
    desk.get(CATALOGUE)
    one = statements_of(lambda: desk.get(CATALOGUE))
    for n in range(2):
        desk.post(f"{CATALOGUE}codes/new/", CODE | {"code": f"OTHER{n}"})
    desk.get(CATALOGUE)
    assert statements_of(lambda: desk.get(CATALOGUE)) == one


@pytest.mark.parametrize("page", ["", "codes/new/", "professional/price/", "professional/tier/"])
def test_nobody_but_the_staff_sees_it(shop, client, page):
    assert client.get(CATALOGUE + page).status_code in (302, 403)
