"""A report as CSV: UTF-8 without byte order mark, all columns under their machine names.

Numbers have a point, shares are fractions, missing values are empty. A text that a spreadsheet
would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets an
apostrophe in front.
"""

from __future__ import annotations

import csv
import io

from pipeline.report.columns import Value, values_of
from pipeline.report.definition import SomeDefinition
from pipeline.tables.safe import csv_text
from schemas.figures.report import SomeReport


def to_csv(report: SomeReport, definition: SomeDefinition) -> str:
    """A heading and the rows; lines end with a newline."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in definition.columns)
    for row in report.found.rows:
        writer.writerow(_guard(value) for value in values_of(row).values())
    return out.getvalue()


def _guard(value: Value) -> Value:
    return csv_text(value) if isinstance(value, str) else value
