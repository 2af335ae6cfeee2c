"""The tables beside the papers: read, kept in the store, and turned into facts about dossiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.common.clock import now
from pipeline.config import TableSettings
from pipeline.ingest.inbox.service_tables import read_survey, read_visits
from pipeline.ingest.inbox.tables import (
    SETTLED,
    Plausible,
    read_batch_list,
    read_one_stop,
    read_past_results,
)
from pipeline.runner.context import KnownDossiers, agency_of
from pipeline.runner.tables.registers import (
    NewRegister,
    RegisterRow,
    Registers,
    as_table,
    replace_register,
)
from pipeline.store.parquet import ParquetStore
from schemas.figures.registers import Register
from schemas.figures.units import UnitTree
from schemas.received.source import BatchRow
from schemas.work import DossierFacts

_ReadRows = Callable[[Path, Plausible, str | None], Sequence[RegisterRow]]
_READERS: Mapping[Register, _ReadRows] = {
    Register.ONE_STOP: read_one_stop,
    Register.PAST_RESULTS: read_past_results,
    Register.VISITS: read_visits,
    Register.SURVEY: read_survey,
}


@dataclass(frozen=True, slots=True)
class TablesBeside:
    """The batch list, and the registers that were given."""

    listed: tuple[BatchRow, ...] = ()
    registers: tuple[NewRegister, ...] = ()


def read_tables(
    batch_list: Path | None,
    given: Mapping[Register, Path],
    limits: TableSettings,
    units: UnitTree | None = None,
) -> TablesBeside:
    """All tables, or none: any row that can't be read raises TableError before anything
    changed."""
    listed = read_batch_list(batch_list) if batch_list else ()
    today = now().date()
    registers = [
        read_register(name, path, today, limits, units=units)
        for name, path in given.items()
    ]
    return TablesBeside(listed, tuple(registers))


def read_register(
    register: Register,
    path: Path,
    as_of: date,
    limits: TableSettings,
    mapping: str | None = None,
    units: UnitTree | None = None,
) -> NewRegister:
    """A register as of a day, checked row by row.

    Args:
        register: which.
        path: CSV, XLSX or Parquet.
        as_of: the day that the table speaks of.
        limits: what may be in it.
        mapping: the shape of the export (configs/exports/); None tries all.
        units: those that there are; None where nobody has listed them.

    Raises:
        TableError: a row can't be read or can't be true; `others` names the further ones.
    """
    plausible = Plausible.on(as_of, limits, units)
    rows = _READERS[register](path, plausible, mapping)
    return NewRegister(register, as_table(register, rows), path, as_of)


def keep_tables(place: Registers, tables: TablesBeside, actor: str) -> None:
    """Put the registers that were given into the store, each in the place of the one before."""
    for new in tables.registers:
        replace_register(place, new, actor)


def load_known_dossiers(
    store: ParquetStore, listed: Iterable[BatchRow] = ()
) -> KnownDossiers:
    """Facts by dossier code; the batch list stands above the export,
    the export above the register."""
    return _load(store, {row.dossier_code: row for row in listed}, None)


def load_known_dossier(store: ParquetStore, dossier_code: str) -> KnownDossiers:
    """What the tables say of one dossier; nothing else of them is read."""
    return _load(store, {}, {"dossier_code": {dossier_code}})


def _load(
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
    sheets = {
        code: row["sheet_count"] for code, row in past.items() if row["sheet_count"]
    }
    sheets.update(
        (code, row.sheet_count) for code, row in rows.items() if row.sheet_count
    )
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
        received_on=_reception_date(exported) if exported else None,
        finished=exported["status"] in SETTLED if exported else None,
    )


def _reception_date(exported: Mapping[str, Any]) -> date | None:
    """When a dossier was handed in, by the one-stop export."""
    received = exported["received_at"]
    return date.fromisoformat(received[:10]) if received else None
