"""How many past results were digitized week by week, counted back from one day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.counting.by_unit import Unit
from pipeline.report.counting.evidence import Measure, first_days
from pipeline.report.counting.period import Span
from pipeline.report.counting.tables import Tables, day, select

_KEYS = ["agency_code", "level", "week"]


Counts = Mapping[int, int]
"""By week: 0 is the one that ends on the last day, 1 the one before."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Past results by the week in which they were digitized, counted back from the day `last`: of
    each unit and of all units of each level."""

    last: date
    units: Mapping[Unit, Counts]
    levels: Mapping[str | None, Counts]

    def of_unit(self, unit: Unit, size: int) -> list[int]:
        """The counts of so many last weeks, the earliest first."""
        counts = self.units.get(unit, {})
        return [counts.get(week, 0) for week in range(size - 1, -1, -1)]

    def of_level(self, level: str | None) -> Counts:
        """The counts of all units of a level, by week."""
        return self.levels.get(level, {})


def count_weeks(tables: Tables, span: Span, members: pa.Table) -> Weeks | None:
    """The weeks up to the last day of a year that the record knows of.

    None where no past result was digitized. No clock is read: the last day is the last one on
    which anything was digitized or entered, or the span's end.

    Args:
        tables: of one snapshot.
        span: the year, and its days.
        members: the cohort of past results of that year.
    """
    digitized = members.filter(members["digitized"])
    last = _last_day(tables, span.end)
    if last is None or not len(digitized):
        return None
    first = first_days(tables, Measure.PAST_RESULTS, span, digitized)
    days = pc.days_between(first, pa.scalar(last, pa.date32()))
    rows = pa.table(
        {
            "agency_code": digitized["agency_code"],
            "level": digitized["level"],
            "week": pc.divide(days, 7),
        }
    )
    return _weeks(last, rows.group_by(_KEYS).aggregate([([], "count_all")]))


def _weeks(last: date, grouped: pa.Table) -> Weeks:
    units: defaultdict[Unit, dict[int, int]] = defaultdict(dict)
    levels: defaultdict[str | None, Counter[int]] = defaultdict(Counter)
    names = (*_KEYS, "count_all")
    cells = (grouped[name].to_pylist() for name in names)
    for code, level, week, count in zip(*cells, strict=True):
        units[Unit(code, level)][week] = count
        levels[level][week] += count
    return Weeks(last, units, levels)


def _last_day(tables: Tables, end: date) -> date | None:
    seen = [
        pc.max(day(select(tables, table, (column,))[column])).as_py()
        for table, column in (("documents", "digitized_at"), ("events", "at"))
    ]
    days = [date.fromisoformat(text) for text in seen if text is not None]
    return min(end, max(days)) if days else None
