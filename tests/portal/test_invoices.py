"""The invoice as it was issued: in its own language, with the right line about VAT, and never changed."""

from dataclasses import replace

import pytest

from abaca.dispatch.jobs import drain
from abaca.dispatch.queries import present
from abaca.store.invoices.models import Invoice
from tests.portal import desk
from tests.portal.desk import ALICE, BOB, CAREFUL

pytestmark = pytest.mark.usefixtures("shop")


def page(person, number):
    return desk.logged_in(person).get(f"/account/invoices/{number}/")


def test_an_invoice_at_home_names_the_swiss_vat():
    number = desk.buys(ALICE, currency="CHF").invoices.get().number

    shown = page(ALICE, number).content.decode()

    assert "VAT 8.1\xa0%, Switzerland" in shown
    assert "CHE-123.456.788 MWST" in shown
    assert f"Invoice {number}" in shown
    assert "2\xa0March\xa02026 to 1\xa0March\xa02027" in shown


def test_an_invoice_abroad_says_that_it_is_an_export():
    bob = replace(BOB, language="en", country="US")
    number = desk.buys(bob).invoices.get().number

    shown = page(bob, number).content.decode()

    assert "Not subject to VAT: the service is supplied in United States." in shown


def test_an_invoice_under_reverse_charge_says_so():
    bob = replace(BOB, language="en", company="Huber OG", vat_id="ATU11111116")
    number = desk.buys(bob).invoices.get().number

    shown = page(bob, number).content.decode()

    assert "VAT 0\xa0%, reverse charge" in shown
    assert "ATU11111116" in shown


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
    assert "to be paid by 2\xa0March\xa02027" in shown
    assert 'viewBox="0 0 46 46"' in shown  # the code of the payment part, with its cross
    desk.transfer_arrives(invoice.order)
    assert "paid on 2\xa0February\xa02027" in page(CAREFUL, invoice.number).content.decode()
    assert "CH93" not in page(CAREFUL, invoice.number).content.decode()


def test_a_credit_note_and_its_invoice_lead_to_each_other(letters, clock):
    first = desk.buys(CAREFUL)
    desk.transfer_arrives(first)
    clock.travel_to("2027-02-02")
    client = desk.logged_in(CAREFUL)
    client.post(f"/account/orders/{first.number}/cancel/", {"decision": "cancel"})
    note = Invoice.objects.get(kind="credit_note")

    shown = page(CAREFUL, note.number).content.decode()

    assert note.corrects.number in shown
    assert "The invoice was not paid and is cancelled; nothing remains due." in shown
    assert f"Taken back in full by credit note {note.number}" in page(CAREFUL, note.corrects.number).content.decode()
    assert f"Credit note {note.number}" in page(CAREFUL, note.corrects.number).content.decode()


def test_a_foreign_invoice_is_no_invoice():
    number = desk.buys(ALICE).invoices.get().number
    desk.buys(BOB)

    assert page(BOB, number).status_code == 404


@pytest.mark.parametrize(
    ("file", "media_type", "begins"), [("pdf", "application/pdf", b"%PDF-1.7"), ("xml", "application/xml", b"<?xml")]
)
def test_a_paper_can_be_taken_away(file, media_type, begins):
    number = desk.buys(ALICE).invoices.get().number

    answer = desk.logged_in(ALICE).get(f"/account/invoices/{number}/{file}/")

    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}.{file}"'
    assert answer.content.startswith(begins)


@pytest.mark.parametrize("file", ["pdf", "xml"])
def test_a_foreign_paper_cannot_be_taken_away(file):
    number = desk.buys(ALICE).invoices.get().number
    desk.buys(BOB)

    assert desk.logged_in(BOB).get(f"/account/invoices/{number}/{file}/").status_code == 404


def test_the_letter_with_the_product_key_carries_the_invoice(letters):
    number = desk.buys(ALICE).invoices.get().number

    drain("messaging.outbox", at=present())

    [(name, media_type, content)] = letters.to(ALICE.email).last.attachments

    assert (name, media_type, content[:8]) == (f"{number}.pdf", "application/pdf", b"%PDF-1.7")


def test_the_renewal_invoice_goes_out_with_its_letter(letters, clock):
    desk.transfer_arrives(desk.buys(CAREFUL))
    clock.travel_to("2027-02-02")
    invoice = Invoice.objects.filter(customer=desk.customer(CAREFUL)).latest("pk")

    assert [name for name, _type, _content in letters.to(CAREFUL.email).last.attachments] == [f"{invoice.number}.pdf"]


def words(**changes: str) -> dict[str, str]:
    address = {part: getattr(ALICE, part) for part in ("name", "company", "street", "postcode", "city", "country")}
    return {**address, "vat_id": "", **changes}


def test_alice_corrects_her_street_and_sees_the_new_invoice():
    number = desk.buys(ALICE).invoices.get().number
    client = desk.logged_in(ALICE)
    assert f'href="/account/invoices/{number}/correct/"' in page(ALICE, number).content.decode()

    answer = client.post(f"/account/invoices/{number}/correct/", words(street="Via Nassa 99"))

    fresh = Invoice.objects.latest("pk")
    assert answer.url == f"/account/invoices/{fresh.number}/"
    assert "Via Nassa 99" in client.get(answer.url).content.decode()
    assert "Taken back in full by credit note" in client.get(f"/account/invoices/{number}/").content.decode()
    assert f"/account/invoices/{number}/correct/" not in page(ALICE, number).content.decode()


def test_another_country_is_looked_at_first():
    number = desk.buys(ALICE).invoices.get().number
    client = desk.logged_in(ALICE)

    answer = client.post(f"/account/invoices/{number}/correct/", words(country="US"), follow=True)

    assert "We look at it and write to you." in answer.content.decode()
    assert Invoice.objects.count() == 1


def test_wrong_digits_of_a_vat_number_are_told_beside_the_field():
    number = desk.buys(ALICE).invoices.get().number

    answer = desk.logged_in(ALICE).post(f"/account/invoices/{number}/correct/", words(vat_id="DE136695977"))

    assert answer.status_code == 422
    assert "vat_id" in answer.context["form"].errors
