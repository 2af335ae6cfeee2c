"""Papers that were removed for good, as the events of the store keep it: a register."""

from __future__ import annotations

from dataclasses import dataclass

DISPOSED = "deletion"
"""The action of such an event (PREMIS); its item is the dossier, another's is a citizen's key."""
LISTED = "disposal listed"
"""The action of an event that keeps which list was made to be signed; its item is the list's
hash."""


@dataclass(frozen=True, slots=True)
class DisposedPaper:
    """A paper that is no longer there; `received`: SHA-256 of the files that it was made from."""

    document_id: str
    kind: str
    document_type: str
    title: str | None
    number: str | None
    issued_date: str | None
    page_count: int
    pdf_path: str
    pdf_sha256: str
    received: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disposal:
    """What an event says of a dossier: by which decision (SHA-256 of the signed file), whose."""

    dossier_code: str
    agency_code: str | None
    level: str | None
    procedure_code: str | None
    due_since: str
    disposed_at: str
    decision: str
    signer: str
    papers: tuple[DisposedPaper, ...]


@dataclass(frozen=True, slots=True)
class ListMade:
    """What an event says of a list: SHA-256 and size of its PDF."""

    pdf_sha256: str
    pdf_bytes: int
    documents: int
