"""EN 16931 as a Cross Industry Invoice: what lies inside the PDF as factur-x.xml."""

from decimal import Decimal

from lxml import etree

from .facts import EInvoice, Item, Means, Party

GUIDELINE = "urn:cen.eu:en16931:2017"
BASE = "urn:un:unece:uncefact:data:standard:"
SPACES = {
    "rsm": f"{BASE}CrossIndustryInvoice:100",
    "ram": f"{BASE}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{BASE}UnqualifiedDataType:100",
    "qdt": f"{BASE}QualifiedDataType:100",
}
RSM, RAM, UDT, QDT = (f"{{{address}}}" for address in SPACES.values())
PIECE = "C62"


def written_as_cii(invoice: EInvoice) -> bytes:
    """Return the facts of an invoice as CII of the profile EN 16931."""
    root = etree.Element(f"{RSM}CrossIndustryInvoice", nsmap=SPACES)
    context = etree.SubElement(root, f"{RSM}ExchangedDocumentContext")
    _text(_in(context, "GuidelineSpecifiedDocumentContextParameter"), "ID", GUIDELINE)
    head = etree.SubElement(root, f"{RSM}ExchangedDocument")
    _text(head, "ID", invoice.number)
    _text(head, "TypeCode", invoice.code)
    _day(head, "IssueDateTime", invoice.issued_on)
    if invoice.note:
        _text(_in(head, "IncludedNote"), "Content", invoice.note)
    deal = etree.SubElement(root, f"{RSM}SupplyChainTradeTransaction")
    for item in invoice.items:
        _item(deal, item, invoice)
    _agreement(deal, invoice)
    ship_to = _in(_in(deal, "ApplicableHeaderTradeDelivery"), "ShipToTradeParty")
    _text(_in(ship_to, "PostalTradeAddress"), "CountryID", invoice.place)
    _settlement(deal, invoice)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _item(deal: etree._Element, item: Item, invoice: EInvoice) -> None:
    line = _in(deal, "IncludedSupplyChainTradeLineItem")
    _text(_in(line, "AssociatedDocumentLineDocument"), "LineID", item.number)
    product = _in(line, "SpecifiedTradeProduct")
    _text(product, "Name", item.name)
    _text(product, "Description", item.words)
    price = _in(_in(line, "SpecifiedLineTradeAgreement"), "NetPriceProductTradePrice")
    _amount(price, "ChargeAmount", item.price)
    _text(price, "BasisQuantity", str(item.base), unitCode=PIECE)
    _text(_in(line, "SpecifiedLineTradeDelivery"), "BilledQuantity", str(item.quantity), unitCode=PIECE)
    settlement = _in(line, "SpecifiedLineTradeSettlement")
    _tax_kind(_in(settlement, "ApplicableTradeTax"), invoice)
    _period(settlement, item.begins, item.last)
    _amount(_in(settlement, "SpecifiedTradeSettlementLineMonetarySummation"), "LineTotalAmount", item.net)


def _agreement(deal: etree._Element, invoice: EInvoice) -> None:
    agreement = _in(deal, "ApplicableHeaderTradeAgreement")
    _text(agreement, "BuyerReference", invoice.order)
    _party(_in(agreement, "SellerTradeParty"), invoice.seller)
    _party(_in(agreement, "BuyerTradeParty"), invoice.buyer)
    _text(_in(agreement, "SellerOrderReferencedDocument"), "IssuerAssignedID", invoice.order)


def _party(element: etree._Element, party: Party) -> None:
    _text(element, "ID", party.identifier)
    _text(element, "Name", party.name)
    _text(element, "Description", party.legal_words)
    if party.legal_id:
        _text(_in(element, "SpecifiedLegalOrganization"), "ID", party.legal_id)
    if party.contact:
        contact = _in(element, "DefinedTradeContact")
        _text(contact, "PersonName", party.contact)
        if party.phone:
            _text(_in(contact, "TelephoneUniversalCommunication"), "CompleteNumber", party.phone)
        if party.email:
            _text(_in(contact, "EmailURIUniversalCommunication"), "URIID", party.email)
    address = _in(element, "PostalTradeAddress")
    _text(address, "PostcodeCode", party.postcode)
    _text(address, "LineOne", party.street)
    _text(address, "CityName", party.city)
    _text(address, "CountryID", party.country)
    endpoint, scheme = party.address
    if endpoint:
        _text(_in(element, "URIUniversalCommunication"), "URIID", endpoint, schemeID=scheme)
    for number, kind in ((party.vat_id, "VA"), (party.tax_id, "FC")):
        if number:
            _text(_in(element, "SpecifiedTaxRegistration"), "ID", number, schemeID=kind)


