"""Somebody buys: once, at the price that was shown, and only with everything that is needed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from abaca.access.models import User
from abaca.kernel.refusals import Refusal
from abaca.operations.cast import wish_of
from abaca.store.catalogue.models import Price
from abaca.store.catalogue.queries import NoPriceInCurrency, PlanNotForSale
from abaca.store.customers.actions import AddressIncomplete, CountryUnknown, EmailBroken
from abaca.store.customers.models import Consent, Customer
from abaca.store.newsletters.actions import Answer, Shown
from abaca.store.newsletters.models import Declaration
from abaca.store.newsletters.states import Saying
from abaca.store.orders.models import Order
from abaca.store.payments.gateways.contract import CardExpired, CardNumberWrong, WalletRefused
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.workflows import jobs
from abaca.store.workflows.checkout import MOST_SEATS, ConsentMissing, PriceChanged, SeatsOutOfRange, Wish
from abaca.store.workflows.jobs import BankTransfer, Card, Wallet, buy
from tests.conftest import NOON
from tests.makers.orders import happened, letter_kinds, states_at_the_provider
from tests.makers.shop import ALICE, BOB, Buyer, Shop, card
from tests.makers.threads import at_once
from tests.makers.traces import refuses_without_a_trace

GOOD = Card("4242424242424242", 12, 2030, "123")


def _wish(**changes) -> Wish:
    return replace(wish_of(ALICE, "professional", token="form 1", at=NOON), **changes)


def _buy(wish: Wish, means=GOOD, *, at=NOON) -> Order:
    return buy(wish, means, at=at, by="a guest")


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"plan": "free"}, PlanNotForSale, "plan"),
        ({"plan": "gold"}, PlanNotForSale, "plan"),
        ({"seats": 0}, SeatsOutOfRange, "seats"),
        ({"seats": -1}, SeatsOutOfRange, "seats"),
        ({"seats": MOST_SEATS + 1}, SeatsOutOfRange, "seats"),
        ({"currency": "GBP"}, NoPriceInCurrency, "currency"),
        ({"currency": ""}, NoPriceInCurrency, "currency"),
        ({"email": "alice"}, EmailBroken, "email"),
        ({"billing": replace(ALICE.address(), street=" ")}, AddressIncomplete, "street"),
        ({"delivery": replace(ALICE.address(), country="ZZ")}, CountryUnknown, "country"),
        ({"consent": ""}, ConsentMissing, "consent"),
        ({"shown_total": 7899}, PriceChanged, None),
        ({"seats": 2}, PriceChanged, None),
    ],
)
def test_what_cannot_be_bought_is_refused_and_leaves_no_trace(shop, changes, refusal, field):
    said = refuses_without_a_trace(refusal, lambda: _buy(_wish(**changes)))
    assert said.field == field
    assert str(said)


@pytest.mark.parametrize(
    ("means", "refusal"),
    [
        (Card("4242424242424241", 12, 2030, "123"), CardNumberWrong),
        (Card("4242424242424242", 2, 2026, "123"), CardExpired),
        (Card("4111111111111111", 12, 2030, "123"), Refusal),
        (Card("4242424242424242", 12, 2030, "12"), Refusal),
        (Wallet("nobody"), WalletRefused),
    ],
)
def test_a_way_to_pay_that_nobody_takes_is_refused_and_leaves_no_trace(shop, means, refusal):
    refuses_without_a_trace(refusal, lambda: _buy(_wish(), means))


def test_a_purchase_by_card_writes_its_history(shop):
    order = _buy(_wish(newsletter=Answer(Saying.CONSENTED, Shown("News, please.", "1", "en"))))
    assert order.state == "paid"
    assert happened(order.ref) == [
        "order.placed",
        "consent.renewal",
        "attempt.opened",
        "attempt.succeeded",
        "order.paid",
        "product_key.minted",
        "invoice.issued",
    ]
    assert letter_kinds(ALICE) == ["order_confirmed"]
    assert list(Consent.objects.values_list("kind", "wording")) == [("renewal", _wish().consent)]
    assert list(Declaration.objects.values_list("about", "wording")) == [(order.ref, "News, please.")]
    assert User.objects.get().ref == Customer.objects.get().user_ref


def test_a_purchase_by_transfer_waits_for_its_money_for_fourteen_days(shop):
    order = _buy(_wish(), BankTransfer())
    assert (order.state, order.lapses_at) == ("placed", NOON + timedelta(days=14))
    assert letter_kinds(ALICE) == ["transfer_awaited"]
    assert Buyer(ALICE).product_keys == []


@pytest.mark.parametrize("means", [GOOD, BankTransfer()])
def test_a_form_that_comes_twice_finds_its_first_order(shop, means):
    first = _buy(_wish(), means)
    again = _buy(_wish(), means, at=NOON + timedelta(minutes=1))
    assert again.pk == first.pk
    assert (Order.objects.count(), len(shop.charges())) == (1, int(means is GOOD))
    assert len(letter_kinds(ALICE)) == 1


def test_a_form_that_comes_again_after_a_change_of_price_finds_its_order_all_the_same(shop):
    first = _buy(_wish())
    Price.objects.create(plan_id=first.lines.get().plan_id, currency="EUR", amount=9900, valid_from=date(2026, 3, 3))
    assert _buy(_wish(), at=NOON + timedelta(days=1)).pk == first.pk


def test_a_new_price_is_shown_before_it_is_charged(shop):
    Price.objects.create(
        plan=jobs.checkout.plan_for_sale("professional"), currency="EUR", amount=9900, valid_from=date(2026, 3, 2)
    )
    said = refuses_without_a_trace(PriceChanged, lambda: _buy(_wish(shown_total=7900)))
    assert "99.00" in str(said)


def test_a_declined_card_leaves_an_order_that_can_still_be_paid(shop):
    order = shop.sells(to=card(ALICE, "hard")).order
    assert (order.state, shop.charges()) == ("placed", [])
    assert Buyer(ALICE).product_keys == []
    paid = jobs.pay(order, GOOD, at=NOON, by="a guest")
    assert paid.state == "paid"
    assert [a.state for a in shop.look_at(order).attempts] == ["declined", "succeeded"]
    assert len(Buyer(ALICE).product_keys) == 1


def test_a_card_order_that_is_to_be_paid_by_transfer_waits_as_long_as_transfers_take(shop, clock):
    order = shop.sells(to=card(ALICE, "hard")).order
    jobs.pay(order, BankTransfer(), at=clock.now, by="a guest")
    clock.travel_to("2026-03-06")
    shop.books(order)
    assert shop.look_at(order).order.state == "paid"


@pytest.mark.parametrize("behaviour", ["hard", "sca", "soft"])
def test_a_card_order_whose_money_never_comes_lapses_after_a_day(shop, clock, behaviour):
    order = shop.sells(to=card(ALICE, behaviour)).order
    clock.travel_to(NOON + timedelta(hours=24) - timedelta(seconds=1))
    assert shop.look_at(order).order.state == "placed"
    clock.travel_to(NOON + timedelta(hours=24))
    assert shop.look_at(order).order.state == "lapsed"
    assert states_at_the_provider(order) == ["declined"]  # an open challenge is called off
    assert shop.charges() == []
    assert happened(order.ref)[-1] == "order.lapsed"


def test_a_transfer_order_lapses_after_fourteen_days(shop, clock):
    order = shop.sells(to=BOB).order
    clock.travel_to("2026-03-16")
    assert shop.look_at(order).order.state == "lapsed"


def test_who_comes_back_from_3d_secure_in_time_has_bought(shop, clock):
    order = shop.sells(to=card(ALICE, "sca")).order
    company = rehearsal_company()
    [charge] = company.charges(order.ref)
    assert shop.look_at(order).attempts[0].redirect_url != ""
    assert jobs.come_back(order, at=clock.now).state == "placed"  # he has not said yes yet
    company.confirm(charge.ref, approved=True, at=clock.now)
    assert jobs.come_back(order, at=clock.now).state == "paid"
    assert jobs.come_back(order, at=clock.now).state == "paid"
    clock.travel_to("2026-03-04")
    assert (len(shop.charges()), len(Buyer(ALICE).product_keys)) == (1, 1)


def test_who_says_no_at_3d_secure_has_not_bought(shop, clock):
    order = shop.sells(to=card(ALICE, "sca")).order
    company = rehearsal_company()
    company.confirm(company.charges(order.ref)[0].ref, approved=False, at=clock.now)
    assert jobs.come_back(order, at=clock.now).state == "placed"
    assert [a.state for a in shop.look_at(order).attempts] == ["declined"]


@pytest.mark.django_db(transaction=True)
def test_a_form_that_comes_eight_times_at_once_makes_one_order_and_one_charge(only_the_store_works):
    shop = Shop()
    forms = [_wish(token="one form")] * 4 + [_wish(token="another")] * 4
    answers = at_once([lambda w=wish: _buy(w) for wish in forms])
    assert [type(a) for a in answers] == [Order] * 8
    assert len({a.pk for a in answers[:4]}) == len({a.pk for a in answers[4:]}) == 1
    assert (Order.objects.count(), Customer.objects.count(), User.objects.count()) == (2, 1, 1)
    assert len(shop.charges()) == 2
