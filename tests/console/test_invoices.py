"""The staff sees a paper, takes it away, and gives it other words by one click."""

import pytest

from abaca.dispatch.queries import present
from abaca.store.customers.actions import AddressFacts
from abaca.store.invoices.models import Invoice
from abaca.store.workflows.correction import wish, words_on
from tests.makers.shop import ALICE

pytestmark = pytest.mark.usefixtures("letters")


@pytest.fixture
def invoice(shop) -> Invoice:
    shop.sells(to=ALICE)
    return Invoice.objects.select_related("order__customer", "customer").get()


def address(invoice: Invoice, rest: str = "") -> str:
    return f"/console/invoices/{invoice.number}/{rest}"


def test_a_paper_is_shown_and_can_be_taken_away(desk, invoice):
    shown = desk.get(address(invoice)).content.decode()

    assert invoice.number in shown
    assert desk.get(address(invoice, "pdf/")).content.startswith(b"%PDF-1.7")
    assert b"xrechnung_3.0" in desk.get(address(invoice, "xml/")).content
    assert desk.get("/console/invoices/MS26-999999/").status_code == 404


def test_the_timeline_leads_to_the_paper(desk, invoice):
    shown = desk.get(f"/console/customers/{invoice.customer.ref}/").content.decode()
    assert f'href="{address(invoice)}"' in shown


def test_a_wish_is_granted_by_one_click(desk, invoice):
    wished = AddressFacts(**{**words_on(invoice), "vat_id": "ATU11111116"})
    wish(invoice, wished, at=present(), by="cus_1")
    assert address(invoice) in desk.get("/console/").content.decode()
    form = desk.get(address(invoice, "correct/")).context["form"]

    answer = desk.post(address(invoice, "correct/"), {name: form[name].value() for name in form.fields})

    fresh = Invoice.objects.latest("pk")
    assert answer.url == address(fresh)
    assert fresh.document["buyer"]["vat_id"] == "ATU11111116"
    assert address(invoice) not in desk.get("/console/").content.decode()


def test_what_would_change_the_tax_is_refused_in_words(desk, invoice):
    answer = desk.post(address(invoice, "correct/"), {**words_on(invoice), "country": "US"})

    assert answer.status_code == 422
    assert "the sums would change" in answer.content.decode()


def test_a_wish_may_be_left(desk, invoice):
    wish(invoice, AddressFacts(**{**words_on(invoice), "country": "US"}), at=present(), by="cus_1")

    desk.post(address(invoice, "decline/"))

    assert invoice.corrections.get().granted is False
    assert Invoice.objects.count() == 1


def test_nobody_else_comes_in(client, invoice):
    for rest in ("", "pdf/", "xml/", "correct/"):
        assert client.get(address(invoice, rest)).status_code == 302
