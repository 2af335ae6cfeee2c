"""Papers on file for a citizen that may be used again instead of scanned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.answers.finding import AdviceJson, ReusableJson
from schemas.archive import ReceivedVerdict
from schemas.states import SignatureLevel

_UNSIGNED = {SignatureLevel.UNSIGNED, None, ""}


@dataclass(frozen=True, slots=True)
class Reusable:
    """What is told of a document that a citizen has on file."""

    document_id: str
    dossier_code: str
    document_type: str
    number: str | None
    issued_date: str | None
    issuer: str | None
    pdf_path: str
    still_valid: bool | None
    status: str
    title: str | None
    signature_verdict: str | None
    withdrawn_on: str | None
    signature_level: str | None


def reusable_json(row: Reusable) -> ReusableJson:
    """A document as `lookup` tells of it."""
    return {
        "document_id": row.document_id,
        "dossier_code": row.dossier_code,
        "document_type": row.document_type,
        "number": row.number,
        "issued_date": row.issued_date,
        "issuer": row.issuer,
        "pdf_path": row.pdf_path,
        "valid": row.still_valid,
        "status": row.status,
        "title": row.title,
        "signature_verdict": row.signature_verdict,
        "withdrawn_on": row.withdrawn_on,
    }


@dataclass(frozen=True, slots=True)
class Advice:
    """Whether a paper of this type is to be scanned: `reuse` with the documents that may stand for
    it, newest first, or `scan`; under which edition of the rules that is said."""

    document_type: str
    answer: str
    document_ids: tuple[str, ...]
    rules_edition: str

    def as_json(self) -> AdviceJson:
        """As `lookup` tells of it."""
        return {
            "document_type": self.document_type,
            "answer": self.answer,
            "document_ids": self.document_ids,
            "rules_edition": self.rules_edition,
        }


def is_usable(row: Reusable) -> bool:
    """Whether a document may stand for a paper: in force, valid, signed, and nobody has to look at
    it first."""
    in_force = row.withdrawn_on is None and row.still_valid is not False
    verdict = row.signature_verdict
    sound = verdict is None or not ReceivedVerdict(verdict).needs_review
    signed = row.signature_level not in _UNSIGNED and sound
    return in_force and signed and row.status == "done"


def advise(rows: Sequence[Reusable], document_type: str, rules_edition: str) -> Advice:
    """Scan or reuse: by what is on file for a citizen, of confirmed matches alone."""
    fitting = [
        row for row in rows if row.document_type == document_type and is_usable(row)
    ]
    fitting.sort(key=lambda row: (row.issued_date or "", row.document_id), reverse=True)
    ids = tuple(row.document_id for row in fitting)
    return Advice(document_type, "reuse" if ids else "scan", ids, rules_edition)


def mask(number: str | None) -> str:
    """A number as the audit trail has it: its last four digits."""
    return f"{'*' * 8}{number[-4:]}" if number else "nobody"
