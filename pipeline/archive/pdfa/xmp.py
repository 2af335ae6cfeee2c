"""What an archival file says of itself: XMP with a PDF/A extension schema for our own
properties."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from schemas.archive import FileDescription
from schemas.version import software_version

NAMESPACE = "urn:sohoa:xmp:archive:1.0:"
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
    when = description.created_at.isoformat(timespec="seconds")
    title, tool = escape(_clean(title_of(description))), escape(software())
    issuer = description.issuer
    creator = (
        f"<dc:creator><rdf:Seq><rdf:li>{escape(_clean(issuer))}</rdf:li></rdf:Seq></dc:creator>"
        if issuer
        else ""
    )
    own = "".join(
        f"<sohoa:{name}>{escape(_clean(value))}</sohoa:{name}>"
        for name, value in _values(description).items()
        if value is not None
    )
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:sohoa={quoteattr(NAMESPACE)}>
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>{conformance}</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>vi</rdf:li></rdf:Bag></dc:language>{creator}
<xmp:CreatorTool>{tool}</xmp:CreatorTool><pdf:Producer>{tool}</pdf:Producer>
<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>
<xmp:MetadataDate>{when}</xmp:MetadataDate>
{own}
</rdf:Description>
{_extension_schema()}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


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


def _clean(text: str) -> str:
    """Without the characters that XML can't hold."""
    return "".join(
        char if char >= " " and char not in "\ufffe\uffff" else " " for char in text
    )


def _extension_schema() -> str:
    """The description of our namespace that PDF/A-2 6.6.2.3.3 asks for."""
    kinds = {"ordinal": "Integer", "development": "Boolean", "convertedAt": "Date"}
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kinds.get(name, 'Text')}</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{escape(text)}</pdfaProperty:description></rdf:li>"
        for name, text in _PROPERTIES.items()
    )
    return f"""<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Digitized administrative documents</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>sohoa</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
