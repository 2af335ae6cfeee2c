"""Files that arrived with a signature which can't be relied on: which they are, and whether a
person has decided."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.store.parquet import ParquetStore
from pipeline.store.typed import read_rows
from schemas.archive import ReceivedVerdict

DECIDED = "metadata modification"  # the event of a decision that was taken back by `review apply`


@dataclass(frozen=True, slots=True)
class DoubtfulSignature:
    """A received file whose signatures need a person; `decided` once one has looked and said so."""

    document_id: str
    pdf_path: str
    verdict: ReceivedVerdict
    decided: bool

    def as_json(self) -> dict[str, str]:
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
    decided = _decided(store, {row.document_id for row in rows})
    found = [
        DoubtfulSignature(
            row.document_id,
            row.pdf_path,
            ReceivedVerdict(row.signature_verdict),
            row.document_id in decided,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.document_id)


def _decided(store: ParquetStore, ids: set[str]) -> set[str]:
    if not ids:
        return set()
    events = store.read(
        "events", columns=["item", "detail"], where={"item": ids, "action": [DECIDED]}
    ).to_pylist()
    return {
        one["item"] for one in events if json.loads(one["detail"] or "{}").get("what") == "document"
    }
