"""The way from key to licence in a real browser, with and without its script."""

import pytest
from playwright.sync_api import expect

from abaca.licensing.feed_import.jobs import pull
from tests.api.licensing.program import code_for
from tests.conftest import NOON
from tests.licensing.rehearsed_store import Store
from tests.makers.browsing import is_sound, shows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def slipped(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_slip_is_shown_corrected_by_a_click_and_redeemed(live_server, browser, store, script):
    sold = store.sells()
    context = browser.new_context(java_script_enabled=script, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{live_server.url}/activate/")
    page.fill("#id_product_key", slipped(sold.text))
    if script:
        is_sound(page)
        page.press("#id_product_key", "Tab")
        page.get_by_role("button", name=f"Use {sold.text}").click()
        expect(page.locator("#id_product_key")).to_have_value(sold.text)
        page.get_by_role("button", name="Check the product key").click()
    else:
        page.get_by_role("button", name="Check the product key").click()
        expect(page.locator("#id_product_key")).to_have_value(slipped(sold.text))
        page.get_by_role("button", name=f"Use {sold.text}").click()

    page.fill("#id_email", "bob@example.org")
    page.get_by_role("button", name="Send the code").click()
    page.fill("#id_code", code_for("bob@example.org"))
    page.get_by_role("button", name="Redeem the product key").click()
    shows(page, "Active until 2 March 2027")
    if script:
        page.get_by_text("Why this date?").click()
        is_sound(page)
    page.context.close()


@pytest.fixture
def store(a_wing_of_its_own, transactional_db) -> Store:
    store = Store()
    store.describes("professional")
    pull(at=NOON)
    return store
