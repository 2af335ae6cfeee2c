"""Counting by unit: an agency at its level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Text
from pipeline.report.counting.tables import Tables, select
from schemas.figures.units import UnitLevel


class Unit(NamedTuple):
    """An agency's code and level."""

    code: str | None
    level: str | None


@dataclass(frozen=True, slots=True)
class Agency:
    """The columns that name a unit in a row."""

    agency_code: Text
    agency_name: Text
    level: Text


_KEYS = ["agency_code", "level"]
_LEVELS = [level.value for level in UnitLevel]


def count_by_unit(rows: pa.Table, *flags: str) -> dict[Unit, dict[str, int]]:
    """Rows of each unit (`count`) and, for each boolean column named, how many are true."""
    truths = {
        flag: pc.cast(pc.fill_null(rows[flag], False), pa.int64()) for flag in flags
    }
    numbers = pa.table({**{key: rows[key] for key in _KEYS}, **truths})
    sums = [(flag, "sum") for flag in flags]
    grouped = numbers.group_by(_KEYS).aggregate([([], "count_all"), *sums])
    found = {}
    for row in grouped.to_pylist():
        trues = {flag: row[f"{flag}_sum"] for flag in flags}
        found[_unit_of(row)] = {"count": row["count_all"], **trues}
    return found


def add_counts(counted: Iterable[Mapping[str, int]], *names: str) -> dict[str, int]:
    """The counts of several units (`count_by_unit`) added up by name."""
    units = list(counted)
    return {name: sum(unit[name] for unit in units) for name in names}


def sum_by_unit(rows: pa.Table, column: str) -> dict[Unit, int]:
    """The sum of a column of each unit; what is missing adds nothing."""
    grouped = rows.group_by(_KEYS).aggregate([(column, "sum")])
    total = f"{column}_sum"
    return {_unit_of(row): row[total] or 0 for row in grouped.to_pylist()}


def list_units(tables: Tables, *further: str) -> dict[Unit, Agency]:
    """Every unit of the two registers, and of further ones, with its name, by level (province
    first) and code."""
    names: dict[Unit, str | None] = {}
    # The export's names are the newer ones: they win.
    for register in (*further, "past_results", "one_stop"):
        rows = select(tables, register, (*_KEYS, "agency_name"))
        grouped = rows.group_by(_KEYS).aggregate([("agency_name", "max")])
        for row in grouped.to_pylist():
            unit = _unit_of(row)
            names[unit] = row["agency_name_max"] or names.get(unit)
    agencies = [Agency(unit.code, name, unit.level) for unit, name in names.items()]
    return {
        Unit(one.agency_code, one.level): one for one in sorted(agencies, key=order_of)
    }


def _unit_of(row: Mapping[str, str | None]) -> Unit:
    return Unit(row["agency_code"], row["level"])


def order_of(agency: Agency) -> tuple[int, str]:
    """Sorts units by level, province first, then by code."""
    return (level_order(agency.level), agency.agency_code or "")


def level_order(level: str | None) -> int:
    """Sorts levels, province first, unknown ones last."""
    return _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)


def share(part: int, whole: int) -> float | None:
    """part / whole, None where there is no whole."""
    return part / whole if whole else None
