"""Cells of input tables as values; every reader says what is allowed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

from pipeline.ingest.grid import Row, refuse
from schemas.naming import normal_code

VIETNAM = timezone(timedelta(hours=7))
_TRUE, _FALSE = {"true", "1", "có"}, {"false", "0", "không"}
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_MOMENT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_COUNT = re.compile(r"\d{1,7}", re.ASCII)
_YEARS = range(1900, 2101)


class Cells:
    """Reads one row; every method raises TableError with file, row and column where a value is not allowed."""

    def __init__(self, path: Path, row: Row) -> None:
        self._path = path
        self._row = row

    def text(self, name: str) -> str | None:
        """NFC text on one line, None where the cell is empty."""
        cell = self._row.cells.get(name)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        value = " ".join(unicodedata.normalize("NFC", "" if cell is None else str(cell)).split())
        if any(unicodedata.category(char) == "Cc" for char in value):
            self._refuse(name, "text", "text without control characters")
        return value or None

    def person_number(self, name: str) -> str | None:
        """An identity number; where a spreadsheet made it a number, the zeros that this cost are put back."""
        cell, value = self._row.cells.get(name), self.text(name)
        if value and isinstance(cell, int | float) and value.isdecimal():
            return value.zfill(12 if len(value) > 9 else 9)
        return value

    def code(self, name: str) -> str | None:
        """A code that becomes part of a path: no control character, `/`, `\\` or `..`."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return normal_code(value)
        except ValueError:
            self._refuse(name, "code", "up to 120 characters, without control characters, '/', '\\' or '..'")

    def needed_code(self, name: str) -> str:
        """A code that must not be empty."""
        return self.code(name) or self._refuse(name, "code", "a code: the cell is empty")

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """One of some words."""
        value = (self.text(name) or "").casefold()
        if value and value not in allowed:
            self._refuse(name, name, f"one of: {', '.join(allowed)}")
        return value or None

    def needed_choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of some words, not empty."""
        return self.choice(name, allowed) or self._refuse(name, name, f"one of: {', '.join(allowed)}")

    def flag(self, name: str) -> bool | None:
        """true, 1 or có; false, 0 or không."""
        value = (self.text(name) or "").casefold()
        if value in _TRUE or value in _FALSE:
            return value in _TRUE
        return None if not value else self._refuse(name, "flag", "true, 1, có, false, 0 or không")

    def needed_flag(self, name: str) -> bool:
        """The same, not empty."""
        value = self.flag(name)
        return self._refuse(name, "flag", "true, 1, có, false, 0 or không") if value is None else value

    def count(self, name: str, least: int = 0, most: int = 9_999_999) -> int | None:
        """A whole number between two bounds."""
        value = self.text(name)
        if value is None:
            return None
        number = int(value) if _COUNT.fullmatch(value) else -1
        return (
            number if least <= number <= most else self._refuse(name, "count", f"a whole number from {least} to {most}")
        )

    def year(self, name: str) -> int | None:
        """A year from 1900 to 2100."""
        value = self.text(name)
        if value is None:
            return None
        number = int(value) if _COUNT.fullmatch(value) else 0
        return number if number in _YEARS else self._refuse(name, "year", "a year from 1900 to 2100")

    def day(self, name: str) -> date | None:
        """`YYYY-MM-DD` or `dd/mm/yyyy`."""
        cell, value = self._row.cells.get(name), self.text(name)
        if value is None:
            return None
        try:
            if isinstance(cell, date):
                found = cell.date() if isinstance(cell, datetime) else cell
            elif match := _DAY.fullmatch(value):
                found = date(int(match[3]), int(match[2]), int(match[1]))
            else:
                found = date.fromisoformat(value)
        except ValueError:
            self._refuse(name, "date", "YYYY-MM-DD or dd/mm/yyyy")
        return found if found.year in _YEARS else self._refuse(name, "year", "a year from 1900 to 2100")

    def moment(self, name: str) -> datetime | None:
        """ISO 8601 or `dd/mm/yyyy hh:mm`; without a zone it is Vietnam's time. Given back with +07:00."""
        cell, value = self._row.cells.get(name), self.text(name)
        if value is None:
            return None
        try:
            found = cell if isinstance(cell, datetime) else _moment(value)
        except ValueError:
            self._refuse(name, "time", "ISO 8601 or dd/mm/yyyy hh:mm")
        if found.year not in _YEARS:
            self._refuse(name, "year", "a year from 1900 to 2100")
        return found.replace(tzinfo=VIETNAM) if found.tzinfo is None else found.astimezone(VIETNAM)

    def needed_moment(self, name: str) -> datetime:
        """The same, not empty."""
        return self.moment(name) or self._refuse(name, "time", "ISO 8601 or dd/mm/yyyy hh:mm")

    def repeats(self, name: str, before: int) -> None:
        """Refuse a code that an earlier row has."""
        refuse(
            self._path, "table_repeated_code", f"the dossier code of row {before} stands here again",
            "one row for each dossier", self._row.number, name,
        )  # fmt: skip

    def _refuse(self, name: str, kind: str, allowed: str) -> NoReturn:
        # The value itself is not told: it may be personal.
        refuse(
            self._path, f"table_wrong_{kind}", "the value is not allowed", f"allowed: {allowed}", self._row.number, name
        )


def _moment(text: str) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is not None:
        day, month, year, hour, minute = (int(part) for part in match.groups()[:5])
        return datetime(year, month, day, hour, minute, int(match[6] or 0))
    if day_only := _DAY.fullmatch(text):
        return datetime(int(day_only[3]), int(day_only[2]), int(day_only[1]))
    return datetime.fromisoformat(text)
