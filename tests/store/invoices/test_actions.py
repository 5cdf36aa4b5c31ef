from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from abaca.store.invoices.actions import Credit, Draft, credit, issue
from abaca.store.invoices.layout import digest
from abaca.store.invoices.models import Invoice, Series
from abaca.store.invoices.queries import InvoiceUnknown, invoice_by_number, invoice_of, invoices_by_order
from abaca.store.invoices.states import Cause
from abaca.store.orders.models import Line
from tests.conftest import LUGANO, NOON
from tests.makers.orders import happened, make_lines
from tests.makers.shop import Shop
from tests.makers.statements import statements_of
from tests.makers.threads import at_once


def _draft(line: Line) -> Draft:
    return Draft(line, date(2026, 3, 2), date(2027, 3, 2), "transfer", "RF18539007547034")


def _issued(how_many: int = 1, at: datetime = NOON) -> list[Invoice]:
    return issue([_draft(line) for line in make_lines(how_many)], at=at, by="the house")


def whole(*invoices: Invoice) -> list[Credit]:
    return [Credit(invoice, Cause.REFUND) for invoice in invoices]


def test_numbers_rise_by_one_over_batches(shop):
    assert [i.number for i in _issued(2) + _issued(3)] == [f"MS26-{n:06}" for n in range(1, 6)]


def test_a_batch_that_is_rolled_back_gives_its_numbers_back(shop):
    _issued()
    with suppress(ZeroDivisionError), transaction.atomic():
        _issued(3)
        raise ZeroDivisionError
    assert [i.number for i in _issued()] == ["MS26-000002"]


@pytest.mark.parametrize(
    ("at", "number", "day"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=LUGANO), "MS26-000001", date(2026, 12, 31)),
        (datetime(2027, 1, 1, 0, 0, tzinfo=LUGANO), "MS27-000001", date(2027, 1, 1)),
    ],
)
def test_the_vendors_calendar_decides_about_day_and_year(shop, at, number, day):
    [invoice] = _issued(at=at)
    assert (invoice.number, invoice.issued_on) == (number, day)


def test_credit_notes_have_a_series_of_their_own_and_take_the_whole_sum_back_once(shop):
    first, second = _issued(2)
    [note] = credit(whole(second), at=NOON + timedelta(days=3), by="sam")
    assert (note.number, note.kind, note.corrects, note.gross) == ("MS26C-000001", "credit_note", second, 7900)
    assert note.document["corrects"]["number"] == second.number
    assert note.document["issued_on"] == "2026-03-05"
    assert credit(whole(second), at=NOON, by="sam") == []
    assert [n.number for n in credit(whole(first, second), at=NOON + timedelta(days=3), by="sam")] == ["MS26C-000002"]
    assert [i.number for i in _issued()] == ["MS26-000003"]
    assert happened(second.order.ref) == ["order.placed", "invoice.issued", "invoice.credited"]


def test_what_was_issued_is_sealed_by_its_digest(shop):
    [invoice] = _issued()
    [note] = credit(whole(invoice), at=NOON, by="sam")
    for paper in (invoice, note):
        kept = Invoice.objects.get(pk=paper.pk)
        assert digest(kept.document) == kept.digest
        assert kept.document["number"] == kept.number
    invoice.document["gross"] = 1
    assert digest(invoice.document) != invoice.digest
    assert digest({"b": 1, "a": "ä"}) == digest({"a": "ä", "b": 1})


def test_a_document_says_what_was_sold_to_whom_and_how_it_is_paid(shop):
    [invoice] = _issued()
    paper = Invoice.objects.get(pk=invoice.pk).document
    assert paper["lines"] == [
        {
            "kind": "plan",
            "description": "Musa Accounting Professional",
            "quantity": 1,
            "unit": 7900,
            "amount": 7900,
            "net": paper["net"],
            "facts": {},
            "begins": "2026-03-02",
            "ends": "2027-03-02",
        }
    ]
    assert paper["net"] + paper["tax"]["amount"] == paper["gross"] == 7900
    assert (paper["order"], paper["due_on"]) == (invoice.order.number, "2026-03-02")


def test_an_order_has_one_invoice(shop):
    [line] = make_lines()
    issue([_draft(line)], at=NOON, by="the house")
    with pytest.raises(IntegrityError), transaction.atomic():
        issue([_draft(line)], at=NOON, by="the house")
    assert Series.objects.get(code="MS26").last == 1


def test_a_foreign_invoice_is_no_invoice_at_all(shop):
    mine, foreign = _issued(2)
    assert invoice_of(mine.customer_id, mine.number) == mine
    assert invoice_by_number(f" {foreign.number.lower()} ") == foreign
    assert invoices_by_order([mine.order_id]) == {mine.order_id: mine}
    for number in (foreign.number, "MS26-999999"):
        with pytest.raises(InvoiceUnknown):
            invoice_of(mine.customer_id, number)


def test_three_invoices_take_as_many_statements_as_one(shop):
    one, *three = make_lines(4)
    issue([_draft(line) for line in make_lines()], at=NOON, by="the house")
    for_one = statements_of(lambda: issue([_draft(one)], at=NOON, by="x"))
    assert statements_of(lambda: issue([_draft(line) for line in three], at=NOON, by="x")) == for_one


def test_the_date_of_a_later_number_is_never_an_earlier_day(shop):
    """The lock on the series decides who is first, and not the instant that a request brought along."""
    _issued(at=datetime(2026, 3, 3, 0, 0, 1, tzinfo=LUGANO))
    [late] = _issued(at=datetime(2026, 3, 2, 23, 59, 59, tzinfo=LUGANO))
    assert (late.number, late.issued_on) == ("MS26-000002", date(2026, 3, 3))


@pytest.mark.django_db(transaction=True)
def test_eight_threads_leave_no_gap_even_if_some_give_up(only_the_store_works):
    Shop()
    lines = make_lines(32)
    batches = [lines[n::8] for n in range(8)]

    def work(n: int) -> None:
        for count, line in enumerate(batches[n]):
            with suppress(ZeroDivisionError), transaction.atomic():
                issue([_draft(line)], at=NOON, by="the house")
                if (n + count) % 3 == 0:
                    raise ZeroDivisionError

    assert at_once([lambda n=n: work(n) for n in range(8)]) == [None] * 8
    papers = list(Invoice.objects.order_by("number"))
    assert 16 < len(papers) < 32
    assert [p.number for p in papers] == [f"MS26-{n:06}" for n in range(1, len(papers) + 1)]
    assert all(digest(p.document) == p.digest and p.document["number"] == p.number for p in papers)
