"""EN 16931 as UBL 2.1, as XRechnung 3.0 wants it: the download for programs that keep books."""

from decimal import Decimal

from lxml import etree

from .facts import EInvoice, Item, Means, Party

XRECHNUNG = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
BASE = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC_SPACE, CBC_SPACE = f"{BASE}CommonAggregateComponents-2", f"{BASE}CommonBasicComponents-2"
CAC, CBC = f"{{{CAC_SPACE}}}", f"{{{CBC_SPACE}}}"
PIECE = "C62"


def written_as_ubl(invoice: EInvoice) -> bytes:
    """Return the facts of an invoice as UBL: an Invoice or a CreditNote."""
    kind = "CreditNote" if invoice.code == "381" else "Invoice"
    spaces: dict[str | None, str] = {None: f"{BASE}{kind}-2", "cac": CAC_SPACE, "cbc": CBC_SPACE}
    root = etree.Element(f"{{{BASE}{kind}-2}}{kind}", nsmap=spaces)
    _head(root, invoice, kind)
    _party(_in(_in(root, "AccountingSupplierParty"), "Party"), invoice.seller)
    _party(_in(_in(root, "AccountingCustomerParty"), "Party"), invoice.buyer)
    place = _in(_in(_in(root, "Delivery"), "DeliveryLocation"), "Address")
    _text(_in(place, "Country"), "IdentificationCode", invoice.place)
    _means(_in(root, "PaymentMeans"), invoice, kind)
    _text(_in(root, "PaymentTerms"), "Note", invoice.terms)
    for reduction in invoice.reductions:
        allowance = _in(root, "AllowanceCharge")
        _text(allowance, "ChargeIndicator", "false")
        _text(allowance, "AllowanceChargeReason", reduction.reason)
        _amount(allowance, "Amount", reduction.amount, invoice)
        _category(_in(allowance, "TaxCategory"), invoice)
    _tax(root, invoice)
    _sums(_in(root, "LegalMonetaryTotal"), invoice)
    for item in invoice.items:
        _item(root, item, invoice, kind)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _head(root: etree._Element, invoice: EInvoice, kind: str) -> None:
    _text(root, "CustomizationID", XRECHNUNG)
    _text(root, "ProfileID", PROCESS)
    _text(root, "ID", invoice.number)
    _text(root, "IssueDate", invoice.issued_on)
    if kind == "Invoice":
        _text(root, "DueDate", invoice.due_on)
    _text(root, f"{kind}TypeCode", invoice.code)
    _text(root, "Note", invoice.note)
    _text(root, "DocumentCurrencyCode", invoice.currency)
    _text(root, "BuyerReference", invoice.order)
    _period(root, invoice.begins, invoice.last)
    _text(_in(root, "OrderReference"), "ID", invoice.order)
    if invoice.corrects:
        corrected = _in(_in(root, "BillingReference"), "InvoiceDocumentReference")
        _text(corrected, "ID", invoice.corrects[0])
        _text(corrected, "IssueDate", invoice.corrects[1])


