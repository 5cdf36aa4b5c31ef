"""I7 and U8 on the simulated clock: what is given back brings no more than was paid, and leaves what was before."""

from collections.abc import Iterator
from datetime import date

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.operations.simulation.summary import captures
from abaca.store.ledger.accounts import GATEWAY, RECEIVABLE
from abaca.store.ledger.queries import balances, credit_of
from abaca.store.payments.actions import accept
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Dispute
from abaca.store.workflows import invariants, jobs
from abaca.store.workflows.refunds import Extent, To, Wish
from tests.makers.shop import ALICE, DORA, Buyer, card
from tests.makers.upgrades import costs, goes_over, in_use, papers, redeems, running


@pytest.fixture(autouse=True)
def _all_is_well_in_the_end(shop, clock) -> Iterator[None]:
    yield
    drain_all(at=clock.now)
    assert invariants.check_all(captures(), at=clock.now) == []
    assert {c: left for c, left in balances(RECEIVABLE).items() if left} == {}
    held = {c: left for c, left in rehearsal_company().funds().items() if left}
    assert {c: left for c, left in balances(GATEWAY).items() if left} == held


def test_i7_a_purchase_is_given_back_and_the_program_stops(shop, clock, letters):
    licence = redeems(shop.sells(to=ALICE).keys[0].text)
    clock.travel_to("2026-03-10")
    jobs.withdraw(Buyer(ALICE).orders[0].order, at=clock.now, by="alice")
    drain_all(at=clock.now)
    assert in_use(licence) == [("professional", date(2026, 3, 2), date(2026, 3, 10))]
    assert "We give you back EUR 79.00" in letters.to(ALICE).last.subject.replace("\xa0", " ")
    clock.travel_to("2027-04-01")
    assert len(shop.charges()) == 1


def test_u8_an_upgrade_is_given_back_with_its_money_and_the_old_plan_goes_on(shop, clock, letters):
    licence = redeems(shop.sells(to=ALICE).keys[0].text)
    clock.travel_to("2026-11-18")
    order = goes_over(ALICE)
    clock.travel_to("2026-12-02")
    jobs.withdraw(order, at=clock.now, by="alice")
    drain_all(at=clock.now)
    assert rehearsal_company().balance("EUR").refunded == 13649
    assert [(kind, net + tax) for kind, net, tax in papers(ALICE)[2:]] == [("refund", 13649)]
    assert in_use(licence) == [("professional", date(2026, 3, 2), date(2027, 3, 2))]
    assert (running(ALICE).plan.code, running(ALICE).ends_on) == ("professional", date(2027, 3, 2))
    assert "runs again until 2 March 2027" in letters.to(ALICE).last.text.replace("\n", " ").replace("\xa0", " ")
    clock.travel_to("2027-03-03")  # and it renews as before
    assert shop.charges()[-1].amount == 7900


def test_u8_what_the_balance_had_paid_is_balance_again(shop, clock, letters):
    shop.sells(to=DORA, currency="CHF")
    clock.travel_to("2026-11-18")
    order = goes_over(DORA)
    jobs.refund(order, Wish(Extent.WHOLE, to=To.CREDIT), at=clock.now, by="sam")
    drain_all(at=clock.now)
    assert rehearsal_company().balance("CHF").refunded == 0
    assert credit_of(order.customer.ref, "CHF") == order.gross


def test_u8_an_upgrade_that_is_charged_back_leaves_the_old_plan(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2026-11-18")
    order = goes_over(ALICE, card(ALICE, "disputed_lost").means(clock.now))
    clock.travel_to("2026-12-19")
    dispute = Dispute.objects.get()
    assert dispute.payment.order == order
    accept(dispute, at=clock.now, by="sam")
    drain_all(at=clock.now)
    assert (running(ALICE).plan.code, running(ALICE).ends_on) == ("professional", date(2027, 3, 2))
    assert "Your bank took the payment back" in letters.to(ALICE).last.text


def test_no_sequence_of_upgrade_and_refunds_returns_more_than_was_paid(shop, clock, letters):
    first = shop.sells(to=ALICE)
    jobs.refund(first.order, Wish(Extent.GOODWILL, amount=1013), at=clock.now, by="sam")
    costs("advanced", 20000)
    clock.travel_to("2026-06-18")
    order = goes_over(ALICE)
    jobs.refund(order, Wish(Extent.GOODWILL, amount=2026), at=clock.now, by="sam")
    jobs.withdraw(order, at=clock.now, by="alice")
    drain_all(at=clock.now)
    jobs.refund(first.order, Wish(Extent.UNUSED), at=clock.now, by="sam")
    drain_all(at=clock.now)
    jobs.refund(first.order, Wish(Extent.WHOLE), at=clock.now, by="sam")
    drain_all(at=clock.now)
    told = rehearsal_company().balance("EUR")
    assert told.captured == told.refunded == 7900 + order.gross
    assert credit_of(order.customer.ref, "EUR") == 0
