"""Every electronic invoice passes its schema and the rules of EN 16931, and its amounts are exact (V7, V20, V21)."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from abaca.store.invoices.papers import NotAnEInvoice, can_be_electronic, cii_of, ubl_of
from tests.makers.papers import (
    ALICE,
    BOB,
    DORA,
    EXPORT,
    PLAN,
    REVERSE_CHARGE,
    SELLER,
    SWISS,
    TRANSFER,
    every_paper,
    make_line,
    make_paper,
)
from tests.store.invoices.judges import SPACES, complaints, differences, faults

PAPERS = {name: paper for name, paper in every_paper().items() if can_be_electronic(paper)}
SYNTAXES = [pytest.param(cii_of, id="CII"), pytest.param(ubl_of, id="UBL")]
Write = Callable[[dict[str, Any]], bytes]


def values(xml: bytes, path: str) -> list[str]:
    return [found.text for found in etree.fromstring(xml).xpath(path, namespaces=SPACES)]


@pytest.mark.parametrize("write", SYNTAXES)
@pytest.mark.parametrize("name", list(PAPERS))
def test_every_kind_passes_schema_rules_and_cents(name, write):
    xml = write(PAPERS[name])
    assert complaints(xml) == []
    assert differences(PAPERS[name], xml) == []


@pytest.mark.parametrize("write", SYNTAXES)
def test_a_document_gives_the_same_bytes_each_time(write):
    assert write(PAPERS["several seats"]) == write(PAPERS["several seats"])


@pytest.mark.parametrize("write", SYNTAXES)
def test_three_decimals_are_refused(write):
    with pytest.raises(NotAnEInvoice) as refused:
        write(every_paper()["in dinars"])
    assert refused.value.code == "not_an_einvoice"


# --- documents nobody thought of ----------------------------------------------------------------------------------

NAMES = st.text(min_size=1, max_size=80).filter(lambda name: name.strip().isprintable() and name.strip())
KINDS_OF_TAX = st.sampled_from(
    [
        ({"country": "IT", "rate": 2200}, ALICE),
        ({"country": "DE", "rate": 1900}, ALICE),
        ({"country": "HU", "rate": 2700}, ALICE),
        (SWISS, ALICE),
        (REVERSE_CHARGE, BOB),
        (EXPORT, DORA),
    ]
)


@st.composite
def papers(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a document of up to four plans, with a reduction or none, of any basis, tax, currency and kind."""
    plans = draw(st.lists(st.tuples(st.integers(0, 99_999), st.integers(1, 40)), min_size=1, max_size=4))
    lines = [make_line("plan", unit, quantity=quantity) for unit, quantity in plans]
    whole = sum(line["amount"] for line in lines)
    less = draw(st.integers(0, whole))
    if less:
        lines.append(
            make_line("coupon", -less, description="ANY", code="ANY", percent=None, amount=less, every_term=False)
        )
    tax, buyer = draw(KINDS_OF_TAX)
    name = draw(NAMES)
    changes: dict[str, Any] = draw(st.sampled_from([{}, TRANSFER, {"method": "Rehearsal Wallet b…@example.com"}]))
    if draw(st.booleans()):
        corrects = {"number": "MS26-000001", "issued_on": "2026-03-02"}
        changes = {**changes, "kind": "credit_note", "corrects": corrects, "cause": "refund", "paid": 0}
    return make_paper(
        lines,
        basis=draw(st.sampled_from(["gross", "net"])),
        currency=draw(st.sampled_from(["EUR", "CHF", "JPY"])),
        language=draw(st.sampled_from(["en", "fr", "de"])),
        tax=tax,
        buyer={**buyer, "name": name},
        **changes,
    )


@settings(max_examples=40, deadline=None)
@given(papers())
def test_whatever_is_sold_passes_schema_rules_and_cents(paper):
    for xml in (cii_of(paper), ubl_of(paper)):
        assert complaints(xml) == []
        assert differences(paper, xml) == []


# --- the judges are awake ----------------------------------------------------------------------------------------


def broken(xml: bytes, path: str, text: str | None) -> bytes:
    """Return the file with other words at a place, or without the place."""
    tree = etree.fromstring(xml)
    found = tree.xpath(path, namespaces=SPACES)
    assert found
    for element in found:
        if text is None:
            element.getparent().remove(element)
        else:
            element.text = text
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


