import pytest
from django.utils import translation

from abaca.store.notices.reasons import TO_CUSTOMER, TO_STAFF, because


def named(code: str) -> str:
    return {"IT": "Italy"}.get(code, code)


@pytest.mark.parametrize(
    ("why", "to_customer", "to_staff"),
    [
        (
            {"code": "renews", "months": 12, "country": "FR"},
            "because your term is a year and you live in France",
            "because the term is a year and the customer lives in France",
        ),
        (
            {"code": "renews", "months": 12, "method": "card"},
            "because your term is a year and you pay by card",
            "because the term is a year and the customer pays by card",
        ),
        (
            {"code": "renews", "months": 24, "country": "US", "method": "card"},
            "because your term is 2 years, you live in the United States and you pay by card",
            "because the term is 2 years, the customer lives in the United States and pays by card",
        ),
        (
            {"code": "renews", "months": 3, "country": "IT"},
            "because your term is 3 months and you live in Italy",
            "because the term is 3 months and the customer lives in Italy",
        ),
        (
            {"code": "renews", "months": 1},
            "because your subscription renews by itself and your term is a month",
            "because the subscription renews by itself and the term is a month",
        ),
        (
            {"code": "renews", "method": "wallet"},  # a method that no sentence knows
            "because your subscription renews by itself",
            "because the subscription renews by itself",
        ),
        (
            {"code": "ends", "country": "FR"},
            "because the renewal is cancelled",
            "because the renewal is cancelled",
        ),
        (
            {"code": "card"},
            "because your card expires before the renewal",
            "because the card expires before the renewal",
        ),
        ({"code": "transfer"}, "because you pay by bank transfer", "because the customer pays by bank transfer"),
        ({"code": "new"}, "", ""),
        ({}, "", ""),
    ],
)
def test_a_reason_is_one_sentence_to_the_customer_and_one_to_the_staff(why, to_customer, to_staff):
    with translation.override("en"):
        assert because(why, TO_CUSTOMER, country=named) == to_customer
        assert because(why, TO_STAFF, country=named) == to_staff


def test_both_readers_have_the_same_reasons():
    assert set(TO_CUSTOMER) == set(TO_STAFF)
