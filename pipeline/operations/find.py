"""Finding: full text, what a citizen has on file, everything about a dossier. Each look is in the audit trail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from pipeline import audit
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.folder import ArchiveFolder
from pipeline.index.choose import open_index
from pipeline.index.entries import catch_up
from pipeline.index.parquet import ParquetStore

_TABLES = ("pages", "fields", "matches")


def search(archive: Path, settings: Settings, words: str, limit: int) -> dict[str, Any]:
    """Documents that hold all words, diacritics or not; the contract's `search` answer."""
    folder = ArchiveFolder(archive.resolve()).require()
    index = open_index(settings.index, folder.index)
    try:
        store = ParquetStore(folder.store)
        catch_up(index, store)
        found = index.search(words, limit=limit)
    finally:
        index.close()
    audit.append(folder.audit_file, actor=_actor(settings), action="search", item="index", detail=f"{found.total} hits")
    keys = ("document_id", "dossier_code", "ordinal", "pdf_path", "page", "score", "snippet")
    return {"total": found.total, "hits": [{key: getattr(hit, key) for key in keys} for hit in found.hits]}


def lookup(archive: Path, settings: Settings, citizen_id: str) -> dict[str, Any]:
    """What is on file for a citizen and may be used again; by decided matches only, never by a likely one.

    Raises:
        UsageError: not a 12-digit number.
    """
    number = citizen_id.strip()
    if not re.fullmatch(r"\d{12}", number):
        raise UsageError("bad_citizen_id", "not 12 digits", item="CITIZEN_ID", remedy="give the number on the card")
    folder = ArchiveFolder(archive.resolve()).require()
    store = ParquetStore(folder.store)
    matches = store.read("matches", columns=["document_id", "citizen_id", "outcome"])
    mine = matches.filter(pc.and_(pc.equal(matches["citizen_id"], number), pc.equal(matches["outcome"], "matched")))
    wanted = set(mine.column("document_id").to_pylist())
    documents = store.read("documents", document_ids=wanted).to_pylist() if wanted else []
    audit.append(
        folder.audit_file, actor=_actor(settings), action="lookup", item=f"{'*' * 8}{number[-4:]}",
        detail=f"{len(documents)} documents",
    )  # fmt: skip
    keys = ("document_id", "dossier_code", "document_type", "number", "issued_date", "issuer", "pdf_path")
    rows = [
        {
            **{key: row[key] for key in keys},
            "valid": row["still_valid"],
            "status": row["status"],
            "title": row["title"],
            "signature_verdict": row["signature_verdict"],
        }
        for row in sorted(documents, key=lambda row: (row["issued_date"] or "", row["document_id"]))
    ]
    return {"citizen_id": number, "documents": rows}


def show(archive: Path, settings: Settings, dossier_code: str) -> dict[str, Any]:
    """Everything about one dossier: documents with pages, fields and matches, and the events."""
    folder = ArchiveFolder(archive.resolve()).require()
    store = ParquetStore(folder.store)
    snapshot = store.snapshot()
    documents = snapshot.read("documents")
    documents = documents.filter(pc.equal(documents["dossier_code"], dossier_code)).to_pylist()
    ids = {row["document_id"] for row in documents}
    by_table = {name: snapshot.read(name, document_ids=ids).to_pylist() if ids else [] for name in _TABLES}
    events = snapshot.read("events")
    items = [*ids, dossier_code]
    events = events.filter(pc.is_in(events["item"], value_set=_strings(items))).to_pylist()
    audit.append(folder.audit_file, actor=_actor(settings), action="show", item=dossier_code)
    for row in documents:
        for name in _TABLES:
            row[name] = [one for one in by_table[name] if one["document_id"] == row["document_id"]]
    return {
        "dossier_code": dossier_code,
        "documents": sorted(documents, key=lambda row: int(row["ordinal"])),
        "events": sorted(events, key=lambda row: str(row["at"])),
    }


def _strings(values: list[str]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.string())


def _actor(settings: Settings) -> str:
    return settings.operator or "unknown"
