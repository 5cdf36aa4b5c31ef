"""The invoice as it was issued: in its own language, with the right line about VAT, and never changed."""

from dataclasses import replace

import pytest

from abaca.store.invoices.models import Invoice
from tests.portal import desk
from tests.portal.desk import ALICE, BOB, CAREFUL

pytestmark = pytest.mark.usefixtures("shop")


def page(person, number):
    return desk.logged_in(person).get(f"/account/invoices/{number}/")


def test_an_invoice_at_home_names_the_swiss_vat():
    number = desk.buys(ALICE, currency="CHF").invoices.get().number

    shown = page(ALICE, number).content.decode()

    assert "8.1\xa0% VAT" in shown
    assert "CHE-123.456.788 MWST" in shown
    assert f"Invoice {number}" in shown
    assert "From 2 March 2026 until 2 March 2027" in shown


def test_an_invoice_abroad_says_that_it_is_an_export():
    bob = replace(BOB, language="en", country="US")
    number = desk.buys(bob).invoices.get().number

    assert "Export, no Swiss VAT" in page(bob, number).content.decode()


def test_an_invoice_under_reverse_charge_says_so():
    bob = replace(BOB, language="en", company="Huber OG", vat_id="ATU11111116")
    number = desk.buys(bob).invoices.get().number

    assert "Reverse charge, no VAT" in page(bob, number).content.decode()


def test_an_invoice_keeps_the_language_of_its_order():
    number = desk.buys(BOB).invoices.get().number

    answer = page(BOB, number)

    assert '<html lang="de">' in answer.content.decode()
    assert answer.headers["Content-Language"] == "de"


def test_an_invoice_to_be_paid_by_transfer_says_where_and_by_when(letters, clock):
    first = desk.buys(CAREFUL)
    desk.transfer_arrives(first)
    clock.travel_to("2027-02-02")
    invoice = Invoice.objects.filter(customer=desk.customer(CAREFUL)).latest("pk")

    shown = page(CAREFUL, invoice.number).content.decode()

    assert "CH93 0076 2011 6238 5295 7" in shown
    assert "Payable by" in shown
    assert "2 March 2027" in shown


def test_a_credit_note_and_its_invoice_lead_to_each_other(letters, clock):
    first = desk.buys(CAREFUL)
    desk.transfer_arrives(first)
    clock.travel_to("2027-02-02")
    client = desk.logged_in(CAREFUL)
    client.post(f"/account/orders/{first.number}/cancel/", {"decision": "cancel"})
    note = Invoice.objects.get(kind="credit_note")

    shown = page(CAREFUL, note.number).content.decode()

    assert f"This credit note takes back invoice {note.corrects.number} in full." in shown
    assert f"Credit note {note.number}" in page(CAREFUL, note.corrects.number).content.decode()


def test_a_foreign_invoice_is_no_invoice():
    number = desk.buys(ALICE).invoices.get().number
    desk.buys(BOB)

    assert page(BOB, number).status_code == 404
