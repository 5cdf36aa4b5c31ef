"""R3: the renewal can be cancelled until the charge has left the house, and then nothing is charged."""

from abaca.store.orders.queries import order_by_ref
from abaca.store.payments.models import Attempt
from abaca.store.workflows import jobs, renewal
from abaca.store.workflows.paying import lapse_unpaid
from tests.makers.shop import ALICE, BOB, Buyer


def test_a_charge_that_is_only_written_down_is_called_off_by_a_cancellation(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-02T05:59")
    alice = Buyer(ALICE)
    later = alice.subscription.next_step_at
    renewal.advance([alice.subscription.pk], at=later, by="the house")
    [attempt] = Attempt.objects.filter(state="ready")

    alice.cancels()
    jobs.collect([attempt.pk], at=later)

    clock.travel_to("2027-03-03")
    assert len(shop.charges()) == 1
    assert alice.standing == "ended"
    assert len(alice.product_keys) == 1


def test_asking_for_a_transfer_again_neither_repeats_the_letter_nor_prolongs_the_time(shop, clock, letters):
    placed = shop.sells(to=BOB)
    before = order_by_ref(placed.order.ref).lapses_at
    clock.travel_to("2026-03-05")
    jobs.pay(placed.order, jobs.BankTransfer(), at=clock.now, by="a guest")
    clock.travel_to("2026-03-06")
    assert order_by_ref(placed.order.ref).lapses_at == before
    assert len(letters.to(BOB)) == 1


def test_an_order_whose_time_was_prolonged_meanwhile_does_not_lapse(shop, clock, letters):
    placed = shop.sells(to=BOB)
    lapse_unpaid([placed.order.pk], at=clock.now, by="the house")
    assert order_by_ref(placed.order.ref).state == "placed"
