"""The way from key to licence in a real browser, with and without its script."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from abaca.licensing.feed_import.jobs import pull
from tests.api.licensing.program import code_for
from tests.conftest import NOON
from tests.licensing.rehearsed_store import Store

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def slipped(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def healthy(page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_slip_is_shown_corrected_by_a_click_and_redeemed(live_server, browser, store, script):
    sold = store.sells()
    page = browser.new_context(java_script_enabled=script, locale="en-GB").new_page()
    page.goto(f"{live_server.url}/activate/")
    page.fill("#id_product_key", slipped(sold.text))
    if script:
        healthy(page)
        page.press("#id_product_key", "Tab")
        page.get_by_role("button", name=f"Use {sold.text}").click()
        assert page.input_value("#id_product_key") == sold.text
        page.get_by_role("button", name="Check the product key").click()
    else:
        page.get_by_role("button", name="Check the product key").click()
        assert page.input_value("#id_product_key") == slipped(sold.text)
        page.get_by_role("button", name=f"Use {sold.text}").click()

    page.fill("#id_email", "bob@example.org")
    page.get_by_role("button", name="Send the code").click()
    page.fill("#id_code", code_for("bob@example.org"))
    page.get_by_role("button", name="Redeem the product key").click()
    assert "Active until 2 March 2027" in page.inner_text("main")
    if script:
        page.get_by_text("Why this date?").click()
        healthy(page)
    page.context.close()


@pytest.fixture
def store(a_wing_of_its_own, transactional_db) -> Store:
    store = Store()
    store.describes("professional")
    pull(at=NOON)
    return store
