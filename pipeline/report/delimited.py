"""A report as CSV: UTF-8 without byte order mark, all columns under their machine names, numbers with a point.

Shares are fractions, missing values are empty. A text that a spreadsheet would take for a formula (it begins with
`=`, `+`, `-`, `@`, a tab or a carriage return) gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from pipeline.report.columns import ROWS
from pipeline.tables.safe import csv_text
from schemas.report import Report


def to_csv(report: Report) -> str:
    """A heading and the rows; lines end with a newline."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ROWS[report.report]
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in report.rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    return csv_text(value) if isinstance(value, str) else value
