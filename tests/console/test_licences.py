"""The staff moves a licence to a corrected address, and sees why a licence ends when it does."""

import html

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.licensing.accounts.actions import open_account
from abaca.licensing.licences.models import Licence
from abaca.licensing.workflows.redemption import redeem
from abaca.store.feed.actions import News, tell
from tests.conftest import NOON
from tests.makers.shop import ALICE, Buyer

WORDS = {"email": "anna@firm.example", "reason": "Mistyped", "evidence": "Letter of 3 May\nand the order number"}


def words(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def licence(shop) -> Licence:
    [key] = shop.sells(to=ALICE).keys
    account = open_account(email="ana@firm.example", language="en", at=NOON, by="a test")
    return redeem(key.text, account=account, at=NOON, by=account.ref).licence


def address(licence):
    return f"/console/licences/{licence.ref}/move/"


def page(desk):
    return words(desk.get(f"/console/customers/{Buyer(ALICE).customer.ref}/"))


def test_a_licence_is_moved_after_a_question_and_the_history_keeps_why(desk, sam, licence):
    assert address(licence) in page(desk)
    asked = words(desk.post(address(licence), WORDS))
    assert "Move the licence to anna@firm.example" in asked
    assert "new account" in asked
    licence.refresh_from_db()
    assert licence.account.email == "ana@firm.example"  # asking changes nothing

    again = words(desk.post(address(licence), {**WORDS, "change": "yes"}))
    assert 'value="anna@firm.example"' in again

    answer = words(desk.post(address(licence), {**WORDS, "confirmed": "yes"}, follow=True))
    assert "The licence now belongs to anna@firm.example." in answer
    assert "Reason: Mistyped Evidence: Letter of 3 May" in answer
    assert f"by {sam.email}" in answer
    licence.refresh_from_db()
    assert licence.account.email == "anna@firm.example"


@pytest.mark.parametrize("missing", ["email", "reason", "evidence"])
def test_all_three_words_are_needed(desk, licence, missing):
    answer = desk.post(address(licence), {**WORDS, missing: " ", "confirmed": "yes"})
    assert answer.status_code == 422
    licence.refresh_from_db()
    assert licence.account.email == "ana@firm.example"


def test_an_account_with_a_licence_of_the_product_is_refused_with_a_sentence(desk, shop, licence):
    [key] = shop.sells(to=ALICE).keys
    other = open_account(email="anna@firm.example", language="en", at=NOON, by="a test")
    redeem(key.text, account=other, at=NOON, by=other.ref)
    answer = desk.post(address(licence), WORDS)
    assert (answer.status_code, "already holds a licence of Musa Accounting" in words(answer)) == (409, True)


def test_an_unknown_licence_and_a_stranger_find_no_page(desk, client, licence):
    assert desk.get("/console/licences/lic_unknown/move/").status_code == 404
    assert client.get(address(licence)).status_code == 302


def test_the_page_of_a_customer_tells_why_a_licence_ends_when_it_does(desk, licence):
    ref = licence.product_keys.get().ref
    body = {"ref": ref, "months": None, "days": 14, "cause": "ext_outage"}
    tell([News("product_key.extended", body)], at=present())
    drain_all(at=present())
    said = page(desk)
    assert "Why this date?" in said
    assert f"The product key {licence.product_keys.get().hint} added 1 year of Professional." in said
    assert "14 days of Professional were added without payment." in said
    assert "16 Mar 2027" in said
    assert "Time without payment was promised" in said
