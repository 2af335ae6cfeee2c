"""The rates of made tables, and one row of them."""

from __future__ import annotations

from typing import Any

from pipeline.report.counting.plans import load_plan
from pipeline.report.counting.tables import Tables
from pipeline.report.definitions.rates import RateRow, RateTotals, compute
from schemas.figures.report import Findings
from tests.unit.report.report_tables import (
    cells,
    year,
)

Found = Findings[RateRow, RateTotals]


def made(tables: Tables, period: str = "2024", reading: str | None = "points") -> Found:
    plan = load_plan("plan-190", reading) if reading else None
    return compute(tables, year(period), plan)


def row(
    report: Found, measure: str, in_year: int = 2024, agency: str = "W"
) -> dict[str, Any]:
    found = [
        r
        for r in cells(report)
        if (r["measure"], r["year"], r["agency_code"]) == (measure, in_year, agency)
    ]
    assert len(found) == 1
    return found[0]


def fraction(
    report: Found, measure: str, in_year: int = 2024, agency: str = "W"
) -> tuple[int, int]:
    found = row(report, measure, in_year, agency)
    return found["numerator"], found["denominator"]