@pytest.mark.parametrize(
    ("name", "write", "path", "text", "code"),
    [
        ("consumer with a coupon", cii_of, "//ram:GrandTotalAmount", "67.16", "BR-CO-15"),
        ("consumer with a coupon", ubl_of, "//cbc:TaxInclusiveAmount", "67.16", "BR-CO-15"),
        ("consumer with a coupon", cii_of, "//ram:DuePayableAmount", "0.01", "BR-CO-16"),
        ("consumer with a coupon", ubl_of, "//cbc:PayableAmount", "0.01", "BR-CO-16"),
        ("several seats", cii_of, "//ram:LineTotalAmount", "1.00", "BR-CO-13"),
        ("reverse charge", cii_of, "//ram:ExemptionReason|//ram:ExemptionReasonCode", None, "BR-AE-10"),
        ("reverse charge", ubl_of, "//cbc:TaxExemptionReason|//cbc:TaxExemptionReasonCode", None, "BR-AE-10"),
        ("reverse charge", cii_of, "//ram:BuyerTradeParty/ram:SpecifiedTaxRegistration", None, "BR-AE-02"),
        ("reverse charge", ubl_of, "//cac:AccountingCustomerParty//cac:PartyTaxScheme", None, "BR-AE-02"),
        ("reverse charge", cii_of, "//ram:CategoryCode", "S", "BR-S-05"),
        ("consumer with a coupon", ubl_of, "//cac:ClassifiedTaxCategory/cbc:ID", "E", "BR-E-05"),
        ("outside scope", cii_of, "//ram:CategoryCode", "Z", "BR-Z-05"),
        ("credit note", ubl_of, "//cbc:CreditNoteTypeCode", "999", "BR-CL-01"),
    ],
)
def test_a_broken_file_is_found_by_the_rules(name, write, path, text, code):
    found = complaints(broken(write(PAPERS[name]), path, text))
    assert any(each.endswith(code) for each in found), found


def test_what_is_out_of_scope_shows_no_vat_number():
    shown = cii_of(PAPERS["outside scope"]).replace(b'schemeID="FC"', b'schemeID="VA"')
    assert any(each.endswith("BR-O-02") for each in complaints(shown))


@pytest.mark.parametrize("write", SYNTAXES)
def test_a_tax_that_is_wrong_by_half_a_unit_passes_the_rules_and_fails_the_cents(write):
    paper = PAPERS["swiss transfer"]
    wrong = {**paper, "tax": {**paper["tax"], "amount": paper["tax"]["amount"] + 50}, "gross": paper["gross"] + 50}
    assert complaints(write(wrong)) == []
    assert differences(paper, write(wrong)) == ["tax", "tax of the rate", "gross", "due"]
    assert faults(wrong) == ["tax"]


# --- what stands in them --------------------------------------------------------------------------------------------


def test_reverse_charge_names_both_numbers_and_the_words_of_the_language():
    xml = cii_of(PAPERS["reverse charge"])
    assert values(xml, "//ram:SpecifiedTaxRegistration/ram:ID") == ["CHE-123.456.788 MWST", "ATU12345675"]
    assert values(xml, "//ram:ExemptionReason") == ["Steuerschuldnerschaft des Leistungsempfängers"]


def test_outside_the_scope_no_vat_number_and_no_rate_is_named():
    xml = ubl_of(PAPERS["outside scope"])
    assert values(xml, "//cac:PartyTaxScheme/cac:TaxScheme/cbc:ID") == ["FC"]
    assert values(xml, "//cac:ClassifiedTaxCategory/cbc:Percent") == []


def test_the_one_stop_shop_has_a_number_of_its_own():
    xml = cii_of(PAPERS["consumer with a coupon"])
    assert values(xml, "//ram:SpecifiedTaxRegistration/ram:ID") == ["CHE-123.456.788 MWST", "EU372012345"]


@pytest.mark.parametrize(
    ("name", "code", "account", "digits"),
    [
        ("consumer with a coupon", "48", [], ["4242"]),
        ("sepa transfer", "58", ["DE89370400440532013000"], []),
        ("swiss transfer", "30", ["CH9300762011623852957"], []),
        ("nothing to pay", "1", [], []),
    ],
)
def test_how_it_is_paid_is_told(name, code, account, digits):
    xml = ubl_of(PAPERS[name])
    assert values(xml, "//cbc:PaymentMeansCode") == [code]
    assert values(xml, "//cac:PayeeFinancialAccount/cbc:ID") == account
    assert values(xml, "//cbc:PrimaryAccountNumberID") == digits


