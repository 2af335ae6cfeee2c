"""XML of packages: namespaces, elements, bytes; reading without entities or network."""

from __future__ import annotations

from lxml import etree
from lxml.builder import ElementMaker

METS = "http://www.loc.gov/METS/"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREMIS = "http://www.loc.gov/premis/v3"
EAD = "http://ead3.archivists.org/schema/"
CATALOG = "urn:oasis:names:tc:entity:xmlns:xml:catalog"
PREFIXES = {"m": METS, "c": CSIP, "x": XLINK, "p": PREMIS, "e": EAD}
"""For XPath."""

Element = etree._Element
mets = ElementMaker(
    namespace=METS, nsmap={None: METS, "csip": CSIP, "xlink": XLINK, "xsi": XSI}
)
premis = ElementMaker(namespace=PREMIS, nsmap={None: PREMIS, "xsi": XSI})
ead = ElementMaker(namespace=EAD, nsmap={None: EAD})
catalog = ElementMaker(namespace=CATALOG, nsmap={None: CATALOG})


def clean(text: object) -> str:
    """A value as text that XML can hold: control characters, which it can't, become spaces."""
    return "".join(char if _is_allowed(char) else " " for char in str(text))


def _is_allowed(char: str) -> bool:
    code = ord(char)
    if code < 0x20:
        return char in "\t\n\r"
    return not (0xD800 <= code <= 0xDFFF or code in {0xFFFE, 0xFFFF})


def to_bytes(root: Element) -> bytes:
    """The document as a file: UTF-8, indented."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def parse(content: bytes) -> Element:
    """The root of a document from outside: no entity is resolved, nothing is fetched.

    Raises:
        ValueError: it is no XML, or declares a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("no XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type")
    return root
