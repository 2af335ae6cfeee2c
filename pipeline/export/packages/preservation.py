"""PREMIS 3: the files with their fixity, the documents they are of, and what happened to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml.builder import ElementMaker

from pipeline.export.packages.contents import Dossier, DossierPaper, PackageFile
from pipeline.export.packages.xml import PREMIS, XSI, Element, clean, premis, to_bytes
from schemas.tables.rows import EventRow

_KIND = f"{{{XSI}}}type"
_LOCAL, _PATH, _DIGEST = "local", "path in package", "SHA-256 of received file"
_FORMATS = {"application/pdf": "PDF", "application/xml": "ALTO"}
_P: ElementMaker = premis

Held = Sequence[tuple[DossierPaper, Sequence[PackageFile]]]
"""Each document with its files."""


def record_preservation(dossier: Dossier, held: Held) -> bytes:
    """The PREMIS file: objects, then events, then agents."""
    root = _P.premis(version="3.0")
    root.append(_entity(dossier.code, [], []))
    for paper, files in held:
        root.append(_document(paper, dossier.code))
        root.extend(_file(one, paper) for one in files)
    for number, event in enumerate(dossier.events, start=1):
        root.append(_event(number, event))
    actors = dict.fromkeys(event.actor for event in dossier.events)
    root.extend(_agent(actor) for actor in actors)
    return to_bytes(root)


def read_fixity(root: Element) -> dict[str, tuple[str, str]]:
    """By its path in the package: SHA-256 and size of each file, as the PREMIS file has them."""
    found: dict[str, tuple[str, str]] = {}
    for one in root.iterfind(f"{{{PREMIS}}}object"):
        digest = _text(one, "objectCharacteristics/fixity/messageDigest")
        if digest:
            path = _text(one, "objectIdentifier/objectIdentifierValue")
            found[path] = digest, _text(one, "objectCharacteristics/size")
    return found


def _text(element: Element, path: str) -> str:
    steps = "/".join(f"{{{PREMIS}}}{step}" for step in path.split("/"))
    return element.findtext(steps) or ""


def _identify(what: str, kind: str, value: str) -> Element:
    named = _P(f"{what}Identifier")
    named.append(_P(f"{what}IdentifierType", kind))
    named.append(_P(f"{what}IdentifierValue", clean(value)))
    return named


def _entity(
    identifier: str, properties: Iterable[tuple[str, str]], related: Iterable[Element]
) -> Element:
    entity = _P.object(_identify("object", _LOCAL, identifier))
    entity.set(_KIND, "intellectualEntity")
    entity.extend(_property(name, value) for name, value in properties)
    entity.extend(related)
    return entity


def _property(name: str, value: str) -> Element:
    return _P.significantProperties(
        _P.significantPropertiesType(name),
        _P.significantPropertiesValue(clean(value)),
    )


def _document(paper: DossierPaper, dossier_code: str) -> Element:
    row = paper.row
    properties = [("status", row.status), ("signatureLevel", row.signature_level)]
    properties += [("reviewReason", one) for one in row.review_reasons or ()]
    if row.withdrawn_on:
        properties.append(("withdrawnOn", row.withdrawn_on))
    related = [_relate("structural", "is part of", _LOCAL, dossier_code)]
    if row.superseded_by:
        newer = _relate("replacement", "is superseded by", _LOCAL, row.superseded_by)
        related.append(newer)
    return _entity(row.document_id, properties, related)


def _relate(kind: str, subtype: str, of: str, value: str) -> Element:
    return _P.relationship(
        _P.relationshipType(kind),
        _P.relationshipSubType(subtype),
        _identify("relatedObject", of, value),
    )


def _file(one: PackageFile, paper: DossierPaper) -> Element:
    row = paper.row
    file = _P.object(_identify("object", _PATH, one.path), _characteristics(one))
    file.set(_KIND, "file")
    file.append(_P.originalName(clean(one.path.rpartition("/")[2])))
    file.append(_relate("structural", "represents", _LOCAL, row.document_id))
    source = _relate("derivation", "has source", _DIGEST, row.source_sha256.upper())
    file.append(source)
    return file


def _characteristics(one: PackageFile) -> Element:
    name = _P.formatName(_FORMATS[one.media_type])
    return _P.objectCharacteristics(
        _P.fixity(_P.messageDigestAlgorithm("SHA-256"), _P.messageDigest(one.checksum)),
        _P.size(str(one.size)),
        _P.format(_P.formatDesignation(name)),
    )


def _event(number: int, row: EventRow) -> Element:
    event = _P.event(
        _identify("event", _LOCAL, row.event_id or f"event-{number}"),
        _P.eventType(clean(row.action)),
        _P.eventDateTime(row.at),
    )
    if row.detail:
        detail = _P.eventDetail(clean(row.detail))
        event.append(_P.eventDetailInformation(detail))
    event.append(_identify("linkingAgent", _LOCAL, row.actor))
    event.append(_identify("linkingObject", _LOCAL, row.item))
    return event


def _agent(actor: str) -> Element:
    kind = "software" if actor == "sohoa" else "person"
    return _P.agent(
        _identify("agent", _LOCAL, actor),
        _P.agentName(clean(actor)),
        _P.agentType(kind),
    )
