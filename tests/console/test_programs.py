"""The page for the engineer who points a program at us, and the look at ourselves from outside."""

import html

import pytest

from abaca.licensing.facades.jobs import check_from_outside
from abaca.licensing.facades.models import Installation
from abaca.licensing.journal.models import Entry
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.licences.models import Product
from tests.makers.shop import ALICE
from tests.served import served


def words(response) -> str:
    return html.unescape(response.content.decode())


def test_the_page_names_what_a_program_must_know(shop, desk):
    shop.sells(to=ALICE)
    said = words(desk.get("/console/programs/"))
    assert str(Installation.objects.get().account) in said
    assert "musa-software" in said
    assert str(Product.objects.get().uuid) in said


def test_switches_are_set_and_written_down(shop, desk, sam):
    shop.sells(to=ALICE)
    desk.post("/console/programs/musa-accounting/", {"keygen_facade": "on", "hosts": "Licence.Musa.example, b.example"})
    product = Product.objects.get()
    assert (product.keygen_facade, product.require_product_scope) == (True, False)
    assert product.hosts == ["b.example", "licence.musa.example"]
    entry = Entry.objects.get(what="product.switched")
    assert (entry.by, entry.facts["keygen_facade"]) == (sam.ref, True)

    desk.post("/console/programs/musa-accounting/", {"keygen_facade": "on", "hosts": "b.example licence.musa.example"})
    assert Entry.objects.filter(what="product.switched").count() == 1


def test_an_unknown_product_is_refused(desk):
    answer = desk.post("/console/programs/nothing/", {})
    assert (answer.status_code, "product_unknown" in words(answer)) == (404, True)


def test_guests_do_not_enter(client, db):
    assert client.get("/console/programs/").status_code == 302
    assert client.post("/console/programs/check/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_look_from_outside_finds_the_signature_whole(desk, settings):
    with served(processes=1) as server:
        settings.PUBLIC_URL = server.url
        found = check_from_outside(server.url)
        assert (found.well, SigningKey.objects.count()) == (True, 1)
        answer = desk.post("/console/programs/check/", follow=True)
    assert "arrive as they were signed" in words(answer)
    assert not check_from_outside(server.url).well
