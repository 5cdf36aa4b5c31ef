from datetime import date

from abaca.kernel.money import Money
from abaca.store.orders.models import Order
from abaca.store.workflows.queries import whole_customer, whole_subscription
from tests.makers.orders import make_order
from tests.makers.shop import ALICE, BOB, Buyer, card


def test_a_customer_sees_his_own_and_nothing_else(shop, clock):
    shop.sells(to=ALICE, seats=2)
    shop.sells(to=BOB)
    clock.travel_to("2027-03-03")
    whole = whole_customer(Buyer(ALICE).customer, at=clock.now)
    assert [o.order.kind for o in whole.orders] == ["renewal", "first"]
    assert [[k.seat for k in o.keys] for o in whole.orders] == [[1, 2], [1, 2]]
    assert [t.number for t in whole.subscriptions[0].terms] == [1, 2]
    assert (len(whole.methods), sorted(whole.addresses)) == (1, ["billing", "delivery"])
    assert {entry.whose for entry in whole.history} == {whole.customer.ref}
    assert whole.history[0].pk > whole.history[-1].pk


def test_an_order_that_waits_has_no_term_no_keys_and_no_subscription(shop):
    whole = shop.look_at(make_order())
    assert (whole.keys, whole.papers, whole.attempts, whole.term, whole.whole_subscription) == ([], [], [], None, None)
    assert whole.reference.startswith("RF")


def test_a_key_is_shown_with_its_text_and_its_hint(shop):
    [key] = shop.sells(to=ALICE).keys
    assert key.hint == f"…{key.text[-5:]}"
    assert key.withdrawn_on is None


def test_a_subscription_knows_its_price_its_method_and_whether_the_card_will_live(shop, clock):
    shop.sells(to=card(ALICE, "ok", until=(2, 2027)), seats=3)
    whole = whole_subscription(Buyer(ALICE).subscription, at=clock.now)
    assert (whole.price, whole.method.last4, whole.card_dies_before) == (Money(23700, "EUR"), "4242", True)
    assert whole.renewal is None


def test_a_card_that_lives_to_the_last_day_of_the_month_of_the_renewal_is_no_worry(shop, clock):
    shop.sells(to=card(ALICE, "ok", until=(3, 2027)))
    assert not whole_subscription(Buyer(ALICE).subscription, at=clock.now).card_dies_before


def test_the_renewal_whose_money_is_awaited_is_shown(shop, clock):
    shop.books(shop.sells(to=BOB).order)
    bob = Buyer(BOB)
    clock.travel_to("2027-02-10")
    [whole] = bob.whole.subscriptions
    assert whole.renewal == Order.objects.get(kind="renewal")
    assert (whole.standing, whole.subscription.ends_on) == ("awaiting_transfer", date(2027, 3, 2))
