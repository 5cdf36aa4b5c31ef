"""The PDF of every kind of paper: PDF/A-3, its fonts inside, its words readable, the invoice for machines in it.

That it is PDF/A is said by its metadata and by Typst, which refuses what the standard forbids; no validator is at hand.
"""

import re
from io import BytesIO
from typing import Any

import facturx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from abaca.store.invoices.einvoice.embedding import UnknownForm, declared
from abaca.store.invoices.papers import Brand, can_be_electronic, cii_of, pdf_of, pictures_of
from tests.makers.papers import ALICE, every_paper, make_line, make_paper

PAPERS = every_paper()


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def words(pdf: bytes) -> str:
    """Return all that can be read on the pages, with plain blanks between the words."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def metadata(pdf: bytes) -> str:
    return read(pdf).trailer["/Root"]["/Metadata"].get_data().decode()


def fonts(pdf: bytes) -> dict[str, bool]:
    """Return the fonts of a PDF by name, each with whether its file lies within."""
    found = {}
    for page in read(pdf).pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            file = set(descendant["/FontDescriptor"]) & {"/FontFile", "/FontFile2", "/FontFile3"}
            found[font.get_object()["/BaseFont"].partition("+")[2]] = bool(file)
    return found


@pytest.mark.parametrize("name", list(PAPERS))
def test_every_kind_is_pdf_a_3_with_its_fonts_inside(name):
    pdf = pdf_of(PAPERS[name])
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in metadata(pdf)
    assert set(fonts(pdf)) <= {"LiberationSans", "LiberationSans-Bold", "DroidSansFallback"}
    assert all(fonts(pdf).values())
    assert read(pdf).trailer["/Root"]["/OutputIntents"]


@pytest.mark.parametrize("name", list(PAPERS))
def test_every_kind_says_its_number_and_its_sums(name):
    paper, text = PAPERS[name], words(pdf_of(PAPERS[name]))
    digits = re.sub(r"[^\d ]", "", text)  # whatever separates thousands and decimals
    assert paper["number"] in text
    assert all(f"{paper[sum_]:03}" in digits for sum_ in ("net", "gross"))
    assert f"{paper['tax']['amount']:03}" in digits or paper["currency"] == "JPY"
    assert paper["order"] in text


@pytest.mark.parametrize("name", [name for name, paper in PAPERS.items() if can_be_electronic(paper)])
def test_the_invoice_for_machines_lies_within(name):
    pdf = pdf_of(PAPERS[name])
    assert facturx.get_facturx_xml_from_pdf(pdf) == ("factur-x.xml", cii_of(PAPERS[name]))
    assert [spec.get_object()["/AFRelationship"] for spec in read(pdf).trailer["/Root"]["/AF"]] == ["/Alternative"]
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in metadata(pdf)
    assert metadata(pdf).count("urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#") == 2  # declared and used


def test_three_decimals_have_a_pdf_and_no_invoice_for_machines():
    pdf = pdf_of(PAPERS["in dinars"])
    assert read(pdf).attachments == {}
    assert "KWD 24.500" in words(pdf)


def test_an_old_document_has_its_pdf_and_no_invoice_for_machines():
    paper = PAPERS["credit note"]
    old = {
        name: paper[name]
        for name in ("kind", "number", "issued_on", "due_on", "buyer", "order", "language", "currency")
    }
    seller = {
        "name": "Musa Software AG",
        "address": "Via delle Palme 7, 6900 Lugano",
        "vat_number": "CHE-1",
        "iban": "",
    }
    line = {"description": "Musa Accounting", "quantity": 1, "unit": 7900, "gross": 7900, "begins": "2026-03-02"}
    tax = {"rate": 810, "amount": 592, "reason": "domestic"}
    sums = {"net": 7308, "gross": 7900, "tax": tax, "method": "Visa …4242", "reference": ""}
    pdf = pdf_of(
        {**old, **sums, "seller": seller, "lines": [{**line, "ends": "2027-03-02"}], "corrects": "MS26-000001"}
    )
    assert "Credits invoice MS26-000001 Order" in words(pdf)
    assert read(pdf).attachments == {}


def test_a_document_gives_the_same_bytes_each_time():
    assert pdf_of(PAPERS["swiss transfer"]) == pdf_of(PAPERS["swiss transfer"])


def test_the_dates_of_the_file_are_those_of_the_issue_and_no_clocks():
    pdf = pdf_of(PAPERS["consumer with a coupon"])
    assert str(read(pdf).metadata["/CreationDate"]) == "D:20260302000000Z"
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z?", metadata(pdf))) == {"2026-03-02T00:00:00Z"}


# --- what the papers say ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("consumer with a coupon", "15 % less on the first term; 15 % of EUR 79.00"),
        ("consumer with a coupon", "VAT of Italy, paid through the EU One Stop Shop under number EU372012345."),
        ("consumer with a coupon", "EUR 67.15, paid on 2 March 2026"),
        ("consumer with a coupon", "Period 2 Mar 2026 to 1 Mar 2027"),
        ("several seats", "10 % less from 10 seats; 10 % of EUR 948.00"),
        ("several seats", "EUR 10.00 less on every term"),
        ("several seats", "From your credit balance −20.00"),
        ("reverse charge", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("reverse charge", "WAPIAAAAY1234567"),
        ("outside scope", "Not subject to VAT: the service is supplied in United States."),
        ("nothing to pay", "Nothing to pay"),
        ("paid from credit", "EUR 79.00, settled from your credit balance"),
        ("sepa transfer", "Please transfer by 16 March 2026, with this reference: Payable to Musa Software AG"),
        ("sepa transfer", "IBAN DE89 3704 0044 0532 0130 00"),
        ("dollar transfer", "Reference RF78 1234 5"),
        ("credit note", "Credits invoice MS26-000001 dated 2 March 2026"),
        ("credit note", "The price is paid back in full."),
        ("credit note of reverse charge", "A corrected invoice takes the place of the one credited here"),
        ("in yen", "山田 太郎"),
    ],
)
def test_the_paper_says(name, sentence):
    assert sentence in words(pdf_of(PAPERS[name]))


def test_the_unused_part_is_derived_in_figures():
    text = words(pdf_of({**PAPERS["business upgrades"], "language": "en"}))
    assert "Unused part of Musa Accounting Professional" in text
    assert "14 September 2027 to 13 September 2028" in text
    assert "EUR 118.00 paid with invoice MS27-000418 × 238 of 366 days, unused on 20 January 2028" in text


def test_a_percentage_that_does_not_give_the_line_is_not_derived():
    coupon = make_line(
        "coupon", -1184, description="SPRING26", code="SPRING26", percent=1500, amount=None, every_term=False
    )
    text = words(pdf_of(make_paper([make_line("plan", 7900), coupon])))
    assert "15 % less on the first term" in text
    assert "15 % of" not in text


def test_each_page_begins_and_ends_with_what_is_carried():
    first, second, last = (" ".join(page.extract_text().split()) for page in read(pdf_of(PAPERS["two pages"])).pages)
    assert first.count("Carried forward") == 1
    assert second.count("Carried forward") >= 1
    assert "Carried forward 7,920.00" in last
    carried = re.search(r"Carried forward ([\d,.]+)", first)
    assert carried
    assert f"Carried forward {carried[1]}" in second


# --- the payment part ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("swiss transfer", "Récépissé"),
        ("swiss transfer to a qr-iban", "Empfangsschein"),
        ("swiss account in euro", "Receipt"),
        ("swiss, two pages", "Empfangsschein"),
    ],
)
def test_a_transfer_to_a_swiss_account_has_the_payment_part_on_the_last_page(name, title):
    pages = [page.extract_text() for page in read(pdf_of(PAPERS[name])).pages]
    assert [title in page for page in pages] == [False] * (len(pages) - 1) + [True]


@pytest.mark.parametrize("name", ["consumer with a coupon", "sepa transfer", "dollar transfer", "credit note"])
def test_no_other_paper_has_the_payment_part(name):
    assert "Payment part" not in words(pdf_of(PAPERS[name]))


# --- letters, logos, forms -------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_whatever_somebody_is_called_there_is_a_paper(name):
    assert read(pdf_of(make_paper(buyer={**ALICE, "name": name}))).pages


@pytest.mark.parametrize(("name", "printed"), [("Zoë 😀 Müller", "Zoë ? Müller"), ("Łukasz Żółć", "Łukasz Żółć")])
def test_a_letter_that_no_font_has_is_replaced(name, printed):
    assert printed in words(pdf_of(make_paper(buyer={**ALICE, "name": name})))


def test_a_logo_takes_the_place_of_the_word_mark():
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 12"><rect width="40" height="12"/></svg>'
    paper = PAPERS["consumer with a coupon"]
    assert "Musa Software Musa" in words(pdf_of(paper, Brand("Musa Software")))
    assert "Musa Software Musa" not in words(pdf_of(paper, Brand("Musa Software", logo=logo)))


def test_the_pages_can_be_looked_at():
    pages = pictures_of(PAPERS["two pages"])
    assert [page[:4] for page in pages] == [b"\x89PNG"] * 3


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF"])
def test_a_pdf_of_another_form_is_refused(pdf: Any):
    with pytest.raises(UnknownForm):
        declared(pdf)
