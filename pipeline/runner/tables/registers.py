"""The registers in the store: replaced as a whole, dated, and compared with the one before.

What an import did stands in an event, committed together with the rows; the received file is kept
in originals/.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.common.clock import now, stamp
from pipeline.config import TableSettings
from pipeline.errors import DigitizationError, UsageError
from pipeline.folder import ArchiveFolder
from pipeline.search.engine import SearchIndex
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.answers.finding import EventShown
from schemas.figures.registers import (
    Register,
    RegisterAction,
    RegisterChange,
    RegisterVersion,
)
from schemas.received.source import OneStopRow, PastResultRow, SurveyRow, VisitRow
from schemas.tables.arrow import TABLES
from schemas.tables.rows import EventRow, make_event

_GUARDED_FROM = 100
"""Rows from which a register is guarded against a far smaller one; fewer are seen at a glance."""
_CHUNK = 50_000
RegisterRow = OneStopRow | PastResultRow | VisitRow | SurveyRow


@dataclass(frozen=True, slots=True)
class Registers:
    """Where registers are kept: the archive's folder, its store and the index that follows it."""

    folder: ArchiveFolder
    store: ParquetStore
    index: SearchIndex


@dataclass(frozen=True, slots=True)
class NewRegister:
    """A register that was read: its rows as a table of the store, and the file they came in."""

    register: Register
    table: pa.Table
    source: Path
    as_of: date


def as_table(register: Register, rows: Iterable[RegisterRow]) -> pa.Table:
    """Checked rows as a table of the store."""
    schema = TABLES[register]
    parts = [
        pa.Table.from_pylist(list(chunk), schema=schema) for chunk in _chunks(rows)
    ]
    return pa.concat_tables([schema.empty_table(), *parts]).combine_chunks()


def _chunks(rows: Iterable[RegisterRow]) -> Iterator[list[dict[str, object]]]:
    left = iter(rows)
    while chunk := [_plain(row) for row in islice(left, _CHUNK)]:
        yield chunk


def _plain(row: RegisterRow) -> dict[str, object]:
    names = (one.name for one in fields(row) if one.name != "row")
    return {name: _cell(getattr(row, name)) for name in names}


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def compare_registers(
    before: pa.Table, after: pa.Table, key: str = "dossier_code"
) -> RegisterChange:
    """What differs between two tables of one register; each holds a `key` once."""
    old, new = (one.sort_by(key).combine_chunks() for one in (before, after))
    old_codes, new_codes = (one[key].combine_chunks() for one in (old, new))
    places = pc.index_in(old_codes, value_set=new_codes)
    there = pc.is_valid(places)
    kept, beside = old.filter(there), new.take(places.filter(there))
    differing = {name: _differs(kept[name], beside[name]) for name in kept.column_names}
    any_differs = pa.array([False] * len(kept), pa.bool_())
    for mask in differing.values():
        any_differs = pc.or_(any_differs, mask)
    sums = {name: pc.sum(mask).as_py() or 0 for name, mask in differing.items()}
    added = pc.invert(pc.is_in(new_codes, value_set=old_codes))
    return RegisterChange(
        added=_codes(new_codes.filter(added)),
        changed=_codes(kept[key].filter(any_differs)),
        vanished=_codes(old_codes.filter(pc.invert(there))),
        changed_columns={name: count for name, count in sums.items() if count},
    )


