"""METS: the list of a package's files with their checksums, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from pipeline.export.packages.contents import PackageFile, PackageKind
from pipeline.export.packages.rules import PackageRules
from pipeline.export.packages.xml import (
    CSIP,
    METS,
    XLINK,
    XSI,
    Element,
    clean,
    mets,
    to_bytes,
)
from schemas.version import software_version

METS_FILE = "METS.xml"


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files of one use: Documentation, Schemas, Representations."""

    use: str
    files: tuple[PackageFile, ...]

    @property
    def id(self) -> str:
        """In the METS file."""
        return f"group-{self.use.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageManifest:
    """What the METS file lists."""

    name: str
    kind: PackageKind
    agency_code: str
    agency_name: str
    at: str
    descriptions: tuple[PackageFile, ...]
    preservation: PackageFile
    groups: tuple[FileGroup, ...]


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file as the METS file lists it; `size` is text, for it comes from outside."""

    path: str
    checksum: str
    size: str


def list_files(one: PackageManifest, rules: PackageRules) -> bytes:
    """The METS file."""
    profile = rules.profiles.aip if one.kind is PackageKind.AIP else rules.profiles.sip
    root = mets.mets(OBJID=one.name, TYPE=rules.content_type, PROFILE=profile)
    places = [f"{name} {rules.schemas[name]}" for name in (METS, CSIP, XLINK)]
    root.set(f"{{{XSI}}}schemaLocation", " ".join(places))
    root.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", rules.content_information)
    root.append(_header(one))
    for number, file in enumerate(one.descriptions, start=1):
        description = mets.dmdSec(_reference(file, "EAD"), ID=f"dmd-{number}")
        description.set("CREATED", file.created)
        description.set("STATUS", "CURRENT")
        root.append(description)
    origin = mets.digiprovMD(_reference(one.preservation, "PREMIS"), ID="premis-1")
    origin.set("STATUS", "CURRENT")
    root.append(mets.amdSec(origin, ID="amd-1"))
    groups = (_group(group, rules) for group in one.groups)
    root.append(mets.fileSec(*groups, ID="files"))
    root.append(_structure(one))
    return to_bytes(root)


def read_files(root: Element) -> Iterator[ListedFile]:
    """All files that a METS file lists: descriptions, preservation, groups."""
    for file in root.iter(f"{{{METS}}}file"):
        for place in file.iterfind(f"{{{METS}}}FLocat"):
            yield _read_listed(file, place)
    for reference in root.iter(f"{{{METS}}}mdRef"):
        yield _read_listed(reference, reference)


def references(root: Element, kind: str) -> list[str]:
    """Places of the metadata files of a kind (EAD, PREMIS)."""
    found = root.iter(f"{{{METS}}}mdRef")
    return [_href(one) for one in found if one.get("MDTYPE") == kind]


def dangling(root: Element) -> list[str]:
    """References inside the METS file that lead nowhere."""
    ids = {one.get("ID") for one in root.iter() if one.get("ID")}
    used = [
        word
        for one in root.iter()
        for name in ("FILEID", "ADMID", "DMDID")
        for word in one.get(name, "").split()
    ]
    return [word for word in dict.fromkeys(used) if word not in ids]


def _read_listed(holder: Element, place: Element) -> ListedFile:
    return ListedFile(_href(place), holder.get("CHECKSUM", ""), holder.get("SIZE", ""))


def _href(place: Element) -> str:
    return unquote(place.get(f"{{{XLINK}}}href", ""))


def _header(one: PackageManifest) -> Element:
    header = mets.metsHdr(CREATEDATE=one.at, LASTMODDATE=one.at, RECORDSTATUS="NEW")
    header.set(f"{{{CSIP}}}OAISPACKAGETYPE", one.kind.upper())
    software = _agent(
        "CREATOR", "OTHER", "sohoa", "SOFTWARE VERSION", software_version()
    )
    software.set("OTHERTYPE", "SOFTWARE")
    header.append(software)
    owner = one.agency_name, "IDENTIFICATIONCODE", one.agency_code
    header.append(_agent("ARCHIVIST", "ORGANIZATION", *owner))
    if one.kind is PackageKind.SIP:  # who hands it over
        header.append(_agent("CREATOR", "ORGANIZATION", *owner))
    return header


def _agent(role: str, kind: str, name: str, note_type: str, said: str) -> Element:
    note = mets.note(clean(said))
    note.set(f"{{{CSIP}}}NOTETYPE", note_type)
    return mets.agent(mets.name(clean(name)), note, ROLE=role, TYPE=kind)


def _reference(file: PackageFile, kind: str) -> Element:
    return _locate(mets.mdRef(MDTYPE=kind), file)


def _group(group: FileGroup, rules: PackageRules) -> Element:
    listed = mets.fileGrp(USE=group.use, ID=group.id)
    if group.use == "Representations":
        information = rules.content_information
        listed.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", information)
    for number, one in enumerate(group.files, start=1):
        place = _link(mets.FLocat(), one)
        entry = mets.file(place, ID=f"{group.id}-{number}", ADMID="premis-1")
        listed.append(_measure(entry, one))
    return listed


def _locate(element: Element, file: PackageFile) -> Element:
    return _measure(_link(element, file), file)


def _link(element: Element, file: PackageFile) -> Element:
    element.set("LOCTYPE", "URL")
    element.set(f"{{{XLINK}}}type", "simple")
    element.set(f"{{{XLINK}}}href", quote(file.path))
    return element


def _measure(element: Element, file: PackageFile) -> Element:
    facts = {
        "MIMETYPE": file.media_type,
        "SIZE": str(file.size),
        "CREATED": file.created,
        "CHECKSUM": file.checksum,
        "CHECKSUMTYPE": "SHA-256",
    }
    for name, value in facts.items():
        element.set(name, value)
    return element


def _structure(one: PackageManifest) -> Element:
    described = [f"dmd-{number + 1}" for number in range(len(one.descriptions))]
    metadata = mets.div(ID="div-metadata", LABEL="Metadata", ADMID="premis-1")
    metadata.set("DMDID", " ".join(described))
    whole = mets.div(metadata, ID="div-package", LABEL=one.name)
    whole.extend(_division(group) for group in one.groups)
    return mets.structMap(whole, ID="structure", TYPE="PHYSICAL", LABEL="CSIP")


def _division(group: FileGroup) -> Element:
    pointer = mets.fptr(FILEID=group.id)
    use = group.use
    return mets.div(pointer, ID=f"div-{use.lower()}", LABEL=use)
