"""A report in the form that was asked for."""

from __future__ import annotations

import json
from typing import Any, Literal

import pyarrow as pa

from pipeline.errors import UsageError
from pipeline.report.delimited import to_csv
from pipeline.report.page import to_html
from pipeline.report.spreadsheet import to_xlsx
from pipeline.report.text_table import text_table
from pipeline.report.texts import Lang, sentence
from pipeline.report.trace import as_mapping
from schemas.report import Report

Format = Literal["table", "html", "xlsx", "csv", "json"]
FORMATS: tuple[Format, ...] = ("table", "html", "xlsx", "csv", "json")


def render(report: Report, format: Format, lang: Lang = "vi") -> str | bytes:
    """The report as text, or as bytes for `xlsx`.

    Raises:
        UsageError: `unknown_format`.
    """
    if format == "table":
        return text_table(report, lang)
    if format == "html":
        return to_html(report, lang)
    if format == "xlsx":
        return to_xlsx(report, lang)
    if format == "csv":
        return to_csv(report)
    if format == "json":
        return json.dumps(to_json(report, lang), ensure_ascii=False, allow_nan=False) + "\n"
    raise UsageError(
        "unknown_format",
        f"unknown format {format!r}",
        item=f"--format {format}",
        remedy=f"one of: {', '.join(FORMATS)}",
    )


def to_json(report: Report, lang: Lang = "vi") -> dict[str, Any]:
    """The report as JSON values: the contract's keys, what `extra` adds (traces by trace key), notes as sentences."""
    return {
        "report": report.report,
        "snapshot": report.snapshot,
        "period": report.period,
        "plan": report.plan,
        "rows": list(report.rows),
        "totals": report.totals,
        **{name: as_mapping(value) if isinstance(value, pa.Table) else value for name, value in report.extra.items()},
        "notes": [sentence(note, lang) for note in report.notes],
    }
