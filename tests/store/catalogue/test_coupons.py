from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from abaca.store.catalogue import queries
from abaca.store.catalogue.actions import (
    CodeTaken,
    CodeUnfit,
    CouponDaysWrong,
    DiscountOutOfRange,
    Promise,
    give_back,
    make_coupon,
    note_wrong_code,
    pause_coupon,
    redeem,
)
from abaca.store.catalogue.models import Coupon, Redemption, WrongCode
from abaca.store.catalogue.queries import checked_coupon, coupons, plan_for_sale, refuse_guessing
from abaca.store.catalogue.reducing import Discount
from abaca.store.journal.models import Entry
from tests.conftest import NOON

DAY = date(2026, 3, 2)
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
SPRING = Promise(Discount("spring 26", percent=2000), valid_from=DAY)
HOUSE = {"at": NOON, "by": "the house"}


def make(**changes) -> Coupon:
    return make_coupon(replace(SPRING, **changes), at=NOON, by="sam")


def check(typed="SPRING26", *, plan="professional", seats=1, currency="EUR", on=DAY, **who) -> Coupon:
    return checked_coupon(typed, plan=plan_for_sale(plan), seats=seats, currency=currency, on=on, **who)


@pytest.mark.parametrize("typed", ["SPRING26", "spring26", " Spring 26 "])
def test_a_code_is_found_however_it_is_typed(shop, typed):
    coupon = make()
    assert check(typed) == coupon
    assert coupon.discount == Discount("SPRING26", percent=2000)


@pytest.mark.parametrize(
    ("changes", "purchase", "refusal"),
    [
        ({}, {"typed": "SPRING27"}, queries.CouponUnknown),
        ({"valid_from": TOMORROW}, {}, queries.CouponNotYet),
        ({"valid_from": YESTERDAY, "valid_to": YESTERDAY}, {}, queries.CouponExpired),
        ({"discount": Discount("SPRING26", amount=500, currency="CHF")}, {}, queries.CouponForOtherCurrency),
        ({"min_seats": 3}, {"seats": 2}, queries.CouponForMoreSeats),
        ({"first_order_only": True}, {"customer": "cus_1", "has_bought": True}, queries.CouponForNewCustomers),
    ],
)
def test_a_code_that_is_not_for_this_purchase_is_refused_with_its_reason(shop, changes, purchase, refusal):
    make(**changes)
    with pytest.raises(refusal) as caught:
        check(**purchase)
    assert caught.value.field == "coupon"
    assert str(caught.value)


@pytest.mark.parametrize(
    ("changes", "purchase"),
    [
        ({"valid_from": YESTERDAY, "valid_to": DAY}, {}),
        ({"discount": Discount("SPRING26", amount=500, currency="CHF")}, {"currency": "CHF"}),
        ({"min_seats": 3}, {"seats": 3}),
        ({"first_order_only": True}, {"customer": "cus_1"}),
    ],
)
def test_at_its_limits_a_code_may_be_used(shop, changes, purchase):
    assert make(**changes) == check(**purchase)


def test_a_code_for_a_plan_is_refused_for_another(shop):
    make(plans=[plan_for_sale("advanced")])
    assert check(plan="advanced")
    with pytest.raises(queries.CouponForOtherPlan):
        check(plan="professional")


def test_a_paused_code_is_refused_until_it_goes_on(shop):
    coupon = make()
    assert [pause_coupon(coupon, paused=True, **HOUSE), pause_coupon(coupon, paused=True, **HOUSE)] == [True, False]
    with pytest.raises(queries.CouponExpired):
        check()
    assert pause_coupon(coupon, paused=False, **HOUSE)
    assert check() == coupon


def test_a_code_is_used_once_by_each_and_so_often_by_all_and_comes_back_from_a_lapsed_order(shop):
    coupon = make(in_total=2)
    redeem(coupon, order="ord_1", customer="cus_1", **HOUSE)
    with pytest.raises(queries.CouponUsedByYou):
        redeem(coupon, order="ord_2", customer="cus_1", **HOUSE)
    redeem(coupon, order="ord_3", customer="cus_2", **HOUSE)
    with pytest.raises(queries.CouponUsedUp):
        redeem(coupon, order="ord_4", customer="cus_3", **HOUSE)
    with pytest.raises(queries.CouponUsedUp):
        check(customer="cus_3")
    with pytest.raises(queries.CouponUsedByYou):
        check(customer="cus_2")

    assert [give_back(["ord_1", "ord_9"], **HOUSE), give_back(["ord_1"], **HOUSE)] == [1, 0]
    redeem(coupon, order="ord_5", customer="cus_1", **HOUSE)
    assert [(c.code, uses) for c, uses in coupons()] == [("SPRING26", 2)]
    assert Redemption.objects.count() == 3
    told = list(Entry.objects.filter(about="SPRING26").order_by("pk").values_list("what", flat=True))
    redeemed = "catalogue.coupon_redeemed"
    assert told == ["catalogue.coupon_made", redeemed, redeemed, "catalogue.coupon_given_back", redeemed]


def test_without_limits_a_code_is_used_again_and_again(shop):
    coupon = make(per_customer=None)
    for n in range(3):
        redeem(coupon, order=f"ord_{n}", customer="cus_1", **HOUSE)
    assert check(customer="cus_1") == coupon


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"discount": Discount("spring 26", percent=1)}, CodeTaken),
        ({"discount": Discount("ab", percent=1)}, CodeUnfit),
        ({"discount": Discount("a" * 41, percent=1)}, CodeUnfit),
        ({"discount": Discount("a'b;c", percent=1)}, CodeUnfit),
        ({"discount": Discount("AUTUMN", percent=0)}, DiscountOutOfRange),
        ({"discount": Discount("AUTUMN", percent=10001)}, DiscountOutOfRange),
        ({"discount": Discount("AUTUMN", amount=0, currency="EUR")}, DiscountOutOfRange),
        ({"discount": Discount("AUTUMN", percent=1), "valid_to": YESTERDAY}, CouponDaysWrong),
    ],
)
def test_what_is_no_coupon_is_refused(shop, changes, refusal):
    make()
    with pytest.raises(refusal):
        make(**changes)
    assert Coupon.objects.count() == 1


def test_the_database_knows_that_a_coupon_is_a_part_or_a_sum(shop):
    for wrong in ({}, {"percent": 100, "amount": 5}, {"amount": 5}, {"percent": 100, "currency": "EUR"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Coupon.objects.create(code="X", valid_from=DAY, made_at=NOON, **wrong)


@pytest.mark.django_db
def test_who_guesses_codes_has_to_wait_an_hour_and_others_do_not():
    for n in range(queries.MOST_WRONG_CODES):
        refuse_guessing("192.0.2.1", at=NOON)
        note_wrong_code("192.0.2.1", at=NOON + timedelta(seconds=n))
    last = NOON + timedelta(seconds=queries.MOST_WRONG_CODES)
    with pytest.raises(queries.TooManyWrongCodes):
        refuse_guessing("192.0.2.1", at=last)
    refuse_guessing("192.0.2.2", at=last)
    refuse_guessing("", at=last)
    refuse_guessing("192.0.2.1", at=NOON + timedelta(hours=1))

    note_wrong_code("192.0.2.9", at=NOON + timedelta(days=2))
    assert WrongCode.objects.count() == 1
