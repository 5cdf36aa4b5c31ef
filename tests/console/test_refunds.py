"""The staff gives money back after a question, pays out what came by transfer, and answers disputes."""

import html
from datetime import timedelta

import pytest
from django.test import Client

from abaca.dispatch.queries import present
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Dispute, Refund
from tests.makers.shop import ALICE, BOB, DORA, Buyer, card
from tests.makers.shop import Shop as TheShop
from tests.store.payments.paid import IBAN

LIST = "/console/money-back/"


def words(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def address(whole) -> str:
    return f"/console/orders/{whole.order.number}/refund/"


def given_back() -> int:
    return rehearsal_company().balance("EUR").refunded


def test_money_goes_back_after_a_question_that_shows_how_it_was_computed(desk: Client, shop: TheShop, clock):
    whole = shop.sells(to=DORA)
    clock.travel_to("2026-10-14")
    page = words(desk.get(f"/console/customers/{whole.order.customer.ref}/"))
    assert address(whole) in page
    assert "EUR 79.00" in words(desk.get(address(whole)))

    wish = {"extent": "unused", "to": "method", "cause": "stopped working"}
    asked = words(desk.post(address(whole), wish))
    assert "139 of 365, today counted" in asked
    assert "Give EUR 30.08 back to Dora Keller" in asked
    assert given_back() == 0  # asking changes nothing

    again = words(desk.post(address(whole), {**wish, "change": "yes"}))
    assert 'value="stopped working"' in again
    answer = words(desk.post(address(whole), {**wish, "confirmed": "yes"}, follow=True))
    assert "EUR 30.08 goes back. A letter tells the customer." in answer
    assert "EUR 30.08: given back" in answer
    assert "Ended on 14 October 2026: the order was given back." in answer
    assert given_back() == 3008


def test_within_14_days_one_click_is_enough(desk, shop):
    whole = shop.sells(to=ALICE)
    assert "Until 16 March 2026 the customer may give it back" in words(desk.get(address(whole)))
    answer = desk.post(f"/console/orders/{whole.order.number}/give-back/", follow=True)
    assert "EUR 79.00 goes back." in words(answer)
    assert given_back() == 7900
    assert "Nothing of this order is left" in words(desk.get(address(whole)))
    refused = desk.post(f"/console/orders/{whole.order.number}/give-back/", follow=True)
    assert "Nothing of this order is left that could go back." in words(refused)


@pytest.mark.parametrize(
    ("wish", "status", "said"),
    [
        ({"extent": "goodwill", "to": "method"}, 422, "Please enter a sum above zero."),
        ({"extent": "goodwill", "amount": "900", "to": "method"}, 409, "More than what is left"),
        ({"extent": "goodwill", "amount": "1.005", "to": "method"}, 422, "2 decimal"),
        ({"extent": "seats", "to": "method"}, 422, "Please choose seats"),
        ({"extent": "nonsense", "to": "method"}, 422, "Select a valid choice"),
        ({}, 422, "required"),
    ],
)
def test_a_senseless_wish_is_said_beside_its_field(desk, shop, wish, status, said):
    whole = shop.sells(to=DORA, seats=2)
    answer = desk.post(address(whole), {"confirmed": "yes", **wish})
    assert (answer.status_code, said in words(answer)) == (status, True)
    assert given_back() == 0


def test_seats_are_chosen_by_number(desk, shop):
    whole = shop.sells(to=DORA, seats=3)
    wish = {"extent": "seats", "seats": ["1", "3"], "to": "method"}
    assert "2 of 3" in words(desk.post(address(whole), wish))
    desk.post(address(whole), {**wish, "confirmed": "yes"})
    assert Buyer(DORA).subscription.seats == 1


def test_what_came_by_transfer_waits_until_somebody_has_paid_it(desk, shop):
    whole = shop.sells(to=BOB)
    shop.books(whole.order)
    wish = {"extent": "whole", "to": "method", "confirmed": "yes"}
    assert "This is no account number" in words(desk.post(address(whole), wish))
    desk.post(address(whole), {**wish, "iban": IBAN})
    for page in (LIST, "/console/"):
        assert "CH9300762011623852957" in words(desk.get(page))

    refund = Refund.objects.get()
    done = words(desk.post(f"{LIST}{refund.ref}/paid/", follow=True))
    assert "The refund is marked as paid, and the account number is forgotten." in done
    assert "CH9300762011623852957" not in done
    assert "does not wait to be paid" in words(desk.post(f"{LIST}{refund.ref}/paid/", follow=True))
    assert desk.post(f"{LIST}ref_never/paid/", follow=True).status_code == 200


@pytest.fixture
def dispute(shop, clock) -> Dispute:
    shop.sells(to=card(DORA, "disputed"))
    clock.travel_to("2026-04-02")
    return Dispute.objects.get()


def test_a_dispute_is_shown_until_our_side_is_handed_in(desk, shop, dispute):
    page = f"/console/disputes/{dispute.pk}/"
    for each in (LIST, "/console/", f"/console/customers/{Buyer(DORA).customer.ref}/"):
        assert page in words(desk.get(each))
    assert "Please write down what speaks for us." in words(desk.post(page, {"evidence": " "}))
    answer = words(desk.post(page, {"evidence": "It was delivered."}, follow=True))
    assert "Our side is handed in." in answer
    assert "It was delivered." in answer
    assert page not in words(desk.get("/console/"))
    assert "cannot be changed any more" in words(desk.post(page, {"evidence": "Or not?"}, follow=True))
    assert "the customer says that nothing was delivered" in answer


def test_a_dispute_is_given_up_after_a_question(desk, shop, dispute):
    page = f"/console/disputes/{dispute.pk}/"
    assert "it is lost at once" in words(desk.post(page, {"accept": "yes"}))
    dispute.refresh_from_db()
    assert dispute.state == "open"
    assert "The dispute is given up." in words(desk.post(page, {"accept": "yes", "confirmed": "yes"}, follow=True))
    dispute.refresh_from_db()
    assert dispute.state == "lost"
    assert "the bank took the payment back" in words(desk.get(f"/console/customers/{Buyer(DORA).customer.ref}/"))


def test_evidence_that_comes_too_late_is_not_asked_for(desk, shop, dispute):
    Dispute.objects.update(evidence_due_at=present() - timedelta(hours=1))
    page = words(desk.get(f"/console/disputes/{dispute.pk}/"))
    assert "Hand in our side" not in page
    assert "Give the dispute up" in page


def test_where_nothing_went_back_the_page_says_so(desk, shop):
    assert "No money went back yet" in words(desk.get(LIST))
    assert desk.get("/console/disputes/99/").status_code == 404
    assert desk.get("/console/orders/nonsense/refund/").status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(desk, shop, django_assert_max_num_queries, how_many):
    for n in range(how_many):
        whole = shop.sells(to=DORA, token=f"t{n}")
        desk.post(f"/console/orders/{whole.order.number}/give-back/")
    with django_assert_max_num_queries(13):
        assert words(desk.get(LIST)).count("given back") == how_many
