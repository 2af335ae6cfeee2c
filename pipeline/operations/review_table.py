"""The table of review items that a person fills in: CSV or XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles.numbers import FORMAT_TEXT

from pipeline.common.files import write_synced
from pipeline.operations.review import COLUMNS
from pipeline.tables.safe import csv_text, workbook_text


def write_review_table(path: Path, items: Sequence[Mapping[str, object]]) -> None:
    """Write the items, a row each, in the order of COLUMNS; the ending .xlsx makes a workbook.

    Raises:
        StorageError: see `write_synced`.
    """
    rows = [[item[column] for column in COLUMNS] for item in items]
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