def _party(element: etree._Element, party: Party) -> None:
    endpoint, scheme = party.address
    _text(element, "EndpointID", endpoint, schemeID=scheme)
    if party.identifier:
        _text(_in(element, "PartyIdentification"), "ID", party.identifier)
    address = _in(element, "PostalAddress")
    _text(address, "StreetName", party.street)
    _text(address, "CityName", party.city)
    _text(address, "PostalZone", party.postcode)
    _text(_in(address, "Country"), "IdentificationCode", party.country)
    for number, scheme_id in ((party.vat_id, "VAT"), (party.tax_id, "FC")):
        if number:
            registration = _in(element, "PartyTaxScheme")
            _text(registration, "CompanyID", number)
            _text(_in(registration, "TaxScheme"), "ID", scheme_id)
    legal = _in(element, "PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)
    _text(legal, "CompanyID", party.legal_id)
    _text(legal, "CompanyLegalForm", party.legal_words)
    if party.contact:
        contact = _in(element, "Contact")
        _text(contact, "Name", party.contact)
        _text(contact, "Telephone", party.phone)
        _text(contact, "ElectronicMail", party.email)


def _means(element: etree._Element, invoice: EInvoice, kind: str) -> None:
    means: Means = invoice.means
    _text(element, "PaymentMeansCode", means.code, **({"name": means.words} if means.words else {}))
    if kind == "CreditNote":
        _text(element, "PaymentDueDate", invoice.due_on)
    _text(element, "PaymentID", invoice.reference)
    if means.digits:
        card = _in(element, "CardAccount")
        _text(card, "PrimaryAccountNumberID", means.digits)
        _text(card, "NetworkID", means.network)
    if means.account:
        account = _in(element, "PayeeFinancialAccount")
        _text(account, "ID", means.account)
        if means.bic:
            _text(_in(account, "FinancialInstitutionBranch"), "ID", means.bic)


def _tax(root: etree._Element, invoice: EInvoice) -> None:
    total = _in(root, "TaxTotal")
    _amount(total, "TaxAmount", invoice.tax, invoice)
    part = _in(total, "TaxSubtotal")
    _amount(part, "TaxableAmount", invoice.net, invoice)
    _amount(part, "TaxAmount", invoice.tax, invoice)
    category = _in(part, "TaxCategory")
    _text(category, "ID", invoice.category)
    _text(category, "Percent", f"{invoice.rate:f}")
    _text(category, "TaxExemptionReasonCode", invoice.exemption_code)
    _text(category, "TaxExemptionReason", invoice.exemption)
    _text(_in(category, "TaxScheme"), "ID", "VAT")


def _sums(sums: etree._Element, invoice: EInvoice) -> None:
    _amount(sums, "LineExtensionAmount", invoice.items_total, invoice)
    _amount(sums, "TaxExclusiveAmount", invoice.net, invoice)
    _amount(sums, "TaxInclusiveAmount", invoice.gross, invoice)
    _amount(sums, "AllowanceTotalAmount", invoice.reductions_total, invoice)
    _amount(sums, "PrepaidAmount", invoice.paid, invoice)
    _amount(sums, "PayableAmount", invoice.due, invoice)


def _item(root: etree._Element, item: Item, invoice: EInvoice, kind: str) -> None:
    line = _in(root, f"{kind}Line")
    _text(line, "ID", item.number)
    quantity = "InvoicedQuantity" if kind == "Invoice" else "CreditedQuantity"
    _text(line, quantity, str(item.quantity), unitCode=PIECE)
    _amount(line, "LineExtensionAmount", item.net, invoice)
    _period(line, item.begins, item.last)
    product = _in(line, "Item")
    _text(product, "Description", item.words)
    _text(product, "Name", item.name)
    _category(_in(product, "ClassifiedTaxCategory"), invoice)
    price = _in(line, "Price")
    _amount(price, "PriceAmount", item.price, invoice)
    _text(price, "BaseQuantity", str(item.base), unitCode=PIECE)


def _category(element: etree._Element, invoice: EInvoice) -> None:
    """Name category and rate; outside the scope there is no rate (BR-O-05)."""
    _text(element, "ID", invoice.category)
    if invoice.category != "O":
        _text(element, "Percent", f"{invoice.rate:f}")
    _text(_in(element, "TaxScheme"), "ID", "VAT")


def _period(parent: etree._Element, begins: str, last: str) -> None:
    period = _in(parent, "InvoicePeriod")
    _text(period, "StartDate", begins)
    _text(period, "EndDate", last)


def _in(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{CAC}{name}")


def _text(parent: etree._Element, name: str, text: str, /, **attributes: str) -> None:
    """Add an element, but never an empty one."""
    if text:
        etree.SubElement(parent, f"{CBC}{name}", attributes).text = text


def _amount(parent: etree._Element, name: str, amount: Decimal, invoice: EInvoice) -> None:
    etree.SubElement(parent, f"{CBC}{name}", currencyID=invoice.currency).text = f"{amount:f}"
