"""Sums by unit, level and year, of which the reports on the service make their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.counting.by_unit import Agency, Unit, level_order, order_of

Sums = Mapping[str, int]
"""By column the sum of it (a truth counts 1); `count`: how many rows."""
_KEYS = ["agency_code", "level"]
_COUNT = "count"


@dataclass(frozen=True, slots=True)
class UnitSums:
    """A unit's in a year."""

    unit: Agency
    year: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class LevelSums:
    """Those of all units of a level in a year."""

    level: str | None
    year: int
    sums: Sums


def tally(
    agencies: Mapping[Unit, Agency], years: Mapping[int, pa.Table], *names: str
) -> tuple[UnitSums, ...]:
    """The sums of each unit in each year, by level, code and year; zeros where nothing is.

    Args:
        agencies: the units that rows are made for.
        years: the rows of each year, with agency_code, level and the columns named.
        names: columns that are added up: numbers, or truths.
    """
    nothing = dict.fromkeys((_COUNT, *names), 0)
    found = []
    for year, rows in years.items():
        sums = dict(_by_unit(rows, names))
        found += [
            UnitSums(agency, year, sums.get(unit, nothing))
            for unit, agency in agencies.items()
        ]
    return tuple(sorted(found, key=lambda one: (*order_of(one.unit), one.year)))


def _by_unit(rows: pa.Table, names: Iterable[str]) -> Iterator[tuple[Unit, Sums]]:
    numbers = {name: pc.fill_null(pc.cast(rows[name], pa.int64()), 0) for name in names}
    table = pa.table({**{key: rows[key] for key in _KEYS}, **numbers})
    sums = [(name, "sum") for name in numbers]
    grouped = table.group_by(_KEYS).aggregate([([], "count_all"), *sums])
    for row in grouped.to_pylist():
        added = {name: row[f"{name}_sum"] for name in numbers}
        unit = Unit(row["agency_code"], row["level"])
        yield unit, {_COUNT: row["count_all"], **added}


def tally_levels(units: Iterable[UnitSums]) -> tuple[LevelSums, ...]:
    """Those of each level, the highest first, and year."""
    by_key: defaultdict[tuple[str | None, int], list[UnitSums]] = defaultdict(list)
    for one in units:
        by_key[one.unit.level, one.year].append(one)
    ordered = sorted(by_key, key=lambda key: (level_order(key[0]), key[1]))
    return tuple(
        LevelSums(level, year, tally_all(by_key[level, year]))
        for level, year in ordered
    )


def tally_all(units: Iterable[UnitSums]) -> Sums:
    """Everything together; nothing where there are no units."""
    every = [one.sums for one in units]
    names = dict.fromkeys(name for sums in every for name in sums)
    return {name: sum(sums[name] for sums in every) for name in names}
