"""Cells of input tables as values; every reader says what is allowed, and refuses what a
spreadsheet has spoilt."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NoReturn

from pipeline.common.clock import VIETNAM
from pipeline.errors import TableError
from pipeline.tables.grid import TableRow
from pipeline.tables.refusal import table_error
from pipeline.tables.values import Cell, Fault, Number
from schemas.received.naming import normal_code

_TRUE, _FALSE = {"true", "1", "có"}, {"false", "0", "không"}
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_MOMENT = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII
)
_COUNT = re.compile(r"\d{1,7}", re.ASCII)
_ZEROS_LOST = re.compile(r"[1-9]\d{9,10}", re.ASCII)
_YEARS = range(1900, 2101)
_NUMBERED = {"visit_code", "answer_code"}
"""Columns whose numbers begin anew in each unit on each day."""
_WORD = 40
"""Letters of a wrong word that are told."""
_DAY_TEXT, _MOMENT_TEXT = "YYYY-MM-DD or dd/mm/yyyy", "ISO 8601 or dd/mm/yyyy hh:mm"
_FLAG_TEXT = "true, 1, có, false, 0 or không"
_MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# What a spreadsheet leaves in a CSV of what was typed: 2.40103E+11, #N/A, ######, Dec-23.
_SPOILT = re.compile(
    r"[+-]?\d([.,]\d+)?E\+\d{2,}|#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)|#{3,}"
    rf"|\d{{1,2}}-{_MONTH}(-\d{{2,4}})?|{_MONTH}-\d{{2,4}}",
    re.ASCII,
)
_AS_TEXT = (
    "set the column's format to Text and type the value again, or take the table anew from "
    "its source as CSV"
)
_FORMAT_TELLS = (
    "if zeros were lost at the end or the front, give the whole column a format that shows them "
    "(for example "
    "0.000000 or 00000) and save; otherwise set the column's format to Text and type the value "
    "again"
)


class Cells:
    """Reads one row; every method raises TableError with file, row and column where a value is not
    allowed."""

    def __init__(self, path: Path, row: TableRow) -> None:
        self._path = path
        self._row = row

    def text(self, name: str, whole: bool = True) -> str | None:
        """NFC text on one line, None where the cell is empty.

        `whole`: a number without decimals gives its digits. Dates, numbers with decimals and the
        like are no text: what was typed can't be told from them.
        """
        return self._line(name, self._plain(name, whole))

    def person_number(self, name: str) -> str | None:
        """An identity number; where a spreadsheet made it a number, the zeros that this cost are
        put back.

        A citizen's number begins with the code of a province (001 to 096) or a country: it loses
        two zeros at most and keeps 10 digits. A number of the old identity card has 9 digits and
        loses one at most. A text of 10 or 11 digits without a zero in front has been through a
        spreadsheet too.
        """
        cell = self._row.cells.get(name)
        if not isinstance(cell, Number):
            text = self.text(name)
            return text.zfill(12) if text and _ZEROS_LOST.fullmatch(text) else text
        digits = str(cell.whole) if cell.whole is not None else ""
        if len(digits) in {8, 9}:
            return digits.zfill(9)
        if len(digits) in {10, 11, 12}:
            return digits.zfill(12)
        self._refuse(
            "table_wrong_number",
            name,
            "the number is no identity number of 9 or 12 digits",
            _AS_TEXT,
        )

    def code(self, name: str, whole: bool = False) -> str | None:
        """A code that becomes part of a path: no control character, `/`, `\\` or `..`.

        `whole`: a number without decimals is taken as it is; elsewhere it may have lost zeros.
        """
        value = self.text(name, whole)
        if value is None:
            return None
        try:
            return normal_code(value)
        except ValueError:
            self._wrong(
                name,
                "code",
                "up to 120 characters, without control characters, '/', '\\' or '..'",
            )

    def needed_code(self, name: str, whole: bool = False) -> str:
        """A code that must not be empty."""
        return self.code(name, whole) or self._wrong(
            name, "code", "a code: the cell is empty"
        )

    def choice(
        self, name: str, allowed: tuple[str, ...], told: bool = False
    ) -> str | None:
        """One of some words; `told`: a word that is none of them is named (never with digits)."""
        text = self.text(name) or ""
        if text and text.casefold() not in allowed:
            digits = any(char.isdigit() for char in text)
            shown = {"value": text[:_WORD]} if told and not digits else {}
            self._wrong(name, name, f"one of: {', '.join(allowed)}", **shown)
        return text.casefold() or None

    def needed_choice(
        self, name: str, allowed: tuple[str, ...], told: bool = False
    ) -> str:
        """One of some words, not empty."""
        return self.choice(name, allowed, told) or self._wrong(
            name, name, f"one of: {', '.join(allowed)}"
        )

    def flag(self, name: str) -> bool | None:
        """true, 1 or có; false, 0 or không."""
        cell = self._sound(name)
        if isinstance(cell, bool):
            return cell
        value = (self.text(name) or "").casefold()
        if value in _TRUE or value in _FALSE:
            return value in _TRUE
        return None if not value else self._wrong(name, "flag", _FLAG_TEXT)

    def needed_flag(self, name: str) -> bool:
        """The same, not empty."""
        value = self.flag(name)
        return self._wrong(name, "flag", _FLAG_TEXT) if value is None else value

    def count(self, name: str, least: int = 0, most: int = 9_999_999) -> int | None:
        """A whole number between two bounds."""
        value = self._digits(name)
        if value is None:
            return None
        number = int(value) if _COUNT.fullmatch(value) else -1
        if least <= number <= most:
            return number
        self._wrong(
            name,
            "count",
            f"a whole number from {least} to {most}",
            least=least,
            most=most,
        )

    def needed_count(self, name: str, least: int, most: int) -> int:
        """The same, not empty."""
        value = self.count(name, least, most)
        if value is None:
            allowed = f"a whole number from {least} to {most}"
            self._wrong(name, "count", allowed, least=least, most=most)
        return value

    def year(self, name: str) -> int | None:
        """A year from 1900 to 2100."""
        value = self._digits(name)
        if value is None:
            return None
        number = int(value) if _COUNT.fullmatch(value) else 0
        return (
            number
            if number in _YEARS
            else self._wrong(name, "year", "a year from 1900 to 2100")
        )

    def day(self, name: str) -> date | None:
        """`YYYY-MM-DD` or `dd/mm/yyyy`."""
        cell = self._sound(name)
        if isinstance(cell, datetime):
            return self._possible(name, cell.date())
        value = self._moment_text(name, cell, "date", _DAY_TEXT)
        if value is None:
            return None
        try:
            return self._possible(name, read_day(value))
        except ValueError:
            self._wrong(name, "date", _DAY_TEXT)

    def needed_day(self, name: str) -> date:
        """The same, not empty."""
        return self.day(name) or self._wrong(name, "date", _DAY_TEXT)

    def moment(self, name: str) -> datetime | None:
        """ISO 8601 or `dd/mm/yyyy hh:mm`; without a zone it is Vietnam's time. Given back with
        +07:00."""
        cell = self._sound(name)
        if isinstance(cell, datetime):
            found = cell
        else:
            value = self._moment_text(name, cell, "time", _MOMENT_TEXT)
            if value is None:
                return None
            try:
                found = _moment(value)
            except ValueError:
                self._wrong(name, "time", _MOMENT_TEXT)
        self._possible(name, found.date())
        return (
            found.replace(tzinfo=VIETNAM)
            if found.tzinfo is None
            else found.astimezone(VIETNAM)
        )

    def needed_moment(self, name: str) -> datetime:
        """The same, not empty."""
        return self.moment(name) or self._wrong(name, "time", _MOMENT_TEXT)

    def impossible(
        self, name: str, code: str, message: str, remedy: str, **values: Any
    ) -> NoReturn:
        """Refuse a value that is well written but can't be true beside others."""
        self._refuse(code, name, message, remedy, **values)

    def repeats(self, name: str, before: int) -> TableError:
        """The refusal of a code that an earlier row has."""
        code, message, remedy = (
            "table_repeated_code",
            f"the dossier code of row {before} stands here again",
            "one row for each dossier",
        )
        if name in _NUMBERED:
            code, message, remedy = (
                "table_repeated_number",
                f"unit, day and number of row {before} stand here again",
                "give each row of a unit a number of its own on its day",
            )
        place = (self._row.number, self._row.heading(name), self._row.sheet)
        return table_error(self._path, code, message, remedy, *place, before=before)

    def _sound(self, name: str) -> Cell:
        """The cell; refuses errors, formulas without a result and merged cells."""
        cell = self._row.cells.get(name)
        if cell is Fault.ERROR:
            self._refuse(
                "table_error_cell",
                name,
                cell.value,
                "correct the formula, or type the value",
            )
        if cell is Fault.NOT_CALCULATED:
            self._refuse(
                "table_not_calculated",
                name,
                cell.value,
                "open the table in Excel and save it again",
            )
        if cell is Fault.MERGED:
            self._refuse(
                "table_merged_cell",
                name,
                cell.value,
                "unmerge the cells and fill in every row",
            )
        return cell

    def _plain(self, name: str, whole: bool) -> str:
        """The text of a cell; a number only where what was typed is certain."""
        cell = self._sound(name)
        if isinstance(cell, Number):
            digits = cell.typed or (
                str(cell.whole) if whole and cell.whole is not None else None
            )
            return digits or self._refuse(
                "table_number_for_text",
                name,
                "a number stands where a text belongs: zeros may be lost",
                _FORMAT_TELLS,
            )
        if isinstance(cell, date | time | bool):
            kind = "a yes/no value" if isinstance(cell, bool) else "a date or time"
            code = (
                "table_flag_for_text"
                if isinstance(cell, bool)
                else "table_date_for_text"
            )
            self._refuse(
                code, name, f"the spreadsheet has made {kind} of a text", _AS_TEXT
            )
        if isinstance(cell, str) and _SPOILT.fullmatch(cell.strip()):
            self._refuse(
                "table_spoilt_text",
                name,
                "the spreadsheet has kept something else than was typed",
                _AS_TEXT,
            )
        return cell if isinstance(cell, str) else ""

    def _digits(self, name: str) -> str | None:
        cell = self._sound(name)
        if isinstance(cell, Number):
            return str(cell.value) if cell.whole is None else str(cell.whole)
        return self._line(name, cell) if isinstance(cell, str) else self.text(name)

    def _moment_text(
        self, name: str, cell: Cell, kind: str, allowed: str
    ) -> str | None:
        if isinstance(cell, Number | time | bool):
            self._wrong(name, kind, f"{allowed}; give the column a date format")
        return self._line(name, cell) if isinstance(cell, str) else None

    def _line(self, name: str, text: str) -> str | None:
        value = " ".join(unicodedata.normalize("NFC", text).split())
        if any(unicodedata.category(char) == "Cc" for char in value):
            self._wrong(name, "text", "text without control characters")
        return value or None

    def _possible(self, name: str, day: date) -> date:
        return (
            day
            if day.year in _YEARS
            else self._wrong(name, "year", "a year from 1900 to 2100")
        )

    def _wrong(self, name: str, kind: str, allowed: str, **values: Any) -> NoReturn:
        # The value itself is not told: it may be personal.
        self._refuse(
            f"table_wrong_{kind}",
            name,
            "the value is not allowed",
            f"allowed: {allowed}",
            **values,
        )

    def _refuse(
        self, code: str, name: str, message: str, remedy: str, **values: Any
    ) -> NoReturn:
        place = (self._row.number, self._row.heading(name), self._row.sheet)
        raise table_error(self._path, code, message, remedy, *place, **values)


def read_day(text: str) -> date:
    """`YYYY-MM-DD` or `dd/mm/yyyy`; raises ValueError for anything else."""
    if match := _DAY.fullmatch(text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is not None:
        day, month, year, hour, minute = (int(part) for part in match.groups()[:5])
        return datetime(year, month, day, hour, minute, int(match[6] or 0))
    if _DAY.fullmatch(text):
        found = read_day(text)
        return datetime(found.year, found.month, found.day)
    return datetime.fromisoformat(text)
