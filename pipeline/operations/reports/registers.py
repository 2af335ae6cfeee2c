"""The registers that figures are counted from, without a run: import, look at, clear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import audit
from pipeline.common.clock import now
from pipeline.common.files import write_synced
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.runner.tables.known import read_register
from pipeline.runner.tables.registers import (
    NewRegister,
    Registers,
    clear_register,
    find_loaded_version,
    replace_register,
    require_replaceable,
    versions,
)
from pipeline.tables.units import FILE, load_units, read_units, units_csv
from schemas.figures.registers import Register, RegisterChange, RegisterVersion
from schemas.figures.units import UnitTree

_DATES = {
    Register.ONE_STOP: ("received_at", "finished_at"),
    Register.PAST_RESULTS: ("issued_date",),
    Register.VISITS: ("arrived_at",),
    Register.SURVEY: ("answered_on",),
}
_STATES = {
    Register.ONE_STOP: "status",
    Register.VISITS: "purpose",
    Register.SURVEY: "score",
}
"""Of which column it is said how often each value stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What an import asks for; `replace`: also an older or a far smaller table."""

    file: Path
    as_of: date
    mapping: str | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    register: Register
    as_of: date
    rows: int
    before: RegisterVersion | None
    change: RegisterChange
    commit: int


@dataclass(frozen=True, slots=True)
class UnitRows:
    """How many rows a unit has."""

    agency_code: str | None
    agency_name: str | None
    level: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is loaded of a register; `spans`: first and last day of each column of times."""

    register: Register
    version: RegisterVersion | None
    rows: int
    spans: Mapping[str, tuple[str, str] | None]
    states: Mapping[str, int]
    units: tuple[UnitRows, ...]


def parse_as_of(text: str | None) -> date:
    """The day of a table (`YYYY-MM-DD`); None stands for today.

    Raises:
        UsageError: `bad_as_of`, `register_future`.
    """
    today = now().date()
    if text is None:
        return today
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            "bad_as_of",
            f"not a day: {text!r}",
            item=f"--as-of {text}",
            remedy="write YYYY-MM-DD, for instance 2026-01-31",
        ) from error
    if found > today:
        raise UsageError(
            "register_future",
            f"the day {found} is still to come",
            item=f"--as-of {text}",
            remedy="give the day on which the table was exported",
            values={"as_of": text},
        )
    return found


def import_register(
    archive: Path, settings: Settings, register: Register, request: ImportRequest
) -> Imported:
    """Read, check and load a register in the place of the one before.

    Raises:
        UsageError, TableError: nothing was changed.
    """
    limits = settings.tables
    with open_archive(archive, settings, Access.WRITE) as opened:
        units = load_units(opened.folder.root)
        new = read_register(
            register, request.file, request.as_of, limits, request.mapping, units
        )
        if not request.replace:
            require_replaceable(opened.store, new, limits)
        before = find_loaded_version(opened.store, register)
        change = replace_register(_place(opened), new, _actor(opened))
        opened.note_act("register imported", register.value, _detail(new, change))
        commit = opened.store.snapshot().commit
    return Imported(register, request.as_of, len(new.table), before, change, commit)


def clear(archive: Path, settings: Settings, register: Register) -> int:
    """Take a register out; gives how many rows it had."""
    with open_archive(archive, settings, Access.WRITE) as opened:
        rows = clear_register(_place(opened), register, _actor(opened))
        opened.note_act("register cleared", register.value, f"{rows} rows")
    return rows


def show(archive: Path, settings: Settings, register: Register) -> Loaded:
    """What of a register is loaded now."""
    with open_archive(archive, settings) as opened:
        table = opened.store.read(register.value)
        version = find_loaded_version(opened.store, register)
    states = (
        _count(table, _STATES[register]) if register in _STATES else _validity(table)
    )
    spans = {name: _span(table, name) for name in _DATES[register]}
    return Loaded(register, version, len(table), spans, states, _units(table))


def list_versions(
    archive: Path, settings: Settings, register: Register
) -> list[RegisterVersion]:
    """All imports, the latest first."""
    with open_archive(archive, settings) as opened:
        return versions(opened.store, register)[::-1]


def import_units(archive: Path, settings: Settings, file: Path) -> UnitTree:
    """Check a table of units and keep it as the archive's, in the place of the one before.

    Raises:
        TableError: nothing was changed.
    """
    with open_archive(archive, settings, Access.WRITE) as opened:
        tree = read_units(file)
        place = opened.folder.root / FILE
        write_synced(place, units_csv(tree).encode("utf-8-sig"))
        opened.note_act("units imported", FILE, f"{len(tree.units)} units")
    return tree


def show_units(archive: Path, settings: Settings) -> UnitTree | None:
    """The archive's units; None where none were imported."""
    with open_archive(archive, settings) as opened:
        return load_units(opened.folder.root)


def shorten(change: RegisterChange, most: int) -> RegisterChange:
    """The change with the first codes of each kind only."""
    return replace(
        change,
        added=change.added[:most],
        changed=change.changed[:most],
        vanished=change.vanished[:most],
    )


def _place(opened: Archive) -> Registers:
    return Registers(opened.folder, opened.store, opened.index)


def _actor(opened: Archive) -> str:
    return opened.operator or audit.PROGRAM


def _detail(new: NewRegister, change: RegisterChange) -> str:
    counts = ", ".join(f"{count} {kind}" for kind, count in change.counts().items())
    return f"as of {new.as_of}, {len(new.table)} rows: {counts}"


def _span(table: pa.Table, column: str) -> tuple[str, str] | None:
    ends = pc.min_max(pc.utf8_slice_codeunits(table[column], 0, 10)).as_py()
    return None if ends["min"] is None else (ends["min"], ends["max"])


def _count(table: pa.Table, column: str) -> dict[str, int]:
    counted = table[column].value_counts().to_pylist()
    ordered = sorted(counted, key=lambda one: (-one["counts"], str(one["values"])))
    return {str(one["values"] or "–"): one["counts"] for one in ordered}


def _validity(table: pa.Table) -> dict[str, int]:
    valid = pc.sum(pc.cast(table["still_valid"], pa.int64())).as_py() or 0
    return {"still_valid": valid, "no_longer_valid": len(table) - valid}


def _units(table: pa.Table) -> tuple[UnitRows, ...]:
    keys = ["agency_code", "agency_name", "level"]
    grouped = table.group_by(keys).aggregate([([], "count_all")])
    ordered = grouped.sort_by([("level", "ascending"), ("agency_code", "ascending")])
    rows = ordered.select([*keys, "count_all"]).to_pylist()
    return tuple(UnitRows(*row.values()) for row in rows)
