"""Decisions out of a table that was filled in: what a spreadsheet made of them is undone where it
is certain what was typed, and refused where it is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import TableError
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.open_items.items import ReviewItem
from pipeline.review.table.columns import (
    BECAUSE,
    DECISION,
    ITEM,
    READ,
    REQUIRED,
    VERSION,
    known_headings,
)
from pipeline.review.words import load_words
from pipeline.tables.cells import Cells
from pipeline.tables.grid import TableRow, read_grid
from pipeline.tables.refusal import join_faults, table_error
from pipeline.tables.safe import looks_like_formula
from pipeline.tables.values import Cell, Number
from schemas.languages import LANGUAGES

_CHOSEN = re.compile(r"([0-9]{12}) · .*", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_NUMBERS = {"citizen_id": 12, "old_id": 9}
_AS_TEXT = "set the cell's format to Text and type the number with all its digits"


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row with a decision. `zeros_restored`: the number had lost zeros in a spreadsheet."""

    path: Path
    row: TableRow
    decision: Decision
    zeros_restored: bool = False

    def fault(
        self, code: str, message: str, remedy: str, **values: object
    ) -> TableError:
        """Why the row can't be taken."""
        place = (self.row.number, self.row.heading(DECISION), self.row.sheet)
        facts: dict[str, Any] = {"value": self.decision.value, **values}
        return table_error(self.path, code, message, remedy, *place, **facts)


@dataclass(slots=True)
class _Found:
    """Rows and faults while a table is read."""

    rows: dict[str, FilledRow] = field(default_factory=dict)
    faults: list[TableError] = field(default_factory=list)


def read_filled(path: Path, items: Mapping[str, ReviewItem]) -> tuple[FilledRow, ...]:
    """The rows that are decided, in the table's order; those without a decision are passed over.

    A decision stands as it was typed, but for words of the table (`đúng` is `ok`), a citizen chosen
    from the list, dates and numbers that a spreadsheet has made of a text. The same decision twice
    is one.

    Args:
        path: the table.
        items: what is known by key; it tells which numbers may be meant.

    Raises:
        TableError: no readable table, or rows that can't be taken: all of them are named.
    """
    found = _Found()
    for row in read_grid(path, READ, REQUIRED, known_headings()):
        try:
            filled = _read_row(path, row, items)
            if filled is not None:
                _keep(filled, found)
        except TableError as error:
            found.faults.append(error)
    if found.faults:
        raise join_faults(found.faults)
    return tuple(found.rows.values())


def cell_key(cell: Cell) -> str:
    """The key of an item as a cell holds it."""
    return unicodedata.normalize("NFC", cell).strip() if isinstance(cell, str) else ""


def _read_row(
    path: Path, row: TableRow, items: Mapping[str, ReviewItem]
) -> FilledRow | None:
    cells = Cells(path, row)
    cell = row.cells.get(DECISION)
    if cell is None or (isinstance(cell, str) and not cells.text(DECISION)):
        return None
    key = cell_key(row.cells.get(ITEM))
    subject = Subject.parse(key)
    if subject is None:
        raise _unknown(path, row, key)
    value, restored = _value(path, row, subject, items.get(key))
    because = cells.text(BECAUSE)
    seen = (cells.text(VERSION) or "").removeprefix("v") or None
    return FilledRow(path, row, Decision(subject, value, because, seen), restored)


def _keep(filled: FilledRow, found: _Found) -> None:
    key = str(filled.decision.subject)
    before = found.rows.setdefault(key, filled)
    if before is not filled and before.decision.value != filled.decision.value:
        raise filled.fault(
            "repeated_item",
            f"row {before.row.number} decides this item otherwise",
            "keep one decision for an item",
            before=before.row.number,
            before_value=before.decision.value,
        )


def _unknown(path: Path, row: TableRow, key: str) -> TableError:
    place = (row.number, row.heading(ITEM), row.sheet)
    return table_error(
        path,
        "unknown_item",
        "this archive has no such item",
        "take a fresh table: sohoa review list",
        *place,
        value=key or "–",
    )


def _value(
    path: Path, row: TableRow, subject: Subject, item: ReviewItem | None
) -> tuple[str, bool]:
    """The decision as a text, and whether zeros were put back."""
    cells, cell = Cells(path, row), row.cells.get(DECISION)
    name, of_person = subject.name or "", subject.kind is DecisionKind.MATCH
    if isinstance(cell, datetime) and name.endswith("_date"):
        return str(cells.day(DECISION)), False
    length = _NUMBERS["citizen_id"] if of_person else _NUMBERS.get(name)
    if isinstance(cell, Number) and length is not None and cell.typed is None:
        number = cells.person_number(DECISION) or ""
        return number, number.startswith("0")
    text = _translate(_strip_sign(cells.text(DECISION) or ""))
    chosen = _CHOSEN.fullmatch(text) if of_person else None
    text = text if chosen is None else chosen[1]
    if length is None or not _DIGITS.fullmatch(text) or len(text) >= length:
        return text, False
    return _with_zeros(path, row, text, length, item), True


def _with_zeros(
    path: Path, row: TableRow, text: str, length: int, item: ReviewItem | None
) -> str:
    """A number with the zeros that a spreadsheet took; certain only where such a one is known."""
    whole = text.zfill(length)
    known = (*item.candidates, item.found) if item is not None else ()
    if whole in known:
        return whole
    place = (row.number, row.heading(DECISION), row.sheet)
    raise table_error(
        path,
        "zeros_lost",
        f"the number has {len(text)} digits and {length} are due: a spreadsheet has probably taken "
        "zeros from its front",
        _AS_TEXT,
        *place,
        value=text,
        digits=len(text),
        due=length,
    )


def _strip_sign(text: str) -> str:
    """A text without the sign that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text.startswith("'") and looks_like_formula(text[1:]) else text


def _translate(text: str) -> str:
    return _words().get(text.casefold(), text)


@cache
def _words() -> Mapping[str, str]:
    """The words of a decision in every language."""
    return {
        said.casefold(): word
        for lang in LANGUAGES
        for word, said in load_words(lang).decisions.items()
    }
