"""What goes into a package: a dossier as the record has it, and files by their place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from schemas.tables.rows import DocumentRow, EventRow


class PackageKind(StrEnum):
    """What a package is for."""

    AIP = "aip"
    """Kept by an archive."""
    SIP = "sip"
    """Handed to another system."""

    @property
    def folder_prefix(self) -> str:
        """What a package's name begins with."""
        return f"{self.upper()}_hoso_"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPaper:
    """A document of the dossier.

    `type_name` is the Vietnamese name of its type; `born_digital`: pages whose text came along with
    the file, not from a scan; `pdf` and `alto` (of `alto_bytes`) are the archive's files.
    """

    row: DocumentRow
    type_name: str
    subject: str | None
    born_digital: int
    pdf: Path
    alto: Path | None
    alto_bytes: int

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.pdf.stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A dossier as of one commit; `maintenance` is the code of how long it is kept."""

    code: str
    agency_code: str
    agency_name: str
    maintenance: str
    papers: tuple[DossierPaper, ...]
    events: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A file of a package: its place in it, and its bytes or where they are to be copied from.

    `sha256` in lower-case hex is what the copy must have; `created` is ISO 8601.
    """

    path: str
    source: bytes | Path
    sha256: str
    size: int
    media_type: str
    created: str

    @classmethod
    def made(cls, path: str, content: bytes, media_type: str, at: str) -> PackageFile:
        """A file that is made for the package."""
        sha256 = hashlib.sha256(content).hexdigest()
        return cls(path, content, sha256, len(content), media_type, at)

    @property
    def checksum(self) -> str:
        """As packages write it: SHA-256 in upper-case hex."""
        return self.sha256.upper()


@dataclass(frozen=True, slots=True)
class Package:
    """A package to be written; `name` is that of its folder, and its identifier."""

    name: str
    files: tuple[PackageFile, ...]
