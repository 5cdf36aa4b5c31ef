"""An upgrade and disputes: who paid for the old plan keeps it, and nobody gets back more than he paid."""

from datetime import date

from abaca.store.customers.actions import change_address
from abaca.store.invoices.models import Invoice
from abaca.store.ledger.models import Deferral
from abaca.store.ledger.queries import credit_of
from abaca.store.payments.models import Dispute
from abaca.store.subscriptions.models import Term
from abaca.store.workflows.refunds import Extent, Wish, refund
from tests.makers.shop import ALICE, DORA, Buyer, card
from tests.makers.upgrades import all_is_well, goes_over, in_use, papers, redeems, refunded, running

# 79.00 and 159.00 with 8.1 per cent inside are 73.08 + 5.92 and 147.09 + 11.91


def pays_with_a_card_that_is_disputed(shop, clock, *, person=DORA, moves: bool = False):
    """Upgrade on 18 November, with 104 of 365 days unused; the charge is disputed a month later, and lost."""
    bought = shop.sells(to=person)
    licence = redeems(bought.keys[0].text)
    if moves:
        change_address(Buyer(person).customer, "billing", ALICE.address(), at=clock.now, by="x")
    clock.travel_to("2026-11-18")
    order = goes_over(person, card(person, "disputed_lost").means(clock.now))
    clock.travel_to("2027-01-10")
    assert Dispute.objects.get().state == "lost"
    return order, licence


def test_the_lost_upgrade_ends_and_the_old_plan_that_was_paid_runs_again(shop, clock, letters):
    _order, licence = pays_with_a_card_that_is_disputed(shop, clock)
    assert papers(DORA) == [("invoice", 7308, 592), ("invoice", 14709 - 2082, 1023), ("chargeback", 12627, 1023)]
    assert in_use(licence) == [("professional", date(2026, 3, 2), date(2027, 3, 2))]
    old = running(DORA)
    assert (old.plan.code, old.ends_on, old.auto_renew) == ("professional", date(2027, 3, 2), False)
    assert "runs again until 2 March 2027" in letters.to(DORA).last.text
    new, again = Deferral.objects.order_by("-pk")
    assert (new.left, again.net, again.stopped_on) == (0, 7308, None)
    all_is_well(shop)

    clock.travel_to("2027-04-01")
    assert [m.amount for m in shop.charges()] == [7900, 13650]  # nothing was charged any more
    assert Buyer(DORA).standing == "ended"
    all_is_well(shop)


def test_at_another_rate_the_credit_that_had_paid_a_part_pays_for_the_old_plan_again(shop, clock, letters):
    order, licence = pays_with_a_card_that_is_disputed(shop, clock, moves=True)
    assert (order.credit_used, order.due) == (2251, 13649)
    assert papers(DORA) == [
        ("invoice", 7308, 592),
        ("invoice", 13033, 2867),
        ("upgrade", 2082, 169),
        ("chargeback", 13033, 2867),
        ("correction", 5226, 423),
        ("invoice", 7308, 592),
    ]
    assert credit_of(Buyer(DORA).customer.ref, "EUR") == 0
    assert in_use(licence) == [("professional", date(2026, 3, 2), date(2027, 3, 2))]
    all_is_well(shop)


def goes_over_and_the_old_charge_is_disputed(shop, clock, *, moves: bool = False):
    """Upgrade on 20 March, with 347 of 365 days unused; the charge of the old plan is disputed, and lost."""
    bought = shop.sells(to=card(DORA, "disputed_lost"))
    licence = redeems(bought.keys[0].text)
    if moves:
        change_address(Buyer(DORA).customer, "billing", ALICE.address(), at=clock.now, by="x")
    clock.travel_to("2026-03-20")
    order = goes_over(DORA, DORA.means(clock.now))
    clock.travel_to("2026-04-20")
    assert Dispute.objects.get().state == "lost"
    return order, licence


def test_the_money_of_the_old_plan_is_lost_and_the_upgrade_that_was_paid_goes_on(shop, clock, letters):
    order, licence = goes_over_and_the_old_charge_is_disputed(shop, clock)
    unused = 6948  # 73.08 x 347/365
    net = 14709 - unused
    assert papers(DORA) == [("invoice", 7308, 592), ("invoice", net, 629), ("chargeback", 7308, 592)]
    assert in_use(licence) == [
        ("professional", date(2026, 3, 2), date(2026, 3, 20)),
        ("advanced", date(2026, 3, 20), date(2027, 3, 20)),
    ]
    assert Term.objects.earliest("pk").stopped_why == "charged_back"
    assert Deferral.objects.latest("pk").net == net  # what was really paid for it
    all_is_well(shop)

    refund(order, Wish(Extent.WHOLE), at=clock.now, by="sam")  # it ends, and the old plan has lost its money
    all_is_well(shop)
    assert refunded(order) == [net + 629]
    assert Buyer(DORA).standing == "ended"
    assert sum(invoice.left.amount for invoice in Invoice.objects.filter(kind="invoice")) == 0


def test_what_the_lost_money_had_paid_of_an_upgrade_at_another_rate_is_credited_there(shop, clock, letters):
    order, _licence = goes_over_and_the_old_charge_is_disputed(shop, clock, moves=True)
    assert (order.credit_used, order.due) == (6948 + 563, 15900 - 7511)
    # 75.11 with 22 per cent inside are 61.57 + 13.54
    assert papers(DORA)[2:] == [("upgrade", 6948, 563), ("chargeback", 360, 29), ("chargeback", 6157, 1354)]
    assert credit_of(Buyer(DORA).customer.ref, "EUR") == 0
    assert running(DORA).plan.code == "advanced"
    all_is_well(shop)

    refund(order, Wish(Extent.WHOLE), at=clock.now, by="sam")
    all_is_well(shop)
    assert refunded(order) == [order.due]
    assert sum(invoice.left.amount for invoice in Invoice.objects.filter(kind="invoice")) == 0


def test_credit_that_the_lost_money_had_given_is_taken_off_the_credit_balance(shop, clock, letters):
    """An upgrade ends with its unused days: what the old plan had paid of it is credit, until that charge is lost."""
    shop.sells(to=card(DORA, "disputed_lost"))
    change_address(Buyer(DORA).customer, "billing", ALICE.address(), at=clock.now, by="x")
    clock.travel_to("2026-03-20")
    order = goes_over(DORA, DORA.means(clock.now))
    clock.travel_to("2026-03-21")
    refund(order, Wish(Extent.UNUSED), at=clock.now, by="sam")
    all_is_well(shop)
    back = 12997 + 2859  # 130.33 x 364/365, with 22 per cent
    assert refunded(order) == [order.due]
    assert credit_of(Buyer(DORA).customer.ref, "EUR") == back - order.due

    clock.travel_to("2026-04-20")
    all_is_well(shop)
    assert credit_of(Buyer(DORA).customer.ref, "EUR") == 0
    assert sum(i.left.amount for i in Invoice.objects.filter(kind="invoice")) == 0
