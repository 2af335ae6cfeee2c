"""Days and months that a spreadsheet has swapped.

Excel with American settings takes 05/11/2024 for the 11th of May and makes it a date; 25/11/2024 it
can't take, and leaves as text. A column so spoilt has dates with days up to 12 only, beside texts
with days above 12 only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.tables.grid import TableRow
from pipeline.tables.refusal import refuse

_DAY_FIRST = re.compile(r"\s*(\d{1,2})/\d{1,2}/\d{4}\b", re.ASCII)
_LEAST = 2


@dataclass(slots=True)
class _Column:
    dates: int = 0
    texts: int = 0
    innocent: bool = False
    first_row: int | None = None


@dataclass(slots=True)
class SwappedDays:
    """Watches the columns of dates while rows are read; `check` refuses the table at the end."""

    path: Path
    names: tuple[str, ...]
    sheet: str | None = None
    _columns: dict[str, _Column] = field(default_factory=dict)

    def watch(self, row: TableRow) -> None:
        """Look at one row."""
        self.sheet = row.sheet
        for name in self.names:
            cell = row.cells.get(name)
            column = self._columns.setdefault(name, _Column())
            if isinstance(cell, datetime):
                column.dates += 1
                column.innocent |= cell.day > 12
                column.first_row = column.first_row or row.number
            elif isinstance(cell, str) and (match := _DAY_FIRST.match(cell)):
                column.texts += 1
                column.innocent |= int(match[1]) <= 12

    def check(self) -> None:
        """Refuse a table with a column of swapped days.

        Raises:
            TableError: it names the column and the first row with a date that is in doubt.
        """
        for name, column in self._columns.items():
            if not column.innocent and min(column.dates, column.texts) >= _LEAST:
                refuse(
                    self.path,
                    "table_days_swapped",
                    "dates with days up to 12 stand beside texts with days above 12: the "
                    "spreadsheet has probably "
                    "swapped day and month",
                    "take the table anew from its source, or give all cells of the column the same "
                    "form",
                    column.first_row,
                    name,
                    self.sheet,
                )
