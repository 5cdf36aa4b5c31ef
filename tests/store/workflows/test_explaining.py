from datetime import date

import pytest

from abaca.access.models import User
from abaca.dispatch.queries import present
from abaca.kernel.money import Money
from abaca.store.catalogue.actions import Promise, make_coupon, set_tier
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.subscriptions.actions import stop_terms
from abaca.store.subscriptions.states import Stop
from abaca.store.workflows.explaining import explained, explained_paper
from tests.conftest import NOON
from tests.makers.shop import ALICE, DORA, Buyer
from tests.store.orders.test_explaining import written
from tests.storefront.counter import text_of

TODAY = date(2026, 3, 2)


def bargain():
    plan = plan_for_sale("professional")
    set_tier(plan, Tier(10, percent=1000), valid_from=TODAY, today=TODAY, at=NOON, by="sam")
    make_coupon(Promise(Discount("SPRING", percent=2000), valid_from=TODAY), at=NOON, by="sam")


def test_every_number_of_an_order_opens_to_how_it_came_about(shop):
    bargain()
    price, tax, day, renewal = explained(shop.sells(to=DORA, seats=12, code="SPRING"))

    assert price.amount == Money(68256, "EUR")
    assert (tax.amount, "8.1 %" in str(tax.steps[0].words)) == (Money(5114, "EUR"), True)
    assert "12 months later is 2 March 2027" in written(day)[1]
    assert renewal.facts == {"day": date(2027, 3, 2), "sum": Money(85320, "EUR")}
    assert written(renewal)[:3] == [
        "The price of a seat for one term, times the seats | 12 × EUR 79.00 | EUR 948.00",
        "Volume price from 10 seats | EUR 948.00 × 10 % | EUR -94.80",
        "What is left, tax included | EUR 948.00 − EUR 94.80 | EUR 853.20",
    ]


def test_an_order_before_the_renewed_one_has_no_renewal_of_its_own(shop, clock):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-03")
    assert [len(explained(order)) for order in Buyer(ALICE).orders] == [3, 4]


@pytest.mark.parametrize("why", list(Stop))
def test_a_term_that_stopped_early_says_why(shop, clock, why):
    sold = shop.sells(to=ALICE)
    clock.travel_to("2026-05-01")
    stop_terms([sold.term], on=date(2026, 5, 1), why=why, at=present(), by="sam")
    [_price, _tax, day] = explained(Buyer(ALICE).orders[0])
    assert "So it stopped on 1 May 2026." in written(day)[2]


def test_a_paper_is_explained_by_what_is_printed_on_it(shop):
    bargain()
    sold = shop.sells(to=DORA, seats=12, code="SPRING")
    price, tax = explained_paper(sold.papers[0].document)
    assert (price.amount, tax.amount) == (sold.order.total, Money(sold.order.tax, "EUR"))


def test_the_pages_of_order_and_invoice_open_their_numbers(shop, client):
    bargain()
    sold = shop.sells(to=DORA, seats=12, code="SPRING")

    client.force_login(User.objects.get(email=DORA.email))
    order = text_of(client.get(f"/account/orders/{sold.order.number}/"))
    paper = text_of(client.get(f"/account/invoices/{sold.papers[0].number}/"))
    for page in (order, paper):
        assert "Every number explained" in page
        assert "EUR 948.00 × 10 %" in page
    assert "Why EUR 853.20 on 2 March 2027?" in order
