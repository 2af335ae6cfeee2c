"""The language of a report: what each column, value and note is called."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.messages import worded
from pipeline.report.columns import Column, Kind, Value
from pipeline.report.document_types import load_type_names
from pipeline.report.wording.numbers import (
    NOTHING,
    format_count,
    format_moment,
    format_number,
    format_share,
    plain,
)
from pipeline.report.wording.texts import (
    Texts,
    load_field_names,
    load_texts,
)
from schemas.figures.report import Note
from schemas.languages import Language

_MARKED = ("flag", "reason")
"""Columns that hold codes of `pipeline.messages`: marks on pages, reasons of reviews."""

_NUMBERS = ("count", "all")
"""What notes count; their other whole numbers are years."""


@dataclass(frozen=True, slots=True)
class ReportWords:
    """Everything of a report in one language; values that are not there read `–`."""

    lang: Language

    @property
    def texts(self) -> Texts:
        """All words as they stand in the file."""
        return load_texts(self.lang)

    def word(self, key: str) -> str:
        """A word of the page (`total`, `plan`, …)."""
        return self.texts.words[key]

    def heading(self, column: str, report: str | None = None) -> str:
        """The heading of a column, in one report where that has its own; else the column's name."""
        columns = self.texts.columns
        common = columns.get(column, column)
        return columns.get(f"{report}.{column}", common)

    def sheet(self, name: str) -> str:
        """The name of a sheet: a short one in the reader's language, 31 letters at most."""
        return self.texts.sheets.get(name, name)[:31]

    def head_figure(self, column: str, report: str) -> str:
        """The name of a total at the head of a report."""
        own = self.heading(column, report)
        return self.texts.columns.get(f"head.{column}", own)

    def level(self, level: str | None) -> str:
        """A level of units."""
        return self.texts.levels.get(level or "", self.word("unknown"))

    def measure(self, measure: str) -> str:
        """A measure, or another figure that is traced."""
        return self.texts.measures[measure]

    def term(self, column: str, value: str) -> str:
        """A value of a closed list (level, measure, …); other texts as they are."""
        texts = self.texts
        if column == "document_type":
            return load_type_names().get(value, value) if self.lang == "vi" else value
        if column == "field":
            return load_field_names(self.lang).get(value, value)
        terms = {
            "level": texts.levels,
            "measure": texts.measures,
            "reading": texts.readings,
            "reason": texts.reasons,
            "source": texts.measures,
            "status": texts.statuses,
            "origin": texts.origins,
            "sureness": texts.sureness,
            "portal_status": texts.statuses,
            "meets": texts.goals,
            "phase": texts.phases,
        }
        found = terms.get(column, {}).get(value)
        if found is None and column in _MARKED:
            return worded(value, self.lang)[0]
        return value if found is None else found

    def short_term(self, column: str, value: Value) -> str | None:
        """A shorter term where there is one, for narrow tables."""
        if column == "reading":
            return self.texts.short_readings.get(str(value))
        if column not in {"measure", "source"}:
            return None
        return self.texts.short_measures.get(str(value))

    def count(self, value: int | None) -> str:
        """A whole number."""
        return NOTHING if value is None else format_count(value, self.lang)

    def real(self, value: float) -> str:
        """A number with one decimal."""
        return format_number(Kind.REAL, value, self.lang)

    def share(self, value: float | None) -> str:
        """A fraction as a percentage."""
        return NOTHING if value is None else format_share(value, self.lang)

    def moment(self, text: str | None) -> str:
        """A date or time given in ISO 8601."""
        return NOTHING if text is None else format_moment(text, self.lang)

    def yes_no(self, value: bool) -> str:
        """A truth value."""
        return self.word("yes" if value else "no")

    def cell(self, column: Column, value: Value) -> str:
        """One cell as people read it."""
        if value is None:
            return NOTHING
        if isinstance(value, int | float):
            return format_number(column.kind, value, self.lang)
        if column.kind is Kind.MOMENT:
            return format_moment(value, self.lang)
        return self.term(column.name, plain(value))

    def note(self, note: Note) -> str:
        """A note as a sentence."""
        values = {}
        for name, value in note.values.items():
            counts = name in _NUMBERS and isinstance(value, int)
            values[name] = (
                format_count(int(value), self.lang)
                if counts
                else format_moment(str(value), self.lang)
            )
        return self.texts.notes[note.code].format(**values)
