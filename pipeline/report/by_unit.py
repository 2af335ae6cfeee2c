"""Counting by unit: an agency at its level."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.evidence import Tables, select

LEVELS = ("province", "district", "commune")

Unit = tuple[str | None, str | None]
"""An agency's code and level."""


def count_by_unit(rows: pa.Table, *flags: str) -> dict[Unit, dict[str, int]]:
    """Rows of each unit (`count`) and, for each boolean column named, how many are true."""
    numbers = pa.table(
        {
            "agency_code": rows["agency_code"],
            "level": rows["level"],
            **{flag: pc.cast(pc.fill_null(rows[flag], False), pa.int64()) for flag in flags},
        }
    )
    grouped = numbers.group_by(["agency_code", "level"]).aggregate([([], "count_all"), *((f, "sum") for f in flags)])
    return {
        (row["agency_code"], row["level"]): {"count": row["count_all"], **{flag: row[f"{flag}_sum"] for flag in flags}}
        for row in grouped.to_pylist()
    }


def units(tables: Tables) -> dict[Unit, str | None]:
    """Every unit of the two registers with its name, by level (province first) and code."""
    found: dict[Unit, str | None] = {}
    for name in ("past_results", "one_stop"):  # the export's names are the newer ones: they win
        rows = select(tables, name, ("agency_code", "level", "agency_name"))
        grouped = rows.group_by(["agency_code", "level"]).aggregate([("agency_name", "max")])
        for row in grouped.to_pylist():
            unit = (row["agency_code"], row["level"])
            found[unit] = row["agency_name_max"] or found.get(unit)
    return {unit: found[unit] for unit in sorted(found, key=unit_order)}


def unit_order(unit: Unit) -> tuple[int, str]:
    """Sorts units by level, province first, then by code."""
    code, level = unit
    return (LEVELS.index(level) if level in LEVELS else len(LEVELS), code or "")


def share(part: int, whole: int) -> float | None:
    """part / whole, None where there is no whole."""
    return part / whole if whole else None
