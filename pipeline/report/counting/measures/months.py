"""Rates of single months: dossiers by the month in which they came, or in which they were finished.

Past results have no months: they are counted as they stand at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Count, DashedShare, Moment, Text
from pipeline.report.counting.by_unit import Agency, Unit, share
from pipeline.report.counting.evidence import Measure

MONTHS = "months"
"""The list of a report that holds a row for each unit and month."""
MOMENTS = {Measure.COMPONENTS: "received_at", Measure.RESULTS: "finished_at"}
"""What puts a dossier into a month."""
_KEYS = ["agency_code", "level", "month"]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One measure of a unit in a month (`YYYY-MM`) that has anything to count."""

    unit: Agency
    month: Moment
    measure: Text
    numerator: Count
    denominator: Count
    rate: DashedShare


def rate_months(
    units: Mapping[Unit, Agency], members: pa.Table, measure: Measure
) -> Iterator[MonthRow]:
    """The months of each unit, in the order of the units; none for past results.

    Args:
        units: that rows are made for, in order.
        members: agency_code, level, digitized, and the column of MOMENTS.
        measure: of `members`.
    """
    if measure not in MOMENTS:
        return
    counted = _count(members, MOMENTS[measure])
    for unit, agency in units.items():
        for month, (done, all_) in sorted(counted.get(unit, {}).items()):
            yield MonthRow(agency, month, measure, done, all_, share(done, all_))


def _count(members: pa.Table, moment: str) -> dict[Unit, dict[str, tuple[int, int]]]:
    table = pa.table(
        {
            "agency_code": members["agency_code"],
            "level": members["level"],
            "month": pc.utf8_slice_codeunits(members[moment], 0, 7),
            "digitized": pc.cast(members["digitized"], pa.int64()),
        }
    )
    grouped = table.group_by(_KEYS).aggregate([("digitized", "sum"), ([], "count_all")])
    found: defaultdict[Unit, dict[str, tuple[int, int]]] = defaultdict(dict)
    names = (*_KEYS, "digitized_sum", "count_all")
    cells = (grouped[name].to_pylist() for name in names)
    for code, level, month, done, all_ in zip(*cells, strict=True):
        found[Unit(code, level)][month] = done, all_
    return found