def test_a_credit_note_names_its_invoice_and_never_the_sellers_account():
    xml = ubl_of({**PAPERS["credit note"], "method": "transfer"})
    assert values(xml, "/*/cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == ["MS26-000001"]
    assert values(xml, "//cbc:PaymentMeansCode") == ["1"]


def test_a_price_is_exact_although_the_net_does_not_divide():
    xml = ubl_of(make_paper([make_line("plan", 7900, quantity=3)]))
    assert values(xml, "//cac:Price/cbc:PriceAmount") == ["194.26"]
    assert values(xml, "//cac:Price/cbc:BaseQuantity") == ["3"]


def test_a_reduction_says_how_it_comes_about():
    xml = cii_of(PAPERS["consumer with a coupon"])
    reasons = values(xml, "//ram:SpecifiedTradeAllowanceCharge/ram:Reason")
    assert reasons == ["Coupon SPRING26: 15\xa0% less on the first term; 15\xa0% of EUR\xa079.00"]


@pytest.mark.parametrize("name", list(PAPERS))
def test_what_xrechnung_wants_beyond_the_norm_is_there(name):
    xml = ubl_of(PAPERS[name])
    wanted = {
        "BR-DE-1": "/*/cac:PaymentMeans/cbc:PaymentMeansCode",
        "BR-DE-3": "//cac:AccountingSupplierParty//cac:PostalAddress/cbc:CityName",
        "BR-DE-4": "//cac:AccountingSupplierParty//cac:PostalAddress/cbc:PostalZone",
        "BR-DE-5": "//cac:AccountingSupplierParty//cac:Contact/cbc:Name",
        "BR-DE-6": "//cac:AccountingSupplierParty//cac:Contact/cbc:Telephone",
        "BR-DE-7": "//cac:AccountingSupplierParty//cac:Contact/cbc:ElectronicMail",
        "BR-DE-8": "//cac:AccountingCustomerParty//cac:PostalAddress/cbc:CityName",
        "BR-DE-9": "//cac:AccountingCustomerParty//cac:PostalAddress/cbc:PostalZone",
        "BR-DE-14": "//cac:TaxSubtotal/cac:TaxCategory/cbc:Percent",
        "BR-DE-15": "/*/cbc:BuyerReference",
        "BR-DE-16": "//cac:AccountingSupplierParty//cac:PartyTaxScheme/cbc:CompanyID",
        "BT-34": "//cac:AccountingSupplierParty//cbc:EndpointID[@schemeID]",
        "BT-49": "//cac:AccountingCustomerParty//cbc:EndpointID[@schemeID]",
    }
    assert [rule for rule, path in wanted.items() if not any(values(xml, path))] == []
    assert values(xml, "/*/cbc:CustomizationID")[0].endswith("#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0")
    assert not etree.fromstring(xml).xpath("//*[not(*) and not(normalize-space())]")  # PEPPOL-EN16931-R008


def test_without_an_email_the_vat_number_is_the_address():
    xml = ubl_of(make_paper(buyer={**BOB, "email": ""}))
    assert values(xml, "//cac:AccountingCustomerParty//cbc:EndpointID[@schemeID='9914']") == ["ATU12345675"]


def test_a_buyer_without_an_address_for_machines_still_has_an_invoice():
    xml = ubl_of(make_paper(buyer={**ALICE, "email": "", "vat_id": "unknown 1"}, seller={**SELLER, "registration": ""}))
    assert values(xml, "//cac:AccountingCustomerParty//cbc:EndpointID") == []
    assert values(xml, "//cac:PartyIdentification/cbc:ID") == ["unknown1"]
    assert complaints(xml) == []


def test_letters_that_xml_refuses_become_blanks():
    xml = cii_of(make_paper(buyer={**ALICE, "name": "Ali\x00ce\x1b Bianchi"}))
    assert values(xml, "//ram:BuyerTradeParty/ram:Name") == ["Ali ce  Bianchi"]
    assert PLAN in values(xml, "//ram:SpecifiedTradeProduct/ram:Name")
