"""How many past results were digitized week by week, counted back from one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.counting.by_unit import Unit
from pipeline.report.counting.evidence import Measure, cohort, first_days
from pipeline.report.counting.period import Span
from pipeline.report.counting.tables import Tables, day, select

_KEYS = ["agency_code", "level", "week"]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Past results by unit and the week in which they were digitized: 0 is the one that ends on
    the day `last`, 1 the one before."""

    last: date
    counts: Mapping[tuple[Unit, int], int]

    def of_unit(self, unit: Unit, size: int) -> list[int]:
        """The counts of so many last weeks, the earliest first."""
        return [self.counts.get((unit, week), 0) for week in range(size - 1, -1, -1)]

    def of_level(self, level: str | None) -> Mapping[int, int]:
        """The counts of all units of a level, by week."""
        found: Counter[int] = Counter()
        for (unit, week), count in self.counts.items():
            if unit.level == level:
                found[week] += count
        return found


def count_weeks(tables: Tables, span: Span) -> Weeks | None:
    """The weeks up to the last day of a year that the record knows of.

    None where no past result was digitized. No clock is read: the last day is the last one on
    which anything was digitized or entered, or the span's end.
    """
    past = Measure.PAST_RESULTS
    members = cohort(tables, past, span, evidence=False)
    digitized = members.filter(members["digitized"])
    last = _last_day(tables, span.end)
    if last is None or not len(digitized):
        return None
    first = first_days(tables, past, span, digitized)
    days = pc.days_between(first, pa.scalar(last, pa.date32()))
    rows = pa.table(
        {
            "agency_code": digitized["agency_code"],
            "level": digitized["level"],
            "week": pc.divide(days, 7),
        }
    )
    grouped = rows.group_by(_KEYS).aggregate([([], "count_all")])
    counts = {
        (Unit(row["agency_code"], row["level"]), row["week"]): row["count_all"]
        for row in grouped.to_pylist()
    }
    return Weeks(last, counts)


def _last_day(tables: Tables, end: date) -> date | None:
    seen = [
        pc.max(day(select(tables, table, (column,))[column])).as_py()
        for table, column in (("documents", "digitized_at"), ("events", "at"))
    ]
    days = [date.fromisoformat(text) for text in seen if text is not None]
    return min(end, max(days)) if days else None
