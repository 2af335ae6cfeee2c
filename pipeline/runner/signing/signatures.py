"""Files that arrived with a signature which can't be relied on: which they are, and whether a
person has decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipeline.store.parquet import ParquetStore
from pipeline.store.typed import read_rows
from schemas.answers.work import SignatureJson
from schemas.archive import ReceivedVerdict


@dataclass(frozen=True, slots=True)
class DoubtfulSignature:
    """A received file whose signatures need a person; `decided` once one has looked and said so."""

    document_id: str
    pdf_path: str
    verdict: ReceivedVerdict
    decided: bool

    def as_json(self) -> SignatureJson:
        """As answers of run, counter and status show it."""
        return {
            "document_id": self.document_id,
            "pdf_path": self.pdf_path,
            "verdict": str(self.verdict),
        }


@dataclass(frozen=True, slots=True)
class _Judged:
    document_id: str
    pdf_path: str
    signature_verdict: str
    review_reasons: tuple[str, ...] | None


def doubtful_signatures(
    store: ParquetStore, document_ids: Collection[str] | None = None
) -> list[DoubtfulSignature]:
    """Those on file (or among these documents), in the order of their ids."""
    where: dict[str, Collection[str]] = {
        "signature_verdict": [str(one) for one in ReceivedVerdict if one.needs_review]
    }
    if document_ids is not None:
        where["document_id"] = document_ids
    rows = read_rows(store, "documents", _Judged, where=where)
    found = [
        DoubtfulSignature(
            row.document_id,
            row.pdf_path,
            ReceivedVerdict(row.signature_verdict),
            _is_decided(
                row.review_reasons or (), ReceivedVerdict(row.signature_verdict)
            ),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.document_id)


def _is_decided(reasons: Collection[str], verdict: ReceivedVerdict) -> bool:
    """A person who decides takes the reason away; whoever undoes that brings it back."""
    return verdict.review_reason not in reasons
