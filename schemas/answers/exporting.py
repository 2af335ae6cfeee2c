"""Answers of `export aip`, `export sip`, `export reading`, `export check` and `export portal`."""

from __future__ import annotations

from typing import TypedDict


class PackageJson(TypedDict):
    """A package that was written; `mets_sha256` names all of its content."""

    dossier_code: str
    path: str
    files: int
    bytes: int
    mets_sha256: str


class NotExported(TypedDict):
    """A dossier that was not packed, and why."""

    dossier_code: str
    code: str
    message: str
    remedy: str | None


class ExportAnswer(TypedDict):
    """What a call of `export aip` or `export sip` did."""

    out: str
    packages: list[PackageJson]
    refused: list[NotExported]


class ReadingCopyJson(TypedDict):
    """A reading copy; pages without layers keep the picture of the archival file."""

    document_id: str
    path: str
    bytes: int
    archival_bytes: int
    pages: int
    layered_pages: int


class ReadingAnswer(TypedDict):
    """What a call of `export reading` did."""

    out: str
    copies: list[ReadingCopyJson]
    refused: list[NotExported]


class PackageFinding(TypedDict):
    """Something in a package that is not as it must be."""

    package: str
    path: str
    code: str
    message: str
    remedy: str | None


class PackageCheckAnswer(TypedDict):
    """Packages held against themselves; `checked` counts files."""

    packages: int
    checked: int
    failed: list[PackageFinding]


class PortalTrouble(TypedDict):
    """A record that did not arrive: `state` waiting or refused, and why."""

    dossier_code: str
    state: str
    tries: int
    reason: str


class PortalStatus(TypedDict):
    """How many records stand where, since the archive began; `troubles` are the first of those
    that were tried and did not arrive."""

    waiting: int
    sent: int
    refused: int
    troubles: list[PortalTrouble]


class PortalAnswer(PortalStatus):
    """What a call of `export portal` did: new records, and how many of those that waited left."""

    to: str
    added: int
    delivered: int
