"""What can be made of a frozen document: the PDF, and the electronic invoice in both of its syntaxes.

The same document always gives the same bytes; one of any age will do.
"""

from typing import Any

from .einvoice.cii import written_as_cii
from .einvoice.embedding import declared
from .einvoice.facts import EInvoice, NotAnEInvoice, facts_of, has_two_decimals
from .einvoice.ubl import written_as_ubl
from .layout import modern
from .pdf.content import Brand, content
from .pdf.typesetting import picture, typeset

__all__ = ["Brand", "NotAnEInvoice", "can_be_electronic", "cii_of", "pdf_of", "pictures_of", "printed", "ubl_of"]

PLAIN = Brand()


def can_be_electronic(document: dict[str, Any]) -> bool:
    """Tell whether there can be an electronic invoice: at most two decimals, and a seller with a full address.

    What was issued in the first months does not say the seller's country; its PDF is the invoice.
    """
    return has_two_decimals(document) and bool(modern(document)["seller"]["country"])


def pdf_of(document: dict[str, Any], brand: Brand = PLAIN) -> bytes:
    """Return the paper as PDF/A-3b in the buyer's language, the electronic invoice inside where there can be one."""
    printed = content(modern(document), brand)
    if not can_be_electronic(document):
        return typeset(printed)
    return declared(typeset(printed, xml=cii_of(document)))


def cii_of(document: dict[str, Any]) -> bytes:
    """Return the document as CII of the profile EN 16931; what cannot be electronic is refused."""
    return written_as_cii(_electronic(document))


def ubl_of(document: dict[str, Any]) -> bytes:
    """Return the document as UBL 2.1 by the rules of XRechnung 3.0; what cannot be electronic is refused."""
    return written_as_ubl(_electronic(document))


def printed(document: dict[str, Any], brand: Brand = PLAIN) -> dict[str, Any]:
    """Return what stands on the paper, word for word, for a page that shows the same."""
    return content(modern(document), brand)


def pictures_of(document: dict[str, Any], brand: Brand = PLAIN) -> list[bytes]:
    """Return the pages of the paper as PNG."""
    return picture(content(modern(document), brand))


def _electronic(document: dict[str, Any]) -> EInvoice:
    if not can_be_electronic(document):
        raise NotAnEInvoice(number=document["number"])
    return facts_of(modern(document))
