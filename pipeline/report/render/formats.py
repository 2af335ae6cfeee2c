"""A report in the form that was asked for."""

from __future__ import annotations

from enum import StrEnum

from pipeline.errors import UsageError
from pipeline.report.catalogue import REPORTS
from pipeline.report.render.csv import to_csv
from pipeline.report.render.html import to_html
from pipeline.report.render.json import to_json
from pipeline.report.render.text import to_text
from pipeline.report.render.xlsx import to_xlsx
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import SomeReport
from schemas.languages import Language


class Format(StrEnum):
    """The forms of output, as the command line calls them."""

    TABLE = "table"
    HTML = "html"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


def parse_format(name: str) -> Format:
    """A form by its name.

    Raises:
        UsageError: `unknown_format`.
    """
    if name in set(Format):
        return Format(name)
    raise UsageError(
        "unknown_format",
        "no such format",
        item="--format",
        remedy=f"one of: {', '.join(Format)}; pdf with --out FILE.pdf",
    )


def render(report: SomeReport, form: Format, lang: Language = "vi") -> str | bytes:
    """The report as text, or as bytes for `xlsx`."""
    definition = REPORTS[report.report]
    words = ReportWords(lang)
    match form:
        case Format.TABLE:
            return to_text(report, definition, words)
        case Format.HTML:
            return to_html(report, definition, words)
        case Format.XLSX:
            return to_xlsx(report, definition, words)
        case Format.CSV:
            return to_csv(report, definition)
        case Format.JSON:
            return to_json(report, definition, words)
