"""From a dossier to its package: which files stand where, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

from pipeline.export.packages.contents import (
    Dossier,
    DossierPaper,
    Package,
    PackageFile,
    PackageKind,
)
from pipeline.export.packages.descriptions import Described, describe
from pipeline.export.packages.fields import document_fields, dossier_fields
from pipeline.export.packages.manifest import (
    METS_FILE,
    FileGroup,
    PackageManifest,
    list_files,
)
from pipeline.export.packages.preservation import record_preservation
from pipeline.export.packages.rules import PackageRules
from pipeline.export.packages.xml import catalog, to_bytes
from schemas.received.naming import safe_file_name
from schemas.tables.rows import EventRow

_DATA = "representations/rep1/data"
_DESCRIPTIVE = "metadata/descriptive"
EAD_FILE = "EAD.xml"
PREMIS_FILE = "metadata/preservation/PREMIS.xml"
_XML = "application/xml"
_CREATION = "information package creation"
"""PREMIS's word for it."""


def package_name(kind: PackageKind, dossier_code: str) -> str:
    """The name of a dossier's package."""
    return kind.folder_prefix + safe_file_name(dossier_code)


def compose(
    dossier: Dossier, kind: PackageKind, rules: PackageRules, at: str
) -> Package:
    """The package of a dossier. Two of one dossier as of one commit differ in times alone.

    Args:
        dossier: its documents and events.
        kind: what the package is for.
        rules: codes, fields, profiles.
        at: when it is made, ISO 8601 with +07:00.
    """
    made = EventRow(at, "sohoa", _CREATION, dossier.code, "")
    dossier = replace(dossier, events=(*dossier.events, made))
    held = [(paper, _files(paper)) for paper in dossier.papers]
    descriptions = _describe_all(dossier, rules, at)
    recorded = record_preservation(dossier, held)
    preservation = PackageFile.made(PREMIS_FILE, recorded, _XML, at)
    groups = (
        FileGroup("Documentation", (_codes(rules, at),)),
        FileGroup("Schemas", (_catalog(rules, at),)),
        FileGroup("Representations", tuple(one for _, files in held for one in files)),
    )
    listing = PackageManifest(
        name=package_name(kind, dossier.code),
        kind=kind,
        agency_code=dossier.agency_code,
        agency_name=dossier.agency_name,
        at=at,
        descriptions=descriptions,
        preservation=preservation,
        groups=groups,
    )
    manifest = PackageFile.made(METS_FILE, list_files(listing, rules), _XML, at)
    grouped = (one for group in groups for one in group.files)
    return Package(listing.name, (manifest, *descriptions, preservation, *grouped))


def _files(paper: DossierPaper) -> tuple[PackageFile, ...]:
    """The archive's own files of a document."""
    row = paper.row
    place, at = f"{_DATA}/{paper.name}", row.digitized_at
    pdf = PackageFile(
        f"{place}.pdf", paper.pdf, row.pdf_sha256, row.pdf_bytes, "application/pdf", at
    )
    if paper.alto is None or row.alto_sha256 is None:
        return (pdf,)
    name, size = f"{place}.alto.xml", paper.alto_bytes
    return pdf, PackageFile(name, paper.alto, row.alto_sha256, size, _XML, at)


def _describe_all(
    dossier: Dossier, rules: PackageRules, at: str
) -> tuple[PackageFile, ...]:
    """EAD.xml of the dossier, EAD_doc_N.xml of its documents."""
    agency = dossier.agency_name
    fields = dossier_fields(dossier, rules)
    day = fields.get("startDate", "")
    of = Described(dossier.code, fields["title"], "file", day, agency, fields)
    found = [PackageFile.made(f"{_DESCRIPTIVE}/{EAD_FILE}", describe(of, at), _XML, at)]
    for paper in dossier.papers:
        row = paper.row
        fields = document_fields(paper, dossier, rules)
        title = fields["subject"] or paper.type_name
        day = row.issued_date or ""
        of = Described(row.document_id, title, "item", day, agency, fields)
        place = f"{_DESCRIPTIVE}/EAD_doc_{row.ordinal}.xml"
        found.append(PackageFile.made(place, describe(of, at), _XML, at))
    return tuple(found)


def _codes(rules: PackageRules, at: str) -> PackageFile:
    """What the codes mean, for whoever opens the package without the rules at hand."""
    lines = [f"{rules.specification}; {rules.edition}: {rules.source}", ""]
    for name, codes in rules.codes.items():
        lines.append(f"{name}:")
        lines += [f"  {code}  {text}" for code, text in codes.items()]
    text = "\n".join((*lines, ""))
    return PackageFile.made("documentation/codes.txt", text.encode(), "text/plain", at)


def _catalog(rules: PackageRules, at: str) -> PackageFile:
    """Where the schemas of the XML files are published."""
    root = catalog.catalog()
    for name, place in rules.schemas.items():
        root.append(catalog.uri(name=name, uri=place))
    return PackageFile.made("schemas/catalog.xml", to_bytes(root), _XML, at)
