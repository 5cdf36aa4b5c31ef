import pytest
from playwright.sync_api import expect

from abaca.store.orders.models import Order
from tests.makers.shop import Shop

from .counter import NINA

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def checkout(transactional_db, live_server, page):
    Shop()
    page.goto(f"{live_server.url}/checkout/professional/")
    return page


def fill(page, **typed):
    for name, value in {**NINA, **typed}.items():
        field = page.locator(f"[name={name}]").first
        if name in ("currency", "country"):
            field.select_option(value)
        elif name == "consent":
            field.check()
        elif value and field.get_attribute("type") not in ("radio", "checkbox"):
            field.fill(value)


def summary_is_true(page):
    """Wait until nothing is asked for any more: a button that is exchanged between two clicks gets neither."""
    expect(page.locator("#summary", has_text="VAT 19 %")).to_be_visible()
    expect(page.locator("#summary[aria-busy]")).to_have_count(0)


def test_the_summary_follows_the_seats_and_the_card_stays(checkout):
    fill(checkout)
    checkout.fill("[name=seats]", "3")
    checkout.locator("[name=seats]").blur()

    expect(checkout.get_by_role("button", name="Pay EUR 237.00")).to_be_visible()
    expect(checkout.locator(".renewal").first).to_contain_text("for EUR 237.00 unless you cancel before.")
    expect(checkout.locator("[name=number]")).to_have_value(NINA["number"])


def test_a_double_click_on_the_button_buys_once(checkout):
    fill(checkout, seats="1")
    summary_is_true(checkout)
    checkout.get_by_role("button", name="Pay EUR 79.00").dblclick()

    expect(checkout.get_by_role("heading", level=1)).to_have_text("Your product key is here")
    assert Order.objects.count() == 1


def test_only_the_fields_that_are_needed_are_asked_for(checkout):
    expect(checkout.locator("[name=number]")).to_be_visible()
    expect(checkout.locator("[name=login]")).to_be_hidden()
    expect(checkout.locator("[name=delivery_street]")).to_be_hidden()

    checkout.get_by_label("Bank transfer").check()
    checkout.get_by_label("The delivery address is the same").uncheck()

    expect(checkout.locator("[name=number]")).to_be_hidden()
    expect(checkout.locator("[name=delivery_street]")).to_be_visible()
    expect(checkout.get_by_role("button", name="Order and get the payment details")).to_be_visible()


def test_a_slip_in_the_card_number_is_told_when_the_field_is_left(checkout):
    checkout.fill("[name=number]", "4242 4242 4242 4241")
    checkout.locator("[name=number]").blur()

    expect(checkout.get_by_text("This card number is mistyped.")).to_be_visible()


def test_without_script_the_summary_is_updated_by_a_button(transactional_db, live_server, browser):
    Shop()
    context = browser.new_context(java_script_enabled=False, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{live_server.url}/checkout/professional/")
    page.fill("[name=email]", "nina@example.com")
    page.fill("[name=seats]", "2")
    page.get_by_role("button", name="Update the summary").click()

    expect(page.get_by_role("button", name="Pay EUR 158.00")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value("nina@example.com")
    context.close()


def test_the_page_with_the_key_lets_its_reader_change_the_language(checkout):
    fill(checkout)
    summary_is_true(checkout)
    checkout.get_by_role("button", name="Pay EUR 79.00").click()
    checkout.wait_for_url("**/order/**")
    own_page = checkout.url

    checkout.get_by_role("button", name="Deutsch").click()

    expect(checkout.locator("html")).to_have_attribute("lang", "de")
    assert checkout.url == own_page
