"""The pages about taxes: the quarter, the papers behind it, the file, and where the seller is registered."""

import html
import re
from dataclasses import replace

import pytest

from abaca.store.invoices.models import Invoice
from abaca.store.journal.models import Entry
from abaca.store.tax.models import Registration
from tests.makers.shop import ALICE, BOB, DORA

TAX, REGISTRATIONS = "/console/tax/", "/console/tax/registrations/"
COMPANY = replace(BOB, company="Huber OG", vat_id="ATU11111116", pays="4242424242424242", language="en")
FORM = {"scheme": "registration", "country": "GB", "whom": "all", "number": "GB980780684", "begins": "2026-01-01"}


def text_of(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare).replace("\xa0", " "))


def test_a_quarter_tells_every_tax_office_its_figures(shop, desk):
    shop.sells(to=ALICE)
    shop.sells(to=COMPANY)
    shop.sells(to=DORA, currency="CHF")
    said = text_of(desk.get(TAX))
    assert "Tax 2026-Q1" in said
    assert "303 Turnover at the normal rate, 8.1 % CHF 73.08 CHF 5.92" in said
    assert "Italy 22 % 1 papers EUR 64.75 EUR 14.25" in said
    assert "Austria ATU11111116 1 papers EUR 65.83" in said
    assert "EUR 2 EUR 130.58 EUR 14.25" in said
    assert "This quarter is not over" in said


def test_a_quarter_without_papers_says_so(shop, desk):
    assert "Nothing was invoiced in this quarter." in text_of(desk.get(f"{TAX}?quarter=2025-Q1"))


@pytest.mark.parametrize("asked", ["quarter=2026", "quarter=9999-Q4", "quarter=2026-Q1&rate=x"])
def test_an_address_that_names_nothing_is_not_found(shop, desk, asked):
    assert desk.get(f"{TAX}papers/?{asked}").status_code == 404


def test_a_figure_opens_the_papers_behind_it(shop, desk):
    shop.sells(to=ALICE)
    shop.sells(to=COMPANY)
    links = re.findall(r'href="(/console/tax/papers/\?[^"]+)"', desk.get(TAX).content.decode())
    pages = [text_of(desk.get(html.unescape(link))) for link in links]
    mine = {invoice.tax_country: invoice.number for invoice in Invoice.objects.all()}
    assert [("IT" if mine["IT"] in page else "") + ("AT" if mine["AT"] in page else "") for page in pages] == [
        "IT",
        "AT",
        "ITAT",
    ]


def test_the_file_of_the_one_stop_shop(shop, desk):
    shop.sells(to=ALICE)
    answer = desk.get(f"{TAX}oss.csv?quarter=2026-Q1")
    assert answer["Content-Disposition"] == 'attachment; filename="oss-2026-Q1.csv"'
    assert answer.content.decode().splitlines()[1] == "supply,2026-Q1,IT,22.00,EUR,64.75,14.25"


def test_tax_without_a_registration_is_a_warning(shop, desk, clock):
    shop.sells(to=ALICE)
    Registration.objects.all().delete()
    clock.travel_to("2027-03-03")
    assert "Tax was charged where no registration is entered" in text_of(desk.get(f"{TAX}?quarter=2027-Q1"))


def test_a_registration_is_entered_and_ended(shop, desk):
    assert desk.post(REGISTRATIONS, FORM).status_code == 302
    assert "United Kingdom Registration in this one country" in text_of(desk.get(REGISTRATIONS))
    row = Registration.objects.get(country="GB")
    assert desk.post(f"{REGISTRATIONS}{row.pk}/end/", {"ends": "2026-06-01"}).status_code == 302
    assert "before 1 Jun 2026" in text_of(desk.get(REGISTRATIONS))
    assert [e.what for e in Entry.objects.order_by("pk")][-2:] == ["tax.registered", "tax.registration_closed"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"country": "US"}, "No rate of value-added tax is known for this country"),
        ({"country": "CH"}, "You are registered at home anyway."),
        ({"scheme": "oss", "country": "GB"}, "member state of the EU"),
        ({"scheme": "oss", "country": "DE"}, "There is already a registration of this kind"),
        ({"begins": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(shop, desk, changes, told):
    answer = desk.post(REGISTRATIONS, {**FORM, **changes})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(("ends", "told"), [("2023-01-01", "after the day on which it began"), ("", "required")])
def test_an_end_before_the_beginning_is_refused(shop, desk, ends, told):
    row = Registration.objects.get()
    answer = desk.post(f"{REGISTRATIONS}{row.pk}/end/", {"ends": ends})
    assert answer.status_code == 422
    assert told in text_of(answer)


@pytest.mark.parametrize("address", [TAX, f"{TAX}papers/", f"{TAX}oss.csv", REGISTRATIONS])
def test_only_the_staff_sees_it(shop, client, address):
    assert client.get(address).status_code == 302