def _settlement(deal: etree._Element, invoice: EInvoice) -> None:
    settlement = _in(deal, "ApplicableHeaderTradeSettlement")
    _text(settlement, "PaymentReference", invoice.reference)
    _text(settlement, "InvoiceCurrencyCode", invoice.currency)
    _means(_in(settlement, "SpecifiedTradeSettlementPaymentMeans"), invoice.means)
    tax = _in(settlement, "ApplicableTradeTax")
    _amount(tax, "CalculatedAmount", invoice.tax)
    _text(tax, "TypeCode", "VAT")
    _text(tax, "ExemptionReason", invoice.exemption)
    _amount(tax, "BasisAmount", invoice.net)
    _text(tax, "CategoryCode", invoice.category)
    _text(tax, "ExemptionReasonCode", invoice.exemption_code)
    _text(tax, "RateApplicablePercent", f"{invoice.rate:f}")
    _period(settlement, invoice.begins, invoice.last)
    for reduction in invoice.reductions:
        allowance = _in(settlement, "SpecifiedTradeAllowanceCharge")
        etree.SubElement(_in(allowance, "ChargeIndicator"), f"{UDT}Indicator").text = "false"
        _amount(allowance, "ActualAmount", reduction.amount)
        _text(allowance, "Reason", reduction.reason)
        _tax_kind(_in(allowance, "CategoryTradeTax"), invoice)
    terms = _in(settlement, "SpecifiedTradePaymentTerms")
    _text(terms, "Description", invoice.terms)
    _day(terms, "DueDateDateTime", invoice.due_on)
    _sums(_in(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation"), invoice)
    if invoice.corrects:
        corrected = _in(settlement, "InvoiceReferencedDocument")
        _text(corrected, "IssuerAssignedID", invoice.corrects[0])
        if invoice.corrects[1]:
            _day(corrected, "FormattedIssueDateTime", invoice.corrects[1], space=QDT)


def _means(element: etree._Element, means: Means) -> None:
    _text(element, "TypeCode", means.code)
    _text(element, "Information", means.words)
    if means.digits:
        _text(_in(element, "ApplicableTradeSettlementFinancialCard"), "ID", means.digits)
    if means.account:
        _text(_in(element, "PayeePartyCreditorFinancialAccount"), "IBANID", means.account)
    if means.bic:
        _text(_in(element, "PayeeSpecifiedCreditorFinancialInstitution"), "BICID", means.bic)


def _sums(sums: etree._Element, invoice: EInvoice) -> None:
    _amount(sums, "LineTotalAmount", invoice.items_total)
    _amount(sums, "AllowanceTotalAmount", invoice.reductions_total)
    _amount(sums, "TaxBasisTotalAmount", invoice.net)
    _amount(sums, "TaxTotalAmount", invoice.tax, currencyID=invoice.currency)
    _amount(sums, "GrandTotalAmount", invoice.gross)
    _amount(sums, "TotalPrepaidAmount", invoice.paid)
    _amount(sums, "DuePayableAmount", invoice.due)


def _tax_kind(element: etree._Element, invoice: EInvoice) -> None:
    """Name category and rate; outside the scope there is no rate (BR-O-05)."""
    _text(element, "TypeCode", "VAT")
    _text(element, "CategoryCode", invoice.category)
    if invoice.category != "O":
        _text(element, "RateApplicablePercent", f"{invoice.rate:f}")


def _period(parent: etree._Element, begins: str, last: str) -> None:
    period = _in(parent, "BillingSpecifiedPeriod")
    _day(period, "StartDateTime", begins)
    _day(period, "EndDateTime", last)


def _in(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{RAM}{name}")


def _text(parent: etree._Element, name: str, text: str, /, **attributes: str) -> None:
    """Add an element, but never an empty one."""
    if text:
        etree.SubElement(parent, f"{RAM}{name}", attributes).text = text


def _amount(parent: etree._Element, name: str, amount: Decimal, /, **attributes: str) -> None:
    etree.SubElement(parent, f"{RAM}{name}", attributes).text = f"{amount:f}"


def _day(parent: etree._Element, name: str, on: str, *, space: str = UDT) -> None:
    etree.SubElement(_in(parent, name), f"{space}DateTimeString", format="102").text = on.replace("-", "")
