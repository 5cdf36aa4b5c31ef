"""The figures of the returns equal the papers, and take one statement however many there are."""

from dataclasses import replace
from datetime import date

from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.queries import present
from abaca.store.invoices.actions import Credit, credit
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.states import Cause
from abaca.store.tax.returns import Quarter, oss_lines, outside_lines, reverse_charge_lines, totals
from abaca.store.workflows.tax_reports import figures, papers
from tests.makers.shop import ALICE, BOB, CHARLIE, DORA

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
COMPANY = replace(BOB, company="Huber OG", vat_id="ATU11111116", pays="4242424242424242", language="en")
ISLANDER = replace(ALICE, email="i@example.com", country="ES", postcode="35001", city="Las Palmas")


def busy(shop) -> None:
    for person in (ALICE, CHARLIE, COMPANY, ISLANDER):
        shop.sells(to=person)
    shop.sells(to=DORA, currency="CHF", seats=3)


def of(quarter):
    return figures(quarter.begins, quarter.ends)


def test_the_figures_equal_the_papers(shop, clock):
    busy(shop)
    clock.travel_to("2026-04-02")
    credit([Credit(i, Cause.REFUND) for i in Invoice.objects.order_by("pk")[:2]], at=present(), by="sam")
    credit([Credit(Invoice.objects.get(currency="CHF"), Cause.GOODWILL, gross=1000)], at=present(), by="sam")
    for quarter in (Q1, Q2):
        mine = Invoice.objects.filter(issued_on__gte=quarter.begins, issued_on__lt=quarter.ends)
        for currency, whole in totals(of(quarter)).items():
            rows = mine.filter(currency=currency)
            sold, back = (
                rows.filter(kind=kind).aggregate(net=Sum("net", default=0), tax=Sum("tax", default=0))
                for kind in ("invoice", "credit_note")
            )
            assert whole == (sold["net"] - back["net"], sold["tax"] - back["tax"], rows.count())
    assert set(totals(of(Q1))) == set(totals(of(Q2))) == {"EUR", "CHF"}


def test_a_credit_note_of_a_later_quarter_corrects_the_earlier_one(shop, clock):
    shop.sells(to=ALICE)
    clock.travel_to("2026-04-02")
    credit([Credit(Invoice.objects.get(), Cause.REFUND)], at=present(), by="sam")
    [before], [after] = oss_lines(of(Q1)), oss_lines(of(Q2))
    assert (before.country, before.rate, before.origin, before.sums[:2]) == ("IT", 2200, None, (6475, 1425))
    assert (after.country, after.rate, after.origin, after.sums[:2]) == ("IT", 2200, Q1, (-6475, -1425))


def test_reverse_charge_and_territories_are_told(shop):
    busy(shop)
    assert [(line.name, line.sums.net) for line in reverse_charge_lines(of(Q1))] == [("ATU11111116", 6583)]
    assert [(line.country, line.name, line.sums.net) for line in outside_lines(of(Q1))] == [
        ("ES", "Canary Islands", 7900)
    ]


def test_the_day_after_the_quarter_is_outside(shop):
    shop.sells(to=ALICE)
    assert len(figures(date(2026, 3, 2), date(2026, 3, 3))) == 1
    assert figures(date(2026, 3, 3), date(2026, 4, 1)) == figures(date(2026, 1, 1), date(2026, 3, 2)) == []


def test_the_papers_behind_a_line(shop, clock):
    busy(shop)
    clock.travel_to("2026-04-02")
    first = Invoice.objects.order_by("pk").first()
    [note] = credit([Credit(first, Cause.REFUND)], at=present(), by="sam")
    italian = {"tax_scheme": "oss", "tax_country": "IT"}
    assert list(papers(Q1, italian)) == [first]
    assert list(papers(Q2, italian, origin="2026-Q1")) == [note]
    assert list(papers(Q2, italian, origin="")) == []
    assert list(papers(Q2, {})) == [note]


def test_one_statement_for_any_number_of_papers(shop):
    for people in ([ALICE], [CHARLIE, COMPANY]):
        for person in people:
            shop.sells(to=person)
        with CaptureQueriesContext(connection) as seen:
            of(Q1)
        assert len(seen) == 1
