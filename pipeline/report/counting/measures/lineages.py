"""Rates over units that follow one another, and over those that belong together.

On 1 July 2025 districts ended and communes were merged: a rate across that day can only be compared
where old and new units are added up together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.report.columns import Count, DashedShare, Text, Year
from pipeline.report.counting.by_unit import share
from pipeline.report.counting.measures.rates import RateRow, place_of
from schemas.figures.units import TreeUnit, UnitTree


@dataclass(frozen=True, slots=True)
class UnitSum:
    """One measure of several units in a year; `units` names them with their codes."""

    units: Text
    year: Year
    measure: Text
    numerator: Count
    denominator: Count
    rate: DashedShare


def sum_lineages(rows: Sequence[RateRow], tree: UnitTree) -> tuple[UnitSum, ...]:
    """Old and new units together; sets of which the registers hold nothing are left out."""
    return _sums(rows, {name_lineage(units): units for units in tree.lineages})


def sum_subtrees(rows: Sequence[RateRow], tree: UnitTree) -> tuple[UnitSum, ...]:
    """Each unit that others belong to, with all of them."""
    named = {
        f"{unit.name} ({unit.code})": tree.subtree(unit.code) for unit in tree.parents()
    }
    return _sums(rows, named)


def name_lineage(units: Sequence[TreeUnit]) -> str:
    """`Quận A (D1, đến 2025-06-30) → Phường B (W1); Phường C (W2)`."""
    successors = {code for unit in units for code in unit.successors}
    old = [_with_end(unit) for unit in units if unit.successors]
    new = [
        _with_end(unit)
        for unit in units
        if unit.code in successors and not unit.successors
    ]
    return f"{'; '.join(old)} → {'; '.join(new)}"


def _with_end(unit: TreeUnit) -> str:
    end = f", → {unit.valid_until.isoformat()}" if unit.valid_until else ""
    return f"{unit.name} ({unit.code}{end})"


def _sums(
    rows: Sequence[RateRow], sets: dict[str, tuple[TreeUnit, ...]]
) -> tuple[UnitSum, ...]:
    by_code: defaultdict[str | None, list[RateRow]] = defaultdict(list)
    for row in rows:
        by_code[row.unit.agency_code].append(row)
    found = []
    for name, units in sets.items():
        members = [row for unit in units for row in by_code.get(unit.code, ())]
        found += _by_year(name, members)
    return tuple(found)


def _by_year(name: str, rows: Iterable[RateRow]) -> list[UnitSum]:
    counted: defaultdict[tuple[int, str | None], list[int]] = defaultdict(
        lambda: [0, 0]
    )
    for row in rows:
        sums = counted[row.year, row.measure]
        sums[0] += row.figures.numerator
        sums[1] += row.figures.denominator
    ordered = sorted(
        counted.items(), key=lambda entry: (entry[0][0], place_of(entry[0][1]))
    )
    return [
        UnitSum(
            name, year, measure, numerator, denominator, share(numerator, denominator)
        )
        for (year, measure), (numerator, denominator) in ordered
    ]
