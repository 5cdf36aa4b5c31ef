"""How a PDF/A-3 tells that it carries an electronic invoice: Factur-X asks for four facts in its metadata.

Typst attaches the file, but knows nothing of Factur-X. The facts are added by a second section at the end of the file,
as PDF foresees for changes: the pages stay byte for byte what they were, and no clock and no second program has a say.
"""

import re

TRAILER = re.compile(rb"trailer\s*<<(?P<facts>.*)>>\s*startxref\s+(?P<at>\d+)\s+%%EOF\s*$", re.DOTALL)
METADATA = re.compile(rb"/Metadata (?P<number>\d+) 0 R")
RECORD = rb"%d 0 obj\s*<<(?P<facts>[^>]*)>>\s*stream\r?\n(?P<xmp>.*?)\r?\nendstream\s*endobj"
LENGTH = re.compile(rb"/Length \d+")
END_OF_SCHEMAS = b"</rdf:Bag></pdfaExtension:schemas>"
END = b"</rdf:RDF>"

FACTS = b"""<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">\
<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>\
<fx:DocumentType>INVOICE</fx:DocumentType><fx:Version>1.0</fx:Version></rdf:Description>"""


def _property(name: bytes, words: bytes) -> bytes:
    return (
        b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>%s</pdfaProperty:name>'
        b"<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
        b"<pdfaProperty:description>%s</pdfaProperty:description></rdf:li>"
    ) % (name, words)


SCHEMA = b"""<rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>fx</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq>%s</rdf:Seq></pdfaSchema:property></rdf:li>""" % (
    _property(b"DocumentFileName", b"name of the embedded XML invoice file")
    + _property(b"DocumentType", b"INVOICE")
    + _property(b"Version", b"The actual version of the Factur-X XML schema")
    + _property(b"ConformanceLevel", b"The conformance level of the embedded Factur-X data")
)


class UnknownForm(ValueError):
    """Tell the developer that Typst writes its PDF in another way than before."""


def declared(pdf: bytes) -> bytes:
    """Return the PDF with the facts of Factur-X in its metadata."""
    trailer, catalogue = TRAILER.search(pdf), METADATA.search(pdf)
    if trailer is None or catalogue is None:
        raise UnknownForm("a PDF with a trailer and metadata is wanted")
    number = int(catalogue["number"])
    record = re.search(RECORD % number, pdf, re.DOTALL)
    if record is None or record["xmp"].count(END_OF_SCHEMAS) != 1 or record["xmp"].count(END) != 1:
        raise UnknownForm("metadata with one list of schemas is wanted, and not compressed")

    xmp = record["xmp"].replace(END_OF_SCHEMAS, SCHEMA + END_OF_SCHEMAS).replace(END, FACTS + END)
    facts = LENGTH.sub(b"/Length %d" % len(xmp), record["facts"])
    new = b"%d 0 obj\n<<%s>>\nstream\n%s\nendstream\nendobj\n" % (number, facts, xmp)
    whole = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    places = b"xref\n0 1\n0000000000 65535 f \n%d 1\n%010d 00000 n \n" % (number, len(whole))
    end = b"trailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        trailer["facts"],
        trailer["at"],
        len(whole) + len(new),
    )
    return whole + new + places + end