def _differs(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether two columns differ in each row; null and null are the same."""
    either = pc.xor(pc.is_null(one), pc.is_null(other))
    return pc.or_(pc.fill_null(pc.not_equal(one, other), False), either)


def _codes(codes: pa.Array | pa.ChunkedArray) -> tuple[str, ...]:
    return tuple(codes.to_pylist())


def versions(store: ParquetStore, register: Register) -> list[RegisterVersion]:
    """All imports of a register, the latest last."""
    wanted: dict[str, Collection[str]] = {
        "item": [register.value],
        "action": list(RegisterAction),
    }
    columns = ("at", "actor", "action", "detail")
    return [
        _version(row) for row in store.read("events", columns, where=wanted).to_pylist()
    ]


def _version(row: EventShown) -> RegisterVersion:
    detail = json.loads(row["detail"])
    return RegisterVersion(
        as_of=detail["as_of"],
        rows=detail["rows"],
        sha256=detail.get("sha256"),
        source=detail.get("source"),
        at=row["at"],
        actor=row["actor"],
        cleared=row["action"] == RegisterAction.CLEARED,
    )


def find_loaded_version(
    store: ParquetStore, register: Register
) -> RegisterVersion | None:
    """The version that the store holds now; None where none was ever dated, or it was cleared."""
    every = versions(store, register)
    return every[-1] if every and not every[-1].cleared else None


def require_replaceable(
    store: ParquetStore, new: NewRegister, limits: TableSettings
) -> None:
    """Look whether a register may take the place of the one that is loaded.

    Raises:
        UsageError: `register_older`, `register_shrinks`; nothing was changed.
    """
    loaded = find_loaded_version(store, new.register)
    if loaded is not None and new.as_of.isoformat() < loaded.as_of:
        values = {"as_of": new.as_of.isoformat(), "loaded": loaded.as_of}
        raise UsageError(
            "register_older",
            f"this table is as of {new.as_of}, older than the one that is loaded ({loaded.as_of}); "
            "nothing was changed",
            item=str(new.source),
            remedy="check --as-of; to go back to an older table, give --replace",
            values=values,
        )
    rows = store.snapshot().rows(new.register)
    if rows >= _GUARDED_FROM and len(new.table) < rows * limits.least_share:
        raise UsageError(
            "register_shrinks",
            f"the new table has {len(new.table)} rows, the one that is loaded {rows}; nothing was "
            "changed",
            item=str(new.source),
            remedy="each import must be all of the data, not a month's; if the table is right, "
            f"import it with `sohoa {new.register.command} import` and --replace",
            values={
                "rows": str(len(new.table)),
                "loaded": str(rows),
                "command": new.register.command,
            },
        )


def replace_register(place: Registers, new: NewRegister, actor: str) -> RegisterChange:
    """Put a register in the place of the one before, with the event that says so; keep its file.

    Where rows and day are the same as before, nothing is written.
    """
    kept = place.folder.keep_original(new.source)
    detail = {
        "as_of": new.as_of.isoformat(),
        "rows": len(new.table),
        "sha256": kept.sha256,
    }
    with place.folder.write_lock():
        change = compare_registers(
            place.store.read(new.register), new.table, new.register.key
        )
        loaded = find_loaded_version(place.store, new.register)
        if not change and loaded is not None and loaded.as_of == detail["as_of"]:
            return change
        said = {**detail, "source": new.source.name, **change.counts()}
        event = _event(actor, RegisterAction.IMPORTED, new.register, said)
        _commit(place, new.register, new.table, event)
    return change


def clear_register(place: Registers, register: Register, actor: str) -> int:
    """Take all rows of a register out of the store; gives how many there were."""
    with place.folder.write_lock():
        rows = place.store.snapshot().rows(register)
        if rows:
            said = {"as_of": now().date().isoformat(), "rows": 0, "vanished": rows}
            event = _event(actor, RegisterAction.CLEARED, register, said)
            _commit(place, register, TABLES[register].empty_table(), event)
    return rows


def _event(
    actor: str, action: RegisterAction, register: Register, detail: Mapping[str, object]
) -> EventRow:
    return make_event(stamp(now()), actor, action, register.value, detail)


def _commit(
    place: Registers, register: Register, table: pa.Table, event: EventRow
) -> None:
    change = StoreChange(
        append={"events": [event]}, replace_tables={register.value: table}
    )
    note_commit(place.index, place.store.commit(change))


def note_commit(index: SearchIndex, commit: int) -> None:
    """Tell an index that was up to date of a commit that holds nothing to search."""
    with suppress(DigitizationError):
        index.put((), commit, after=commit - 1)
