"""The table of review items that a person fills in, CSV or XLSX: written, and read back checked row
by row against the items that are open."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.styles.numbers import FORMAT_TEXT

from pipeline import registry
from pipeline.common.files import write_synced
from pipeline.review.decision import NONE, OK, SETTLED, Decision, DecisionKind
from pipeline.review.items import ReviewItem
from pipeline.tables.cells import Cells, read_day
from pipeline.tables.grid import Row, read_grid
from pipeline.tables.refusal import refuse
from pipeline.tables.safe import csv_text, workbook_text
from pipeline.tables.values import Number

COLUMNS = (
    "item",
    "what",
    "document_id",
    "role",
    "role_index",
    "name",
    "found",
    "candidates",
    "why",
    "decision",
)
_READ = ("item", "decision")
_CITIZEN, _OLD_NUMBER = re.compile(r"[0-9]{12}"), re.compile(r"[0-9]{9}")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_DIGITS = {"citizen_id": _CITIZEN, "old_id": _OLD_NUMBER}
_GENDERS = {"m": "M", "nam": "M", "f": "F", "nữ": "F"}
_FITTING = (
    "match: 12 digits or none; document: ok or a document type; field: the right value or ok (a "
    "date as dd/mm/yyyy or "
    "YYYY-MM-DD, a citizen number of 12 digits, an old one of 9, a gender as M or F); quarantine: "
    "settled"
)


def table_row(item: ReviewItem, why: str) -> dict[str, object]:
    """The cells of an item by COLUMNS; `why` are its reasons in words."""
    subject = item.subject
    return {
        "item": item.key,
        "what": subject.kind.value,
        "document_id": subject.item,
        "role": subject.role,
        "role_index": subject.role_index,
        "name": subject.name,
        "found": item.found,
        "candidates": " ".join(item.candidates),
        "why": why,
        "decision": None,
    }


def write_table(items: Sequence[ReviewItem], path: Path, why: Callable[[ReviewItem], str]) -> None:
    """Write the items, a row each, in the order of COLUMNS; the ending .xlsx makes a workbook.

    Raises:
        StorageError: see `write_synced`.
    """
    rows = [list(table_row(item, why(item)).values()) for item in items]
    make = _workbook if path.suffix.lower() == ".xlsx" else _csv
    write_synced(path, make(rows))


def _workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("sohoa", 0)
    sheet.freeze_panes = "A2"
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([None if cell is None else workbook_text(str(cell)) for cell in row])
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            # Text from papers must stay text: a leading "=" is no formula.
            cell.data_type = "s" if cell.value is not None else "n"
            # What people type stays as they type it: no date, no number without its zeros.
            cell.number_format = FORMAT_TEXT
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    # `item` comes back as it is, and never begins like a formula.
    writer.writerows(
        [csv_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def read_table(path: Path, items: Sequence[ReviewItem]) -> list[Decision]:
    """The decisions of a table, in its order; rows without a decision are passed over.

    Dates come back as `YYYY-MM-DD` and numbers with their zeros, also where a spreadsheet keeps
    them as dates and numbers.

    Raises:
        TableError: no readable table, an item that is not open or is decided twice, a decision that
            does not fit.
    """
    open_items = {item.key: item for item in items}
    found: dict[str, tuple[int, Decision]] = {}
    for row in read_grid(path, _READ, _READ):
        cells = Cells(path, row)
        if _is_empty(cells, row):
            continue
        item = _item(path, row, open_items)
        value = _decision(item, cells, row)
        if value is None:
            message = "this decision does not fit the item"
            refuse(path, "wrong_decision", message, _FITTING, row.number, "decision", row.sheet)
        if item.key in found:
            _refuse_repeated(path, row, found[item.key][0])
        found[item.key] = row.number, Decision(item.subject, value)
    return [decision for _, decision in found.values()]


def _is_empty(cells: Cells, row: Row) -> bool:
    value = row.cells.get("decision")
    return value is None or (isinstance(value, str) and not cells.text("decision"))


def _item(path: Path, row: Row, open_items: Mapping[str, ReviewItem]) -> ReviewItem:
    name = unicodedata.normalize("NFC", str(row.cells.get("item") or "")).strip()
    if name not in open_items:
        remedy = "take a fresh table: sohoa review list"
        message = "this item is not open"
        refuse(path, "unknown_item", message, remedy, row.number, "item", row.sheet)
    return open_items[name]


def _refuse_repeated(path: Path, row: Row, before: int) -> None:
    message, remedy = f"this item was decided in row {before}", "keep one decision for an item"
    refuse(path, "repeated_item", message, remedy, row.number, "item", row.sheet, before=before)


def _decision(item: ReviewItem, cells: Cells, row: Row) -> str | None:
    """The decision as it goes into the record, None where it does not fit."""
    match item.subject.kind:
        case DecisionKind.MATCH:
            return _citizen(item, cells, row)
        case DecisionKind.FIELD:
            return _field_value(item.subject.name or "", cells, row)
        case DecisionKind.QUARANTINE:
            return SETTLED if cells.text("decision") == SETTLED else None
        case DecisionKind.DOCUMENT:
            text = cells.text("decision") or ""
            return text if text == OK else registry.document_types().resolve(text)
        case _:
            return None


def _citizen(item: ReviewItem, cells: Cells, row: Row) -> str | None:
    number = _person_number(cells, row)
    if number == NONE or _CITIZEN.fullmatch(number):
        return number
    # Digits that lost their zeros on the way through a CSV: certain where a candidate is meant.
    padded = number.zfill(12)
    return padded if number.isdecimal() and padded in item.candidates else None


def _field_value(name: str, cells: Cells, row: Row) -> str | None:
    if name.endswith("_date") and isinstance(row.cells["decision"], datetime):
        return str(cells.day("decision"))
    text = _person_number(cells, row) if name in _DIGITS else cells.text("decision") or ""
    if text == OK:
        return text
    if name in _DIGITS:
        return text if _DIGITS[name].fullmatch(text) else None
    if name == "gender":
        return _GENDERS.get(text.casefold())
    return _date(name, text) if name.endswith("_date") else text


def _date(name: str, text: str) -> str | None:
    if name == "birth_date" and _YEAR.fullmatch(text):
        return text
    try:
        return read_day(text).isoformat()
    except ValueError:
        return None


def _person_number(cells: Cells, row: Row) -> str:
    value = row.cells["decision"]
    return (
        cells.person_number("decision") if isinstance(value, Number) else cells.text("decision")
    ) or ""
