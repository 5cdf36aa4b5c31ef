from datetime import date

import pytest

from abaca.kernel.money import Money
from abaca.store.catalogue.models import Plan, Price
from abaca.store.catalogue.queries import (
    NoPriceInCurrency,
    PlanNotForSale,
    currencies_of,
    names_for_sale,
    plan_for_sale,
    price_of,
    shop_window,
)
from tests.makers.statements import statements_of

DAY = date(2026, 3, 2)


@pytest.mark.parametrize("code", ["free", "gold", ""])
def test_only_sold_plans_are_for_sale(shop, code):
    with pytest.raises(PlanNotForSale) as caught:
        plan_for_sale(code)
    assert (caught.value.status, caught.value.field) == (404, "plan")


def test_products_and_plans_are_named_once_each(shop):
    assert names_for_sale() == (("Musa Accounting",), ("Free", "Professional", "Advanced"))
    assert statements_of(names_for_sale) == 1


@pytest.mark.parametrize(
    ("on", "amount"),
    [(date(2026, 1, 1), 7900), (date(2026, 6, 30), 7900), (date(2026, 7, 1), 8500), (date(2030, 1, 1), 9900)],
)
def test_a_price_counts_from_its_day_on_until_the_next(shop, on, amount):
    plan = plan_for_sale("professional")
    Price.objects.create(plan=plan, currency="EUR", amount=8500, valid_from=date(2026, 7, 1))
    Price.objects.create(plan=plan, currency="EUR", amount=9900, valid_from=date(2027, 7, 1))
    assert price_of(plan, "EUR", on=on) == Money(amount, "EUR")


def test_before_the_first_day_and_in_a_foreign_currency_there_is_no_price(shop):
    plan = plan_for_sale("professional")
    assert currencies_of(plan, on=DAY) == ["CHF", "EUR", "USD"]
    assert currencies_of(plan, on=date(2025, 12, 31)) == []
    for currency, on in (("GBP", DAY), ("EUR", date(2025, 12, 31))):
        with pytest.raises(NoPriceInCurrency):
            price_of(plan, currency, on=on)


def test_the_shop_window_shows_every_plan_beside_the_others_in_the_readers_language(shop):
    window = shop_window(language="de", currency="CHF", on=DAY)
    assert [(s.plan.code, s.price) for s in window.plans] == [
        ("free", None),
        ("professional", Money(7900, "CHF")),
        ("advanced", Money(15900, "CHF")),
    ]
    assert window.rows[0] == ("Buchungen je Datei", ["70", "∞", "∞"])
    assert window.rows[4][1] == [None, None, ""]  # no, no, yes
    assert window.currencies == ["CHF", "EUR", "USD"]


def test_a_language_without_words_of_its_own_reads_english(shop):
    assert shop_window(language="rm", currency="CHF", on=DAY).features[0] == "Transactions per file"


def test_the_shop_window_takes_the_same_statements_for_any_number_of_plans(shop):
    assert statements_of(lambda: shop_window(language="de", currency="CHF", on=DAY)) == 7
    assert Plan.objects.count() == 3
    more = Plan.objects.get(code="advanced")
    more.pk, more.code, more.position = None, "enterprise", 4
    more.save()
    assert statements_of(lambda: shop_window(language="de", currency="CHF", on=DAY)) == 7
