"""Staff find what is known of somebody who is no customer, hand it out, and erase it."""

import io
import zipfile
from dataclasses import replace

import pytest

from abaca.access.roles import Role
from abaca.inbox.models import Incoming
from abaca.support.tickets.models import Ticket
from tests.makers.leaving import written_by
from tests.makers.shop import ALICE, BOB, Buyer
from tests.makers.staff import at_the_desk

from .test_privacy import words

WHO = {"email": "who@ever.example"}


@pytest.fixture
def stranger(shop) -> None:
    written_by(replace(BOB, email="who@ever.example"), "My turtle")


def test_what_is_known_is_shown_handed_out_and_erased(stranger, desk):
    page = words(desk.post("/console/people/", WHO))
    assert (Ticket.objects.get().number in page, "Mails 1" in page, "Erase for good" in page) == (True, True, True)
    archive = zipfile.ZipFile(io.BytesIO(desk.post("/console/people/copy/", WHO).content))
    assert "My turtle" in archive.read("data.json").decode()
    assert "The data are erased" in words(desk.post("/console/people/erase/", WHO, follow=True))
    assert Incoming.objects.get().subject == ""
    answer = desk.post("/console/people/erase/", WHO)
    assert (answer.status_code, "Nothing is known about this address" in words(answer)) == (404, True)


def test_the_address_of_a_customer_leads_to_his_page(shop, desk):
    shop.sells(to=ALICE)
    answer = desk.post("/console/people/", {"email": ALICE.email})
    assert answer["Location"] == f"/console/customers/{Buyer(ALICE).customer.ref}/"
    assert desk.post("/console/people/erase/", {"email": ALICE.email}).status_code == 409


@pytest.mark.parametrize(
    ("role", "look", "erase"),
    [(Role.AGENT, 403, 403), (Role.BOOKKEEPER, 403, 403), (Role.MANAGER, 200, 403), (Role.ADMINISTRATOR, 200, 302)],
)
def test_who_may(stranger, role, look, erase):
    desk = at_the_desk(role)
    assert desk.post("/console/people/", WHO).status_code == look
    assert desk.post("/console/people/copy/", WHO).status_code == look
    assert desk.post("/console/people/erase/", WHO).status_code == erase


def test_the_way_there_stands_under_the_search(shop, desk):
    assert "/console/people/" in desk.get("/console/search/").content.decode()
