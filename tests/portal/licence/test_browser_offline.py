"""Bridge codes and computers without a network in a real browser, with and without its script."""

import pytest

from abaca.licensing.devices.actions import activate
from abaca.licensing.devices.offline import OfflineRequest, write
from tests.api.licensing.program import code_for
from tests.conftest import NOON, PATIENCE_WITH_PAGES
from tests.licensing.makers import make_account, redeems
from tests.makers.browsing import is_sound, shows
from tests.portal.licence.test_browser import store

__all__ = ["store"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KINDS = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def opened_page(browser, *, script: bool, width: int = 1280):
    context = browser.new_context(
        java_script_enabled=script,
        locale="en-GB",
        viewport={"width": width, "height": 900},
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_WITH_PAGES)
    return context.new_page()


def looked_at(page, *, script: bool) -> None:
    """Fail if the page is wider than its window, or if axe complains; axe needs the script."""
    if script:
        is_sound(page)


def request_of(text: str) -> str:
    return write(OfflineRequest("musa-accounting", "a" * 64, "carried-by-hand-01", text.replace("-", ""), "Workshop"))


@KINDS
def test_a_full_licence_makes_room_for_a_computer_without_a_network(live_server, browser, store, script):
    sold = store.sells()
    licence = redeems(make_account("alice@example.org"), sold).licence
    for number in range(5):
        activate(licence.pk, fingerprint=str(number) * 64, name=f"Desk {number}", at=NOON, by="a test")
    page = opened_page(browser, script=script, width=390)
    page.goto(f"{live_server.url}/activate/")
    page.get_by_role("link", name="Activate a computer without a network").click()
    looked_at(page, script=script)
    page.get_by_label("Activation request").fill("ACT1.nothing")
    page.get_by_role("button", name="Check the request").click()
    shows(page, "This is not a whole activation request.")
    looked_at(page, script=script)
    page.get_by_label("Activation request").fill(request_of(sold.text))
    page.get_by_role("button", name="Check the request").click()
    looked_at(page, script=script)
    page.get_by_role("button", name="Activate this computer").click()
    page.get_by_label("Desk 2").check()
    looked_at(page, script=script)
    page.get_by_role("button", name="Release that device and activate this one").click()
    shows(page, "“Workshop” may use Musa Accounting without a network until 1 April 2026")
    looked_at(page, script=script)
    picture = page.locator("img.qr")
    assert picture.bounding_box()["width"] > 300
    if script:
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")  # the policy lets it in
    page.context.close()


def test_the_field_for_product_keys_does_not_complain_about_a_request(live_server, browser, store):
    sold = store.sells()
    redeems(make_account("alice@example.org"), sold)
    page = opened_page(browser, script=True)
    page.goto(f"{live_server.url}/activate/")
    page.fill("#id_product_key", request_of(sold.text))
    page.press("#id_product_key", "Tab")
    assert page.locator("[data-key-field] .error").count() == 0
    page.get_by_role("button", name="Check the product key").click()
    shows(page, "Workshop")
    page.context.close()


@KINDS
def test_a_holder_makes_a_bridge_code(live_server, browser, store, script):
    redeems(make_account("alice@example.org"), store.sells())
    page = opened_page(browser, script=script, width=390)
    page.goto(f"{live_server.url}/licence/sign-in/")
    page.fill("#id_email", "alice@example.org")
    page.get_by_role("button", name="Send the code").click()
    page.fill("#id_code", code_for("alice@example.org"))
    page.get_by_role("button", name="Sign in").click()
    looked_at(page, script=script)
    page.get_by_role("button", name="Make a bridge code").click()
    shows(page, "Valid until 4 March 2026, 12:00")
    looked_at(page, script=script)
    page.get_by_role("link", name="Back to your licence").click()
    shows(page, "the next one can be made on 31 May 2026")
    looked_at(page, script=script)
    page.context.close()
