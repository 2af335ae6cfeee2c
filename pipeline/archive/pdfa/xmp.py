"""What an archival file says of itself: XMP with a PDF/A extension schema for our own
properties."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from pipeline.common.xml_text import xml_text
from schemas.archive import FileDescription
from schemas.version import software_version

NAMESPACE = "urn:sohoa:xmp:archive:1.0:"
_META = "adobe:ns:meta/"
_EXTENSION = {
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "sohoa": NAMESPACE,
    **_EXTENSION,
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode()
_END = b'<?xpacket end="w"?>'
_ONE_LINE = dict.fromkeys(map(ord, "\t\n\r"), " ")
_KINDS = {"ordinal": "Integer", "development": "Boolean", "convertedAt": "Date"}
_PROPERTIES = {
    "dossierCode": "Code of its dossier",
    "ordinal": "Place in the dossier, from 1",
    "documentType": "Type, as a code",
    "number": "Number and notation",
    "issuedDate": "Date of issue",
    "issuer": "Issuing body",
    "rulesEdition": "Edition of the rules it was made under",
    "operator": "Full name of who converted it from paper",
    "convertedAt": "Time of the conversion from paper",
    "development": "True: made with development keys, of no legal value",
}


def software() -> str:
    """Name and version of this software."""
    return f"sohoa {software_version()}"


def title_of(description: FileDescription) -> str:
    """The title, else the file's name."""
    return description.title or f"{description.dossier_code}.{description.ordinal}"


def xmp_packet(description: FileDescription, part: str, conformance: str) -> bytes:
    """The XMP packet of a PDF/A file, e.g. part "2", conformance "U".

    It can't be compressed (PDF/A wants it in plain sight), so what is one word is an attribute (XMP
    part 1, 7.9.2.2).
    """
    meta = etree.Element(f"{{{_META}}}xmpmeta", nsmap={"x": _META})
    rdf = etree.SubElement(meta, _name("rdf:RDF"), nsmap={"rdf": _SPACES["rdf"]})
    own = etree.SubElement(rdf, _name("rdf:Description"), nsmap=_SPACES)
    own.set(_name("rdf:about"), "")
    _set(own, "pdfaid", {"part": part, "conformance": conformance})
    _add_general(own, description)
    values = _values(description)
    _set(own, "sohoa", values)
    _add_extension_schema(own, values)
    etree.indent(meta, space="")
    return b"\n".join((_BEGIN, etree.tostring(meta, encoding="UTF-8"), _END))


def _name(tag: str) -> str:
    """A prefixed name as lxml wants it."""
    prefix, _, local = tag.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _add(above: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    """An element below another."""
    added = etree.SubElement(above, _name(tag))
    if text is not None:
        added.text = _plain(text)
    return added


def _set(holder: etree._Element, prefix: str, values: dict[str, str]) -> None:
    """Properties of one name space as attributes."""
    for name, value in values.items():
        holder.set(_name(f"{prefix}:{name}"), _plain(value))


def _plain(text: str) -> str:
    """What a line of XML can't hold becomes a blank."""
    return xml_text(text, " ").translate(_ONE_LINE)


def _add_general(own: etree._Element, description: FileDescription) -> None:
    """What readers of any file look for."""
    when = description.created_at.isoformat(timespec="seconds")
    dates = dict.fromkeys(("CreateDate", "ModifyDate", "MetadataDate"), when)
    _set(own, "xmp", {"CreatorTool": software(), **dates})
    _set(own, "pdf", {"Producer": software()})
    _set(own, "dc", {"format": "application/pdf"})
    titles = _add(_add(own, "dc:title"), "rdf:Alt")
    _add(titles, "rdf:li", title_of(description)).set(_LANG, "x-default")
    _add(_add(_add(own, "dc:language"), "rdf:Bag"), "rdf:li", "vi")
    if description.issuer:
        creators = _add(_add(own, "dc:creator"), "rdf:Seq")
        _add(creators, "rdf:li", description.issuer)


def _values(description: FileDescription) -> dict[str, str]:
    """Our own properties that are known of a file."""
    issued = description.issued_date
    values = {
        "dossierCode": description.dossier_code,
        "ordinal": str(description.ordinal),
        "documentType": description.document_type,
        "number": description.number,
        "issuedDate": issued.isoformat() if issued else None,
        "issuer": description.issuer,
        "rulesEdition": description.rules_edition,
        "operator": description.operator,
        "convertedAt": description.created_at.isoformat(timespec="seconds"),
        "development": "True" if description.development else "False",
    }
    return {name: value for name, value in values.items() if value is not None}


def _add_extension_schema(own: etree._Element, used: Iterable[str]) -> None:
    """The description of our namespace that PDF/A-2 6.6.2.3.3 asks for, of what a file uses."""
    schema = _add(_add(_add(own, "pdfaExtension:schemas"), "rdf:Bag"), "rdf:li")
    schema.set(_name("rdf:parseType"), "Resource")
    _add(schema, "pdfaSchema:schema", "Digitized papers")
    _add(schema, "pdfaSchema:namespaceURI", NAMESPACE)
    _add(schema, "pdfaSchema:prefix", "sohoa")
    properties = _add(_add(schema, "pdfaSchema:property"), "rdf:Seq")
    for name in used:
        told = {
            "name": name,
            "valueType": _KINDS.get(name, "Text"),
            "category": "external",
            "description": _PROPERTIES[name],
        }
        _set(_add(properties, "rdf:li"), "pdfaProperty", told)
