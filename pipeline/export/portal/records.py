"""From the record's rows to what the portal is told of a dossier."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

from pipeline.store.record import Snapshot
from pipeline.store.typed import read_rows
from schemas.answers.portal import (
    FINISHED,
    VERSION,
    PortalDossier,
    PortalRecord,
    PortalResult,
)
from schemas.states import RecordStatus, SignatureLevel
from schemas.tables.rows import column_names

_RESULT = "result"
_PIECE = 5000
"""Dossiers that are read at a time, so that memory does not grow with the register."""


@dataclass(frozen=True, slots=True)
class _Finished:
    dossier_code: str
    agency_code: str | None
    procedure_code: str | None
    received_at: str | None
    finished_at: str | None


@dataclass(frozen=True, slots=True)
class _Result:
    document_id: str
    dossier_code: str
    document_type: str
    number: str | None
    issued_date: str | None
    issuer: str | None
    still_valid: bool | None
    superseded_by: str | None
    withdrawn_on: str | None
    pdf_path: str
    pdf_sha256: str
    pdf_bytes: int
    page_count: int
    signature_level: str
    digitized_at: str
    status: str


def finished_dossiers(
    snapshot: Snapshot, codes: Collection[str] | None = None
) -> Iterator[PortalDossier]:
    """Dossiers that the one-stop system holds for finished and of which a result counts as
    digitized: done, signed, replaced by no other.

    Args:
        snapshot: of the store.
        codes: only these dossiers; None for all.
    """
    where: dict[str, Collection[str]] = {"status": [FINISHED]}
    if codes is not None:
        where["dossier_code"] = codes
    columns = column_names(_Finished)
    for rows in snapshot.stream("one_stop", columns, where=where):
        for start in range(0, rows.num_rows, _PIECE):
            piece = rows.slice(start, _PIECE).to_pylist()
            yield from _with_results(snapshot, [_Finished(**one) for one in piece])


def dossiers_of(snapshot: Snapshot, document_ids: Collection[str]) -> set[str]:
    """The dossiers that documents lie in."""
    if not document_ids:
        return set()
    found = snapshot.read("documents", ["dossier_code"], document_ids)
    return set(found["dossier_code"].to_pylist())


def make_record(dossier: PortalDossier, revision: int) -> PortalRecord:
    """The record of a dossier; its key follows from all that it says."""
    said = {"version": VERSION, "revision": revision, "dossier": asdict(dossier)}
    key = hashlib.sha256(canonical(said).encode()).hexdigest()
    return PortalRecord(version=VERSION, key=key, revision=revision, dossier=dossier)


def canonical(said: Mapping[str, object]) -> str:
    """One line of JSON; the same content gives the same text."""
    return json.dumps(
        said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def _with_results(
    snapshot: Snapshot, finished: Collection[_Finished]
) -> Iterator[PortalDossier]:
    codes = [one.dossier_code for one in finished]
    where = {"dossier_code": codes, "kind": [_RESULT]}
    results: dict[str, list[_Result]] = {}
    for row in read_rows(snapshot, "documents", _Result, where=where):
        if _counts(row):
            results.setdefault(row.dossier_code, []).append(row)
    for one in finished:
        own = results.get(one.dossier_code, [])
        if own:
            own.sort(key=lambda row: row.document_id)
            yield PortalDossier(
                dossier_code=one.dossier_code,
                agency_code=one.agency_code,
                procedure_code=one.procedure_code,
                status=FINISHED,
                received_at=one.received_at,
                finished_at=one.finished_at,
                results=tuple(_result_of(row) for row in own),
            )


def _counts(row: _Result) -> bool:
    signed = row.signature_level != SignatureLevel.UNSIGNED
    return row.status == RecordStatus.DONE and signed and row.superseded_by is None


def _result_of(row: _Result) -> PortalResult:
    return PortalResult(
        result_code=PurePosixPath(row.pdf_path).stem,
        document_id=row.document_id,
        document_type=row.document_type,
        number=row.number,
        issued_date=row.issued_date,
        issuer=row.issuer,
        valid=False if row.withdrawn_on else row.still_valid,
        withdrawn_on=row.withdrawn_on,
        file=row.pdf_path,
        sha256=row.pdf_sha256,
        bytes=row.pdf_bytes,
        pages=row.page_count,
        signature_level=row.signature_level,
        digitized_at=row.digitized_at,
    )
