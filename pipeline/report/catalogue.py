"""The reports by the names that the command line gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.report.evidence import Tables
from pipeline.report.form766 import form_766
from pipeline.report.missing import missing
from pipeline.report.on_time import on_time
from pipeline.report.period import Period
from pipeline.report.plans import Plan
from pipeline.report.quality import quality
from pipeline.report.rates import rates
from pipeline.report.reuse import reuse
from schemas.report import Report

ReportMaker = Callable[[Tables, int, Period, Plan | None], Report]

REPORTS: Mapping[str, ReportMaker] = {
    "rates": rates,
    "form-766": form_766,
    "on-time": on_time,
    "reuse": reuse,
    "quality": quality,
    "missing": missing,
}
"""Report name to the function (tables, snapshot, period, plan) -> Report."""
