"""The console by keyboard alone, in a real browser."""

import pytest

from abaca.access.actions import appoint
from abaca.operations.cast import sell
from tests.conftest import NOON
from tests.makers.browsing import arrived
from tests.makers.shop import ALICE, Shop
from tests.makers.staff import logged_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db, live_server, page):
    Shop()
    sell(ALICE, "professional", at=NOON)
    client = logged_in(appoint("sam@musa.example", at=NOON))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/console/")
    return page


def test_a_slash_leads_to_the_search_box_and_enter_to_the_customer(desk):
    desk.keyboard.press("/")
    desk.keyboard.type("alice")
    desk.keyboard.press("Enter")

    arrived(desk, "Alice Rossi")
    assert "alice" not in desk.url.lower()
