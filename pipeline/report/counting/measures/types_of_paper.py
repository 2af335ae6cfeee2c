"""Rates of past results by document type, all units of a level together.

Only the register of past results names a type. The export does not say which papers a dossier must
have, so that the other measures have no denominator by type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from pipeline.report.columns import Text, Year
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.measures.procedures import (
    CodeOfLevel,
    count_by_code,
    order_of_code,
)
from pipeline.report.counting.measures.rates import FLAGS, RateFigures, rate_figures
from pipeline.report.counting.plans import Plan
from pipeline.report.document_types import type_code

TYPES = "types_of_paper"
"""The list of a report that holds a row for each document type."""
_COLUMN = "document_type"


@dataclass(frozen=True, slots=True)
class TypeRow:
    """Past results of a document type in a year, over all units of a level."""

    level: Text
    document_type: Text
    year: Year
    measure: Text
    figures: RateFigures


def name_types(members: pa.Table) -> pa.Table:
    """The rows with the code of their document type, whether the register gives code or name."""
    found = members[_COLUMN].combine_chunks().dictionary_encode()
    codes = pa.array(
        [word and type_code(word) for word in found.dictionary.to_pylist()], pa.string()
    )
    at = members.column_names.index(_COLUMN)
    return members.set_column(at, _COLUMN, codes.take(found.indices))


def rate_types(members: pa.Table, year: int, plan: Plan | None) -> Iterator[TypeRow]:
    """A row for each type; those of which the register says nothing last."""
    for key, counts in count_by_code(members, _COLUMN, *FLAGS).items():
        measure = Measure.PAST_RESULTS
        target = plan.target(measure, key.level, year) if plan else None
        figures = rate_figures(counts, target, plan)
        yield TypeRow(key.level, key.code, year, measure, figures)


def sort_types(rows: Iterable[TypeRow]) -> tuple[TypeRow, ...]:
    """By level, code and year."""
    return tuple(sorted(rows, key=_order))


def _order(row: TypeRow) -> tuple[int, bool, str, int]:
    return (*order_of_code(CodeOfLevel(row.level, row.document_type)), row.year)
