"""What an archival file says of itself: XMP with a PDF/A extension schema for our own
properties."""

from __future__ import annotations

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
    "dossierCode": "Code of the dossier that the document belongs to",
    "ordinal": "Place of the document in its dossier, from 1",
    "documentType": "Type of the document, as a code",
    "number": "Number and notation of the document",
    "issuedDate": "Date on which the document was issued",
    "issuer": "Body that issued the document",
    "rulesEdition": "Edition of the rules that the file was made under",
    "operator": "Full name of who converted the document from paper",
    "convertedAt": "Time of the conversion from paper",
    "development": "True where the file was made with development keys and has no legal value",
}


def software() -> str:
    """Name and version of this software."""
    return f"sohoa {software_version()}"


def title_of(description: FileDescription) -> str:
    """The title, else the file's name."""
    return description.title or f"{description.dossier_code}.{description.ordinal}"


def xmp_packet(description: FileDescription, part: str, conformance: str) -> bytes:
    """The XMP packet of a PDF/A file, e.g. part "2", conformance "U"."""
    meta = etree.Element(f"{{{_META}}}xmpmeta", nsmap={"x": _META})
    rdf = etree.SubElement(meta, _name("rdf:RDF"), nsmap={"rdf": _SPACES["rdf"]})
    own = _describe(rdf, ("pdfaid", "dc", "xmp", "pdf", "sohoa"))
    _add(own, "pdfaid:part", part)
    _add(own, "pdfaid:conformance", conformance)
    _add_general(own, description)
    for name, value in _values(description).items():
        if value is not None:
            _add(own, f"sohoa:{name}", value)
    _add_extension_schema(_describe(rdf, tuple(_EXTENSION)))
    etree.indent(meta, space="")
    return b"\n".join((_BEGIN, etree.tostring(meta, encoding="UTF-8"), _END))


def _name(tag: str) -> str:
    """A prefixed name as lxml wants it."""
    prefix, _, local = tag.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _add(above: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    """An element below another; what a line of XML can't hold becomes a blank."""
    added = etree.SubElement(above, _name(tag))
    if text is not None:
        added.text = xml_text(text, " ").translate(_ONE_LINE)
    return added


def _describe(rdf: etree._Element, prefixes: tuple[str, ...]) -> etree._Element:
    """A description of the file itself, in these name spaces."""
    spaces = {prefix: _SPACES[prefix] for prefix in prefixes}
    added = etree.SubElement(rdf, _name("rdf:Description"), nsmap=spaces)
    added.set(_name("rdf:about"), "")
    return added


def _add_general(own: etree._Element, description: FileDescription) -> None:
    """What readers of any file look for."""
    _add(own, "dc:format", "application/pdf")
    titles = _add(_add(own, "dc:title"), "rdf:Alt")
    _add(titles, "rdf:li", title_of(description)).set(_LANG, "x-default")
    _add(_add(_add(own, "dc:language"), "rdf:Bag"), "rdf:li", "vi")
    if description.issuer:
        creators = _add(_add(own, "dc:creator"), "rdf:Seq")
        _add(creators, "rdf:li", description.issuer)
    _add(own, "xmp:CreatorTool", software())
    _add(own, "pdf:Producer", software())
    when = description.created_at.isoformat(timespec="seconds")
    for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
        _add(own, name, when)


def _values(description: FileDescription) -> dict[str, str | None]:
    issued = description.issued_date
    return {
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


def _add_extension_schema(described: etree._Element) -> None:
    """The description of our namespace that PDF/A-2 6.6.2.3.3 asks for."""
    schemas = _add(_add(described, "pdfaExtension:schemas"), "rdf:Bag")
    schema = _resource(schemas)
    _add(schema, "pdfaSchema:schema", "Digitized administrative documents")
    _add(schema, "pdfaSchema:namespaceURI", NAMESPACE)
    _add(schema, "pdfaSchema:prefix", "sohoa")
    properties = _add(_add(schema, "pdfaSchema:property"), "rdf:Seq")
    for name, text in _PROPERTIES.items():
        one = _resource(properties)
        _add(one, "pdfaProperty:name", name)
        _add(one, "pdfaProperty:valueType", _KINDS.get(name, "Text"))
        _add(one, "pdfaProperty:category", "external")
        _add(one, "pdfaProperty:description", text)


def _resource(above: etree._Element) -> etree._Element:
    """An entry of a list that has properties of its own."""
    added = _add(above, "rdf:li")
    added.set(_name("rdf:parseType"), "Resource")
    return added
