"""What the machine has found: each failure as a story of its own."""

from datetime import date

import pytest

from abaca.store.ledger.actions import MoreThanThereIs
from abaca.store.orders.queries import order_by_ref
from abaca.store.workflows.refunds import Extent, Wish, refund
from tests.makers.shop import DORA, Buyer
from tests.makers.traces import refuses_without_a_trace
from tests.makers.upgrades import all_is_well, gives_back, goes_over, running


def test_who_gives_a_larger_plan_back_may_take_it_again_in_the_next_year(shop, clock, letters):
    """The invariant of upgrades took the second one for the first, which had been given back."""
    shop.sells(to=DORA)
    clock.travel_to("2026-03-04")
    gives_back(goes_over(DORA))
    clock.travel_to("2027-09-01")
    assert running(DORA).plan.code == "professional"
    goes_over(DORA)
    assert running(DORA).plan.code == "advanced"
    all_is_well(shop)


def test_a_gesture_on_what_has_paid_for_an_upgrade_is_refused(shop, clock, letters):
    """The books had less of the old term than its invoice: the upgrade had taken the rest."""
    first = shop.sells(to=DORA)
    goes_over(DORA)  # on the first day: nothing of the old plan was used
    wish = Wish(Extent.GOODWILL, amount=first.order.gross // 3)
    refuses_without_a_trace(
        MoreThanThereIs, lambda: refund(order_by_ref(first.order.ref), wish, at=clock.now, by="sam")
    )
    all_is_well(shop)


@pytest.mark.parametrize("day", ["2027-03-03", "2027-03-20"])
def test_a_larger_plan_given_back_when_the_old_one_would_be_over_ends(shop, clock, letters, day):
    shop.sells(to=DORA)
    buyer = Buyer(DORA)
    buyer.cancels()
    clock.travel_to("2027-02-28")
    order = goes_over(DORA)
    clock.travel_to(day)
    if day > "2027-03-14":
        refund(order_by_ref(order.ref), Wish(Extent.WHOLE), at=clock.now, by="sam")
    else:
        gives_back(order)
    assert [s.subscription.state for s in buyer.whole.subscriptions] == ["ended", "ended"]
    assert max(s.subscription.ends_on for s in buyer.whole.subscriptions) <= date.fromisoformat(day)
    all_is_well(shop)
