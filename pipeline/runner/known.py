"""The tables beside the papers: read, kept in the store, and turned into facts about dossiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.common.clock import now, stamp
from pipeline.config import TableSettings
from pipeline.errors import DigitizationError
from pipeline.folder import ArchiveFolder
from pipeline.ingest.inbox.tables import (
    SETTLED,
    Plausible,
    read_batch_list,
    read_one_stop,
    read_past_results,
)
from pipeline.runner.context import KnownDossiers, agency_of
from pipeline.search.engine import SearchIndex
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.source import BatchRow, OneStopRow, PastResultRow
from schemas.work import DossierFacts

TablesBeside = tuple[tuple[BatchRow, ...], tuple[OneStopRow, ...], tuple[PastResultRow, ...]]


def read_tables(
    batch_list: Path | None, one_stop: Path | None, past_results: Path | None, limits: TableSettings
) -> TablesBeside:
    """All three tables, or none: any row that can't be read raises TableError before anything
    changed."""
    plausible = Plausible.on(now().date(), limits)
    return (
        read_batch_list(batch_list) if batch_list else (),
        read_one_stop(one_stop, plausible) if one_stop else (),
        read_past_results(past_results, plausible) if past_results else (),
    )


def keep_tables(
    folder: ArchiveFolder, store: ParquetStore, index: SearchIndex, tables: TablesBeside
) -> None:
    """Put export and register of past results into the store; rows of the same dossier are
    replaced."""
    _, one_stop, past_results = tables
    for name, rows in (("one_stop", one_stop), ("past_results", past_results)):
        if not rows:
            continue
        with folder.write_lock():
            current = {row["dossier_code"]: row for row in store.read(name).to_pylist()}
            merged = {**current, **{row.dossier_code: _plain(row) for row in rows}}
            if merged != current:
                commit = store.commit(StoreChange(replace_tables={name: list(merged.values())}))
                note_commit(index, commit)


def note_commit(index: SearchIndex, commit: int) -> None:
    """Tell an index that was up to date of a commit that holds nothing to search."""
    with suppress(DigitizationError):
        index.put((), commit, after=commit - 1)


def _plain(row: OneStopRow | PastResultRow) -> dict[str, Any]:
    values = {one.name: getattr(row, one.name) for one in fields(row) if one.name != "row"}
    return {
        name: stamp(value)
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in values.items()
    }


def known_dossiers(store: ParquetStore, listed: Iterable[BatchRow] = ()) -> KnownDossiers:
    """Facts by dossier code; the batch list stands above the export,
    the export above the register."""
    return _known(store, {row.dossier_code: row for row in listed}, None)


def known_dossier(store: ParquetStore, dossier_code: str) -> KnownDossiers:
    """What the tables say of one dossier; nothing else of them is read."""
    return _known(store, {}, {"dossier_code": {dossier_code}})


def _known(
    store: ParquetStore, rows: dict[str, BatchRow], where: Mapping[str, set[str]] | None
) -> KnownDossiers:
    past, exported = (
        {row["dossier_code"]: row for row in store.read(table, where=where).to_pylist()}
        for table in ("past_results", "one_stop")
    )
    facts = {
        code: _facts(code, rows.get(code), exported.get(code), past.get(code))
        for code in {*past, *exported, *rows}
    }
    sheets = {code: row["sheet_count"] for code, row in past.items() if row["sheet_count"]}
    sheets.update((code, row.sheet_count) for code, row in rows.items() if row.sheet_count)
    return KnownDossiers(rows, facts, sheets)


def _facts(
    code: str,
    listed: BatchRow | None,
    exported: Mapping[str, Any] | None,
    past: Mapping[str, Any] | None,
) -> DossierFacts:
    def first(name: str) -> Any:
        for source in (listed, exported, past):
            value = (
                getattr(source, name, None)
                if isinstance(source, BatchRow)
                else (source or {}).get(name)
            )
            if value is not None:
                return value
        return None

    return DossierFacts(
        agency_code=first("agency_code") or agency_of(code),
        level=first("level"),
        procedure_code=first("procedure_code"),
        document_type=first("document_type"),
        kind=(listed.kind if listed else None) or ("result" if past else "component"),
        issued_year=listed.issued_year if listed else None,
        still_valid=first("still_valid"),
        citizen_name=listed.citizen_name if listed else None,
        citizen_id=listed.citizen_id if listed else None,
        **_course(exported),
    )


def _course(exported: Mapping[str, Any] | None) -> dict[str, Any]:
    """When a dossier was handed in, and whether it is settled, by the one-stop export."""
    if exported is None:
        return {}
    received = exported["received_at"]
    return {
        "received_on": date.fromisoformat(received[:10]) if received else None,
        "finished": exported["status"] in SETTLED,
    }
