"""Counting by procedure: all units of a level together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Text, Year
from pipeline.report.counting.by_unit import level_order
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.measures.rates import (
    FLAGS,
    RateFigures,
    place_of,
    rate_figures,
)
from pipeline.report.counting.plans import Plan

PROCEDURES = "procedures"
"""The list of a report that holds a row for each procedure."""


class CodeOfLevel(NamedTuple):
    """A code (of a procedure, of a document type) and the level of the units that have it."""

    level: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One measure of a procedure in a year, over all units of a level."""

    level: Text
    procedure_code: Text
    year: Year
    measure: Text
    figures: RateFigures


def count_by_procedure(
    rows: pa.Table, *flags: str
) -> dict[CodeOfLevel, dict[str, int]]:
    """Rows of each procedure; see `count_by_code`."""
    return count_by_code(rows, "procedure_code", *flags)


def count_by_code(
    rows: pa.Table, column: str, *flags: str
) -> dict[CodeOfLevel, dict[str, int]]:
    """Rows of each level and code in a column (`count`) and, for each boolean column named, how
    many are true; by level and code, rows without a code last."""
    keys = ["level", column]
    truths = {
        flag: pc.cast(pc.fill_null(rows[flag], False), pa.int64()) for flag in flags
    }
    numbers = pa.table({**{key: rows[key] for key in keys}, **truths})
    sums = [(flag, "sum") for flag in flags]
    grouped = numbers.group_by(keys).aggregate([([], "count_all"), *sums])
    found = {
        CodeOfLevel(row["level"], row[column]): {
            "count": row["count_all"],
            **{flag: row[f"{flag}_sum"] for flag in flags},
        }
        for row in grouped.to_pylist()
    }
    return dict(sorted(found.items(), key=lambda entry: order_of_code(entry[0])))


def order_of_code(key: CodeOfLevel) -> tuple[int, bool, str]:
    """Sorts by level, then by code; without a code last."""
    return level_order(key.level), key.code is None, key.code or ""


def rate_procedures(
    members: pa.Table, measure: Measure, year: int, plan: Plan | None
) -> Iterator[ProcedureRow]:
    """A row for each procedure that has anything to count."""
    for procedure, counts in count_by_procedure(members, *FLAGS).items():
        target = plan.target(measure, procedure.level, year) if plan else None
        figures = rate_figures(counts, target, plan)
        yield ProcedureRow(procedure.level, procedure.code, year, measure, figures)


def sort_procedures(rows: Iterable[ProcedureRow]) -> tuple[ProcedureRow, ...]:
    """By level, code, year and measure."""
    return tuple(sorted(rows, key=_order))


def _order(row: ProcedureRow) -> tuple[int, bool, str, int, int]:
    place = order_of_code(CodeOfLevel(row.level, row.procedure_code))
    return (*place, row.year, place_of(row.measure))
