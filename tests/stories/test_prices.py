"""Prices that are less than usual: codes and many seats, over purchases and renewals (M8, N7, R4, X1)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from abaca.dispatch.queries import present
from abaca.kernel.money import Money
from abaca.operations import cast, filling
from abaca.store.catalogue import queries
from abaca.store.catalogue.actions import Promise, make_coupon, set_tier
from abaca.store.catalogue.models import Redemption
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.ledger.queries import credit_of, receivable_of
from abaca.store.orders.models import Order
from abaca.store.workflows.jobs import buy
from abaca.store.workflows.my_data import change_address
from abaca.store.workflows.refunds import Extent, To, Wish, refund
from tests.conftest import NOON
from tests.makers.orders import make_person
from tests.makers.shop import ALICE, BOB, Buyer

TODAY = date(2026, 3, 2)
SWISS = replace(ALICE, email="urs@example.com", country="CH", postcode="6900", city="Lugano")
FIRM = replace(SWISS, email="firm@example.com", company="Rossi SA")


def code(discount: Discount, **changes):
    return make_coupon(replace(Promise(discount, valid_from=TODAY), **changes), at=NOON, by="sam")


def tier(percent: int, seats: int = 10, on: date = TODAY) -> None:
    plan = plan_for_sale("professional")
    set_tier(plan, Tier(seats, percent=percent), valid_from=on, today=present().date(), at=present(), by="sam")


def test_m8_a_code_for_the_first_term_does_not_carry_over(shop, clock, letters):
    code(Discount("SPRING", percent=2000))
    sold = shop.sells(to=ALICE, code="spring")
    assert [(r.kind, r.amount, r.description) for r in sold.order.reductions.all()] == [("coupon", 1580, "SPRING")]
    assert sold.whole_subscription.price == Money(7900, "EUR")

    clock.travel_to("2027-03-03")
    assert shop.charges() == [Money(6320, "EUR"), Money(7900, "EUR")]


@pytest.mark.parametrize(("terms", "third"), [(None, 6320), (2, 7900)])
def test_m8_a_code_for_more_terms_counts_for_so_many(shop, clock, terms, third):
    code(Discount("LOYAL", percent=2000, terms=terms))
    shop.sells(to=ALICE, code="LOYAL")
    clock.travel_to("2028-03-03")

    assert [charge.amount for charge in shop.charges()] == [6320, 6320, third]
    assert [o.order.reductions.count() for o in Buyer(ALICE).orders] == [1, 1, 1 if terms is None else 0]


def test_a_paused_code_goes_on_where_it_was_promised(shop, clock):
    coupon = code(Discount("LOYAL", amount=900, currency="EUR", terms=None))
    shop.sells(to=ALICE, code="LOYAL")
    coupon.paused_at = NOON
    coupon.save()
    clock.travel_to("2027-03-03")
    assert [charge.amount for charge in shop.charges()] == [7000, 7000]


def test_twelve_seats_cost_less_and_the_invoice_adds_up(shop, clock):
    tier(1000)
    sold = shop.sells(to=SWISS, seats=12)
    order = sold.order

    assert (order.gross, order.net, order.tax) == (85320, 78927, 6393)
    [volume] = order.reductions.all()
    assert (volume.kind, volume.amount, volume.facts["from_seats"]) == ("volume", 9480, 10)
    assert sold.line.net - volume.net == order.net
    [invoice] = sold.papers
    assert [line["amount"] for line in invoice.document["lines"]] == [94800, -9480]
    assert invoice.document["gross"] == 85320


def test_a_business_gets_the_tax_on_top_of_what_many_seats_and_a_code_leave(shop, clock):
    tier(1000)
    code(Discount("SPRING", percent=2000))
    order = shop.sells(to=FIRM, seats=10, code="SPRING").order

    # 10 x 73.08, less 73.08, less a fifth of 657.72, and 8.1 % on the rest
    assert (order.basis, order.net, order.tax, order.gross) == ("net", 52618, 4262, 56880)
    clock.travel_to("2027-03-03")
    assert [charge.amount for charge in shop.charges()] == [56880, 71100]


def test_r4_n7_the_sum_in_the_letters_is_the_one_that_is_charged(shop, clock, letters):
    tier(1000)
    code(Discount("SPRING", percent=500, terms=2))
    shop.sells(to=ALICE, seats=10, code="SPRING")

    clock.travel_to("2026-12-01")
    tier(1500, on=date(2027, 1, 20))  # before the first notice
    clock.travel_to("2027-02-01")
    assert "EUR\xa0637.92" in letters.to(ALICE).last.text  # 790.00 less 118.50, less 33.58
    tier(0, on=date(2027, 2, 2))  # after it: for the next term only

    clock.travel_to("2027-02-19")
    assert "EUR\xa0637.92" in letters.to(ALICE).last.text
    clock.travel_to("2027-03-03")
    assert shop.charges()[-1] == Money(63792, "EUR")
    assert Buyer(ALICE).subscription.renewal_price == Money(79000, "EUR")  # the code is used up, the tier over

    clock.travel_to("2028-03-03")
    assert shop.charges()[-1] == Money(79000, "EUR")


def test_a_code_that_leaves_nothing_to_pay_brings_the_key_at_once(shop, letters):
    code(Discount("GIFT", percent=10000))
    for person in (ALICE, BOB):  # by card, and by bank transfer
        sold = shop.sells(to=person, code="GIFT")
        assert (sold.order.state, sold.order.gross, len(sold.keys)) == ("paid", 0, 1)
        assert [paper.document["gross"] for paper in sold.papers] == [0]
    assert shop.charges() == []


def test_a_lapsed_order_gives_its_code_back(shop, clock):
    code(Discount("ONCE", percent=1000), in_total=1)
    shop.sells(to=BOB, code="ONCE")  # by transfer, and the money never comes
    with pytest.raises(queries.CouponUsedUp):
        shop.sells(to=ALICE, code="ONCE")

    clock.travel_to("2026-03-17")
    assert shop.sells(to=ALICE, code="ONCE").order.gross == 7110


def test_a_code_for_new_customers_is_refused_to_who_has_bought(shop):
    code(Discount("HELLO", percent=1000), first_order_only=True, per_customer=None)
    shop.sells(to=ALICE, code="HELLO")
    with pytest.raises(queries.CouponForNewCustomers):
        shop.sells(to=ALICE, code="HELLO")
    assert Order.objects.count() == 1


def test_who_becomes_a_business_in_the_middle_pays_what_was_announced_without_the_tax(shop, clock, letters):
    tier(1000)
    sold = shop.sells(to=SWISS, seats=10)
    customer = sold.order.customer
    clock.travel_to("2027-01-01")
    change_address(customer, "billing", replace(SWISS, company="Rossi SA").address(), at=present(), by=customer.ref)
    clock.travel_to("2027-01-25")
    assert "EUR\xa0711.00" in letters.to(SWISS).last.text
    clock.travel_to("2027-03-03")
    renewed = Order.objects.first()
    assert (renewed.basis, renewed.net, renewed.gross) == ("net", 65772, 71100)


def test_r4_who_changes_his_tax_after_the_announcement_is_told_the_new_sum_first(shop, clock, letters):
    sold = shop.sells(to=FIRM)
    customer = sold.order.customer
    clock.travel_to("2027-02-01")
    before = len(letters.to(FIRM))
    abroad = replace(FIRM, country="US", city="Boston", postcode="02108").address()
    change_address(customer, "billing", abroad, at=present(), by=customer.ref)
    clock.travel_to("2027-02-02")

    assert len(letters.to(FIRM)) == before + 1
    assert "EUR\xa073.08" in letters.to(FIRM).last.text
    change_address(customer, "billing", abroad, at=present(), by=customer.ref)
    clock.travel_to("2027-02-03")
    assert len(letters.to(FIRM)) == before + 1
    clock.travel_to("2027-03-03")
    assert shop.charges() == [Money(7900, "EUR"), Money(7308, "EUR")]


@pytest.mark.parametrize(("given", "rest"), [(2000, 5900), (7900, 0)])
def test_r4_the_credit_balance_pays_first_and_the_rest_is_charged(shop, clock, letters, given, rest):
    sold = shop.sells(to=SWISS)
    refund(sold.order, Wish(Extent.GOODWILL, given, to=To.CREDIT), at=present(), by="sam")
    assert credit_of(sold.order.customer.ref, "EUR") == given

    clock.travel_to("2027-01-25")
    boxed = letters.to(SWISS).last.text
    for words in ("EUR\xa079.00", f"EUR\xa0{given // 100}.00", f"EUR\xa0{rest // 100}.00"):
        assert words in boxed
    assert "From your credit balance" in boxed
    clock.travel_to("2027-03-03")
    renewed = Order.objects.first()
    assert (renewed.state, renewed.credit_used, renewed.due) == ("paid", given, rest)
    assert [charge.amount for charge in shop.charges()] == ([7900, rest] if rest else [7900])
    assert credit_of(sold.order.customer.ref, "EUR") == 0
    assert receivable_of(sold.order.customer.ref, "EUR") == 0
    assert Buyer(SWISS).ends == date(2028, 3, 2)


def test_a_credit_balance_is_given_away_once_for_two_subscriptions(shop, clock):
    sold = shop.sells(to=SWISS)
    shop.sells(to=SWISS)
    refund(sold.order, Wish(Extent.GOODWILL, 5000, to=To.CREDIT), at=present(), by="sam")
    clock.travel_to("2027-03-03")
    assert sorted(charge.amount for charge in shop.charges()) == [2900, 7900, 7900, 7900]
    assert credit_of(sold.order.customer.ref, "EUR") == 0


@pytest.mark.django_db(transaction=True)
def test_the_last_use_of_a_code_is_given_away_once():
    filling.open_shop(valid_from=date(2026, 1, 1), at=NOON)
    code(Discount("LAST", percent=1000), in_total=1)
    people = [make_person(pays="transfer") for _n in range(4)]
    wishes = [cast.wish_of(person, "professional", code="LAST", at=NOON) for person in people]
    together = Barrier(len(people))

    def click(n: int) -> str:
        try:
            connection.ensure_connection()  # a connection of this thread's own
            together.wait()
            return buy(wishes[n], people[n].means(NOON), at=NOON, by="a guest").ref
        except queries.CouponUsedUp:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as threads:
        refs = list(threads.map(click, range(len(people))))

    assert len([ref for ref in refs if ref]) == 1
    assert [order.ref for order in Order.objects.all()] == [use.order_ref for use in Redemption.objects.all()]
