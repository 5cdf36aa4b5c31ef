"""An invoice gets other words: a credit note, a new invoice, the money moves over, and both papers go out (I6)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.messaging.jobs import send
from abaca.messaging.queries import due_letters
from abaca.operations.simulation.summary import captures
from abaca.store.customers.actions import AddressFacts
from abaca.store.invoices.models import Correction, Invoice
from abaca.store.invoices.queries import waiting_correction
from abaca.store.journal.models import Entry
from abaca.store.ledger.accounts import RECEIVABLE
from abaca.store.ledger.queries import balances, trial_balance
from abaca.store.orders.models import Order
from abaca.store.workflows import invariants
from abaca.store.workflows.correction import (
    NotCorrectable,
    NothingToCorrect,
    TaxWouldChange,
    TooLate,
    can_be_corrected,
    correct,
    decline,
    wish,
    words_on,
)
from tests.makers.shop import ALICE, DORA

pytestmark = pytest.mark.usefixtures("letters")
STAFF = "usr_1"


@pytest.fixture(autouse=True)
def everything_holds(db) -> Iterator[None]:
    yield
    assert invariants.check_all(captures(), at=present()) == []
    assert sum(row.left for row in trial_balance()) == 0
    assert not [row for row in trial_balance() if row.account == RECEIVABLE and row.left]


def bought(shop, person=ALICE, **changes) -> Invoice:
    shop.sells(to=person, **changes)
    drain_all(at=present())
    return Invoice.objects.select_related("order__customer", "customer").latest("pk")


def facts(invoice: Invoice, **changes: str) -> AddressFacts:
    return AddressFacts(**{**words_on(invoice), **changes})


def test_alice_corrects_her_name_by_herself_and_gets_both_papers(shop, letters):
    invoice = bought(shop)
    receivable = balances(RECEIVABLE)

    done = wish(invoice, facts(invoice, name="Alice Liddell-Hargreaves"), at=present(), by=ALICE.email)
    send(due_letters(present(), 10), at=present())

    assert (done.note.corrects_id, done.note.cause, done.note.gross) == (invoice.pk, "correction", invoice.gross)
    assert done.invoice.document["buyer"]["name"] == "Alice Liddell-Hargreaves"
    kept = ("net", "gross", "tax", "lines", "begins", "ends", "method", "paid", "order", "language")
    assert all(done.invoice.document[part] == invoice.document[part] for part in kept)
    assert balances(RECEIVABLE) == receivable
    letter = letters.to(ALICE).last
    assert letter.subject == f"Your corrected invoice {done.invoice.number}"
    names = [name for name, _type, _content in letter.attachments]
    assert names == [f"{done.note.number}.pdf", f"{done.invoice.number}.pdf"]
    assert Entry.objects.filter(what="invoice.corrected").count() == 1


def test_the_same_words_are_nothing_to_correct(shop):
    invoice = bought(shop)
    with pytest.raises(NothingToCorrect):
        wish(invoice, facts(invoice), at=present(), by="cus_1")
    assert Invoice.objects.count() == 1


def test_another_country_waits_for_the_staff(shop):
    invoice = bought(shop)
    done = wish(invoice, facts(invoice, country="US"), at=present(), by="cus_1")

    assert (done.note, done.invoice) == (None, None)
    assert waiting_correction(invoice).buyer["country"] == "US"
    assert Invoice.objects.count() == 1


def test_a_newer_wish_takes_the_place_of_an_older_one(shop):
    invoice = bought(shop)
    for city in ("Boston", "Chicago"):
        wish(invoice, facts(invoice, country="US", city=city), at=present(), by="cus_1")

    assert waiting_correction(invoice).buyer["city"] == "Chicago"
    assert Correction.objects.count() == 2


def test_the_staff_corrects_by_one_click_what_leaves_the_tax_as_it_is(shop):
    invoice = bought(shop, DORA)
    waiting = facts(invoice, company="Dora & Partners")
    wish(invoice, facts(invoice, country="CA"), at=present(), by="cus_1")

    done = correct(invoice, waiting.as_copy(), at=present(), by=STAFF)

    assert done.invoice.document["buyer"]["company"] == "Dora & Partners"
    assert waiting_correction(invoice) is None
    assert Correction.objects.get().granted


def test_the_staff_cannot_change_the_tax_by_a_correction(shop):
    invoice = bought(shop)
    with pytest.raises(TaxWouldChange):
        correct(invoice, facts(invoice, country="US").as_copy(), at=present(), by=STAFF)
    assert Invoice.objects.count() == 1


def test_the_staff_may_leave_an_invoice_as_it_is(shop):
    invoice = bought(shop)
    wish(invoice, facts(invoice, country="US"), at=present(), by="cus_1")

    decline(invoice, at=present(), by=STAFF)

    assert waiting_correction(invoice) is None
    assert not Correction.objects.get().granted


def test_after_ninety_days_a_buyer_writes_to_the_staff(shop):
    invoice = bought(shop)
    day_90, day_91 = (present() + timedelta(days=days) for days in (90, 91))

    assert can_be_corrected(invoice, at=day_90)
    assert not can_be_corrected(invoice, at=day_91)
    with pytest.raises(TooLate):
        wish(invoice, facts(invoice, name="Alice"), at=day_91, by="cus_1")


def test_what_was_taken_back_is_not_corrected(shop):
    invoice = bought(shop)
    correct(invoice, facts(invoice, name="Al").as_copy(), at=present(), by=STAFF)
    invoice.refresh_from_db()

    assert not can_be_corrected(invoice, at=present())
    with pytest.raises(NotCorrectable):
        correct(invoice, facts(invoice, name="Ali").as_copy(), at=present(), by=STAFF)


def test_a_corrected_invoice_can_be_corrected_again(shop):
    first = bought(shop)
    second = wish(first, facts(first, name="Al"), at=present(), by="cus_1").invoice
    third = wish(second, facts(second, name="Ali"), at=present(), by="cus_1").invoice

    assert third.document["buyer"]["name"] == "Ali"
    assert list(Invoice.objects.filter(kind="invoice", standing=True)) == [third]


def test_the_new_invoice_is_taxed_as_the_old_one_whatever_its_order_says(shop):
    invoice = bought(shop)
    Order.objects.filter(pk=invoice.order_id).update(tax_country="FR", tax_reason="registration", vat_check={"id": 1})

    done = correct(invoice, facts(invoice, name="Al").as_copy(), at=present(), by=STAFF)

    assert done.invoice.document["tax"] == invoice.document["tax"]
    assert done.invoice.document["vat_check"] == invoice.document["vat_check"]
