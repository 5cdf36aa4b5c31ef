"""Cancelling, withdrawing and the help, by keyboard and by axe, wide and narrow."""

import pytest
from playwright.sync_api import expect

from abaca.operations.cast import sell
from abaca.store.correspondence.models import Declaration
from tests.conftest import NOON
from tests.makers.browsing import arrived, is_sound
from tests.makers.shop import ALICE, Shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1280, 900), (390, 844)]


@pytest.fixture(params=SIZES, ids=["wide", "narrow"])
def seen(request, transactional_db, live_server, page):
    Shop()
    page.set_viewport_size(dict(zip(("width", "height"), request.param, strict=True)))
    page.goto(live_server.url)
    return page


def test_a_contract_is_cancelled_from_the_foot_of_the_page_by_keyboard(seen, live_server):
    order = sell(ALICE, "professional", at=NOON)
    seen.get_by_role("link", name="Cancel contracts here").click()
    arrived(seen, "Cancel contracts here")
    is_sound(seen)
    expect(seen.get_by_label("The important reason")).to_be_hidden()
    seen.get_by_label("Extraordinary").check()
    expect(seen.get_by_label("The important reason")).to_be_visible()
    seen.get_by_label("Ordinary", exact=False).first.check()

    seen.get_by_label("First name and surname").fill("Alice Rossi")
    seen.keyboard.press("Tab")
    seen.keyboard.type(order.number)
    seen.get_by_label("E-mail for the confirmation").fill(ALICE.email)
    seen.keyboard.press("Enter")
    arrived(seen, "Is this what you want to cancel?")
    is_sound(seen)
    assert not Declaration.objects.exists()

    seen.get_by_role("button", name="Cancel now").dblclick()
    arrived(seen, "Your cancellation has arrived")
    expect(seen.get_by_role("button", name="Print")).to_be_visible()
    is_sound(seen)
    assert Declaration.objects.count() == 1


def test_what_is_missing_is_told_beside_its_field(seen, live_server):
    seen.goto(f"{live_server.url}/withdraw/")
    seen.get_by_role("button", name="Continue").click()
    expect(seen.get_by_text("Please fill in the order number.")).to_be_visible()
    is_sound(seen)


def test_something_is_changed_before_it_is_sent(seen, live_server):
    seen.goto(f"{live_server.url}/withdraw/")
    seen.get_by_label("First name and surname").fill("Alice Rossi")
    seen.get_by_label("Order number").fill("MS-100001")
    seen.get_by_label("E-mail for the confirmation").fill(ALICE.email)
    seen.get_by_role("button", name="Continue").click()
    seen.get_by_role("button", name="Change something").click()
    expect(seen.get_by_label("Order number")).to_have_value("MS-100001")


def test_the_help_is_read_searched_and_answered(seen, live_server):
    seen.get_by_role("navigation", name="Contracts and help").get_by_role("link", name="Help").click()
    arrived(seen, "Help")
    is_sound(seen)
    seen.get_by_role("link", name="Cancelling your subscription").click()
    expect(seen.get_by_role("heading", name="Cancelling your subscription")).to_be_in_viewport()

    seen.keyboard.press("/")
    seen.keyboard.type("refund")
    seen.keyboard.press("Enter")
    arrived(seen, "Help: “refund”")
    is_sound(seen)
    seen.goto(f"{live_server.url}/help/#better")
    seen.get_by_label("What should we explain better?").fill("What is a seat?")
    seen.get_by_role("button", name="Send it").click()
    expect(seen.get_by_text("A person reads it.")).to_be_in_viewport()
    is_sound(seen)
