import importlib

import pytest
from django.urls import clear_url_caches

from abaca.config import urls

PAGES = [
    "",
    "time/",
    "mailbox/",
    "bank/",
    "cards/",
    "wallets/",
    "3-d-secure/ch_1",
    "mailbox/x/body/",
    "mailbox/write/",
    "bank/MS-100001/",
]


def _lay_addresses_anew() -> None:
    importlib.reload(urls)
    clear_url_caches()


@pytest.fixture
def earnest_shop(settings, db):
    """A shop in which real money can move."""
    settings.REHEARSAL = False
    _lay_addresses_anew()
    yield
    settings.REHEARSAL = True
    _lay_addresses_anew()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_shop_in_earnest_has_no_stage(client, earnest_shop, page, method):
    response = getattr(client, method)(f"/rehearsal/{page}", {"step": "day"})
    assert response.status_code == 404
    assert "Time machine" not in response.content.decode()


@pytest.mark.parametrize("page", PAGES[:6])
def test_a_rehearsal_has_every_page(client, db, page):
    assert client.get(f"/rehearsal/{page}").status_code == 200


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_entrance_leads_everywhere(client, db, language):
    page = client.get("/rehearsal/", headers={"accept-language": language}).content.decode()
    for place in ["time/", "mailbox/", "bank/", "cards/", "wallets/"]:
        assert f'href="/rehearsal/{place}"' in page
    for place in ["/", "/account/", "/activate/", "/licence/", "/console/"]:
        assert f'href="{place}"' in page
