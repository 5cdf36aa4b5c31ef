"""The table of states around the end of a term, row by row, on the shop's clock."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from abaca.dispatch.actions import set_present
from abaca.dispatch.jobs import drain
from abaca.kernel.money import Money
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Payment, Refund
from abaca.store.subscriptions.actions import SubscriptionOver
from abaca.store.workflows import jobs, paying
from abaca.store.workflows.jobs import BankTransfer, Card
from abaca.store.workflows.paying import OrderNotOpen
from tests.makers.orders import history, letter_kinds, states_at_the_provider
from tests.makers.shop import ALICE, BOB, Buyer, card
from tests.makers.traces import refuses_without_a_trace

PRICE = Money(7900, "EUR")
GOOD = Card("4242424242424242", 12, 2031, "123")


def _alice(shop, behaviour: str = "ok") -> Buyer:
    shop.sells(to=card(ALICE, behaviour))
    return Buyer(ALICE)


def _bob(shop) -> Buyer:
    shop.books(shop.sells(to=BOB).order)
    return Buyer(BOB)


def _pays(buyer: Buyer, means, clock) -> None:
    jobs.pay(buyer.orders[-1].order, means, at=clock.now, by=buyer.customer.ref)


def _papers(buyer: Buyer) -> list[str]:
    return [paper.kind for paper in buyer.orders[-1].papers]


# --- the renewal is cancelled ---------------------------------------------------------------------------------------


def test_who_cancels_keeps_his_days_and_is_charged_no_more(shop, clock):
    alice = _alice(shop)
    alice.cancels()
    assert alice.standing == "ending"
    clock.travel_to("2027-03-01")
    assert (alice.standing, alice.ends) == ("ending", date(2027, 3, 2))
    clock.travel_to("2027-06-01")
    assert (alice.standing, shop.charges(), len(alice.orders)) == ("ended", [PRICE], 1)
    assert letter_kinds(ALICE) == ["order_confirmed", "renewal_cancelled", "ending", "ended"]


def test_cancelled_twice_is_cancelled_once_and_so_is_resumed(shop, clock):
    alice = _alice(shop)
    for act in (alice.cancels, alice.cancels, alice.resumes, alice.resumes):
        act()
    assert letter_kinds(ALICE) == ["order_confirmed", "renewal_cancelled", "renewal_resumed"]
    assert history(ALICE)[-2:] == ["subscription.renewal_cancelled", "subscription.renewal_resumed"]
    clock.travel_to("2027-03-03")
    assert (alice.ends, shop.charges()) == (date(2028, 3, 2), [PRICE, PRICE])


def test_a_transfer_payer_who_cancels_before_the_renewal_invoice_is_out_gets_none(shop, clock):
    bob = _bob(shop)
    clock.travel_to("2027-01-30")
    bob.cancels()
    clock.travel_to("2027-03-03")
    assert (bob.standing, len(bob.orders)) == ("ended", 1)
    assert _papers(bob) == ["invoice"]


def test_a_transfer_payer_who_cancels_later_has_his_renewal_invoice_credited(shop, clock):
    bob = _bob(shop)
    clock.travel_to("2027-02-10")
    assert (bob.standing, _papers(bob)) == ("awaiting_transfer", ["invoice"])
    bob.cancels()
    assert (bob.standing, _papers(bob)) == ("ending", ["invoice", "credit_note"])
    assert bob.orders[-1].order.state == "lapsed"
    clock.travel_to("2027-04-20")
    assert bob.standing == "ended"
    assert len(bob.product_keys) == 1
    assert "transfer_not_received" not in letter_kinds(BOB)


def test_a_transfer_payer_who_resumes_late_gets_new_details_and_pays_by_them(shop, clock):
    bob = _bob(shop)
    clock.travel_to("2027-02-10")
    bob.cancels()
    clock.travel_to("2027-02-25")
    bob.resumes()
    clock.travel_to("2027-02-26")
    assert [o.order.state for o in bob.orders] == ["paid", "lapsed", "placed"]
    assert _papers(bob) == ["invoice"]
    shop.books(bob.orders[-1].order)
    assert (bob.ends, bob.standing) == (date(2028, 3, 2), "renews")


def test_who_cancels_in_grace_ends_at_once(shop, clock):
    alice = _alice(shop, "soft_renewals")
    clock.travel_to("2027-03-05")
    assert alice.standing == "past_due"
    alice.cancels()
    assert (alice.standing, alice.subscription.state) == ("ended", "ended")
    assert alice.orders[-1].order.state == "lapsed"
    assert letter_kinds(ALICE)[-2:] == ["renewal_cancelled", "ended"]
    clock.travel_to("2027-06-01")
    assert shop.charges() == [PRICE]
    assert len(alice.orders[-1].attempts) == 2
    refuses_without_a_trace(SubscriptionOver, alice.resumes)


def test_a_transfer_payer_who_cancels_in_grace_ends_at_once_and_owes_nothing(shop, clock):
    bob = _bob(shop)
    clock.travel_to("2027-03-05")
    bob.cancels()
    assert (bob.standing, _papers(bob)) == ("ended", ["invoice", "credit_note"])


@pytest.mark.parametrize(
    ("behaviour", "charges", "back"),
    [
        ("timeout_after_renewal", 2, [PRICE]),  # the money had moved when he cancelled: all of it goes back
        ("timeout_before_renewal", 1, []),  # nothing had moved, and nobody asks again
    ],
)
def test_who_cancels_while_a_charge_has_no_answer_pays_no_further_term(shop, clock, behaviour, *, charges, back):
    alice = _alice(shop, behaviour)
    clock.travel_to("2027-03-02T05:59")
    set_present(clock.now + timedelta(minutes=1))
    for work in ("store.renewals", "store.collect"):  # and not yet its notification
        drain(work, at=clock.now)
    assert [a.state for a in alice.orders[-1].attempts] == ["unknown"]
    alice.cancels()
    assert alice.subscription.state == "active"  # the money on its way would find no term
    for day in ("2027-03-04", "2028-03-03"):
        clock.travel_to(day)
        assert (alice.standing, alice.ends, len(shop.charges())) == ("ended", date(2027, 3, 2), charges)
        assert [refund.value for refund in Refund.objects.filter(state="succeeded")] == back


# --- the money does not come, or comes in another way ---------------------------------------------------------------


def test_a_pay_link_after_a_hard_no_gives_term_and_key_and_counts_from_then_on(shop, clock):
    alice = _alice(shop, "hard_renewals")
    clock.travel_to("2027-03-05")
    assert (alice.standing, [a.hard for a in alice.orders[-1].attempts]) == ("past_due", [True])
    _pays(alice, GOOD, clock)
    assert (alice.standing, alice.ends, len(alice.product_keys)) == ("renews", date(2028, 3, 2), 2)
    assert alice.whole.subscriptions[0].method.last4 == "4242"
    clock.travel_to("2028-03-03")
    assert (alice.ends, shop.charges()) == (date(2029, 3, 2), [PRICE] * 3)
    assert alice.orders[-1].attempts[0].method.last4 == "4242"


def test_a_suspended_subscription_goes_on_from_its_old_end_when_the_money_comes(shop, clock):
    alice = _alice(shop, "hard_renewals")
    clock.travel_to("2027-03-25")
    assert alice.standing == "suspended"
    _pays(alice, GOOD, clock)
    assert (alice.standing, alice.ends) == ("renews", date(2028, 3, 2))


def test_a_past_due_card_payer_can_turn_to_a_transfer(shop, clock):
    alice = _alice(shop, "soft_renewals")
    clock.travel_to("2027-03-05")
    _pays(alice, BankTransfer(), clock)
    assert (alice.subscription.method_kind, _papers(alice)) == ("transfer", ["invoice"])
    assert letter_kinds(ALICE)[-1] == "transfer_invoice"
    clock.travel_to("2027-03-11")
    assert len(alice.orders[-1].attempts) == 2  # the card is left alone from then on
    assert letter_kinds(ALICE)[-1] == "transfer_not_received"
    shop.books(alice.orders[-1].order)
    assert (alice.standing, alice.ends, _papers(alice)) == ("renews", date(2028, 3, 2), ["invoice"])
    clock.travel_to("2028-02-05")
    assert alice.standing == "awaiting_transfer"


def test_a_transfer_payer_who_turns_to_a_card_is_charged_on_the_day(shop, clock):
    milanese = replace(BOB, country="IT", city="Milano", postcode="20121")  # no letter has to arrive there before
    shop.books(shop.sells(to=milanese).order)
    bob = Buyer(milanese)
    clock.travel_to("2027-02-10")
    jobs.change_method(bob.subscription, GOOD, at=clock.now, by=bob.customer.ref)
    clock.travel_to("2027-03-03")
    assert (bob.standing, bob.ends, shop.charges()) == ("renews", date(2028, 3, 2), [PRICE])
    assert [len(o.papers) for o in bob.orders] == [1, 1]


def test_a_new_card_for_what_is_past_due_is_charged_at_once(shop, clock):
    alice = _alice(shop, "hard_renewals")
    clock.travel_to("2027-03-05")
    jobs.change_method(alice.subscription, GOOD, at=clock.now, by=alice.customer.ref)
    clock.travel_to("2027-03-06")
    assert alice.standing == "renews"


def test_a_new_card_for_what_is_past_due_is_charged_on_the_next_planned_day(shop, clock):
    alice = _alice(shop, "hard_renewals")
    clock.travel_to("2027-03-05")
    jobs.change_method(alice.subscription, GOOD, at=clock.now, by=alice.customer.ref)
    clock.travel_to("2027-03-10")
    assert (alice.standing, alice.ends, shop.charges()) == ("renews", date(2028, 3, 2), [PRICE, PRICE])


def test_what_is_over_or_paid_cannot_be_paid_again(shop, clock):
    alice = _alice(shop, "soft_renewals")
    clock.travel_to("2027-04-02")
    assert (alice.standing, alice.orders[-1].order.state) == ("ended", "lapsed")
    for order in (alice.orders[0].order, alice.orders[1].order):
        refuses_without_a_trace(
            OrderNotOpen, lambda o=order: paying.pay_with(o, None, at=clock.now, by=alice.customer.ref)
        )


def test_money_for_a_lapsed_order_is_the_customers_and_settles_nothing(shop, clock):
    bob = _bob(shop)
    clock.travel_to("2027-04-02")
    assert bob.standing == "ended"
    before = (bob.product_keys, bob.ends)
    shop.books(bob.orders[-1].order)
    assert (bob.product_keys, bob.ends) == before
    assert (bob.standing, bob.orders[-1].order.state, Payment.objects.count()) == ("ended", "lapsed", 1)
    assert (bob.whole.credit, bob.whole.stray_transfers) == ([Money(7900, "EUR")], [])


@pytest.mark.parametrize(("day", "standing"), [("2027-02-02", "renews"), ("2027-03-30", "renews")])
def test_money_that_comes_early_or_late_leaves_the_anchor_where_it_was(shop, clock, day, standing):
    bob = _bob(shop)
    clock.travel_to(day)
    shop.books(bob.orders[-1].order)
    assert (bob.standing, bob.ends) == (standing, date(2028, 3, 2))
    clock.travel_to("2028-02-05")
    assert [(t.begins, t.ends) for t in bob.whole.subscriptions[0].terms] == [
        (date(2026, 3, 2), date(2027, 3, 2)),
        (date(2027, 3, 2), date(2028, 3, 2)),
        (date(2028, 3, 2), date(2029, 3, 2)),
    ]


def test_a_renewal_that_wants_3d_secure_is_paid_when_its_customer_says_yes(shop, clock):
    alice = _alice(shop, "sca")
    company = rehearsal_company()
    company.confirm(company.charges()[0].ref, approved=True, at=clock.now)
    jobs.come_back(alice.orders[0].order, at=clock.now)
    clock.travel_to("2027-03-05")  # past the day of the second attempt, which the open one makes needless
    assert (alice.standing, letter_kinds(ALICE)[-1]) == ("past_due", "action_needed")
    assert len(alice.orders[-1].attempts) == 1
    company.confirm(company.charges()[1].ref, approved=True, at=clock.now)
    clock.travel_to("2027-03-06")
    assert (alice.standing, alice.ends, len(alice.product_keys)) == ("renews", date(2028, 3, 2), 2)
    assert states_at_the_provider(alice.orders[-1].order) == ["succeeded"]


def test_a_transfer_that_came_while_a_charge_was_open_pays_when_the_charge_fails(shop, clock):
    alice = _alice(shop, "sca")
    company = rehearsal_company()
    company.confirm(company.charges()[0].ref, approved=True, at=clock.now)
    jobs.come_back(alice.orders[0].order, at=clock.now)
    clock.travel_to("2027-03-03")
    shop.books(alice.orders[-1].order)
    company.confirm(company.charges()[1].ref, approved=False, at=clock.now)
    clock.travel_to("2027-03-05")
    assert alice.standing == "renews"
    assert len(alice.orders[-1].attempts) == 1  # whoever has paid is not charged as well
