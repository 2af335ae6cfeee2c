"""What to digitize next, so that a number of sheets helps most.

First what units lack to their target, then the rest. In both, the dossiers with the fewest sheets
come first (most dossiers for the same work), the newer results before the older (they are asked
for more often).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any

import pyarrow.compute as pc

from pipeline.report.columns import Count, Moment, Text, UnknownCount
from pipeline.report.counting.by_unit import Agency, Unit, list_units
from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.measures.rates import RateRow, rate_units
from pipeline.report.counting.period import Period
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.tables import Tables

_DETAILS = ("procedure_code", "document_type", "number", "issued_date", "sheet_count")


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A dossier to be digitized; `sheets` are those so far, this one included.

    `sheet_count` is None where the register does not say; then the unit's usual number is counted.
    """

    dossier_code: Text
    agency_code: Text
    agency_name: Text
    level: Text
    procedure_code: Text
    document_type: Text
    number: Text
    issued_date: Moment
    sheet_count: UnknownCount
    sheets: Count


@dataclass(frozen=True, slots=True)
class _Candidate:
    unit: Unit
    values: Mapping[str, str | int | None]
    sheets: int

    @property
    def key(self) -> tuple[int, str, str]:
        """Few sheets first, then the newest, then by code."""
        issued = str(self.values["issued_date"] or "")
        newest = "".join(chr(0x10FFFF - ord(char)) for char in issued) or "\U0010ffff"
        return self.sheets, newest, str(self.values["dossier_code"])


def plan_next(
    tables: Tables, period: Period, plan: Plan | None, sheets: int
) -> tuple[WorkRow, ...]:
    """The past results to be digitized next, with as many sheets as there is room for."""
    span = period.years()[-1]
    members = cohort(tables, Measure.PAST_RESULTS, span, _DETAILS, evidence=False)
    units = list_units(tables)
    rates = rate_units(units, members, Measure.PAST_RESULTS, span.year, plan)
    lacking = {_unit_of(row): row.figures.lacking or 0 for row in rates}
    waiting = members.filter(
        pc.invert(pc.or_(members["digitized"], members["in_review"]))
    )
    wanted = ["dossier_code", "agency_code", "level", *_DETAILS]
    candidates = _candidates(waiting.select(wanted).to_pylist())
    return tuple(_fill(_in_order(candidates, lacking), units, sheets))


def _unit_of(row: RateRow) -> Unit:
    return Unit(row.unit.agency_code, row.unit.level)


def _candidates(rows: Sequence[Mapping[str, str | int | None]]) -> list[_Candidate]:
    """The rows with the sheets that they will take."""
    by_unit: defaultdict[Unit, list[Mapping[str, str | int | None]]] = defaultdict(list)
    for row in rows:
        by_unit[Unit(_text(row["agency_code"]), _text(row["level"]))].append(row)
    found = []
    for unit, mine in by_unit.items():
        known = [int(count) for row in mine if (count := row["sheet_count"])]
        usual = median_low(known) if known else 1
        found += [
            _Candidate(unit, row, int(row["sheet_count"] or usual)) for row in mine
        ]
    return found


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _in_order(
    candidates: Iterable[_Candidate], lacking: Mapping[Unit, int]
) -> Iterator[_Candidate]:
    """What is lacking to the targets first."""
    ordered = sorted(candidates, key=lambda one: one.key)
    left = dict(lacking)
    later = []
    for one in ordered:
        if left.get(one.unit, 0) > 0:
            left[one.unit] -= 1
            yield one
        else:
            later.append(one)
    yield from later


def _fill(
    candidates: Iterable[_Candidate], units: Mapping[Unit, Agency], sheets: int
) -> Iterator[WorkRow]:
    """Those that fit; one that is too large leaves its room to smaller ones behind it."""
    used = 0
    for one in candidates:
        if used + one.sheets > sheets:
            continue
        used += one.sheets
        agency = units[one.unit]
        values: dict[str, Any] = {
            name: one.values[name] for name in ("dossier_code", *_DETAILS)
        }
        yield WorkRow(
            agency_code=agency.agency_code,
            agency_name=agency.agency_name,
            level=agency.level,
            sheets=used,
            **values,
        )
