"""Workbooks as other programs write them: saved by openpyxl, then changed in their parts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"


def save_sheets(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with these sheets, their rows from row 1 on."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def save_rows(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """A workbook with one sheet."""
    return save_sheets(path, {"Sheet": rows})


def edit_part(path: Path, change: Callable[[str], str], part: str = SHEET) -> Path:
    """Change the XML of one part in place; the change must change something."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    before = parts[part].decode()
    parts[part] = change(before).encode()
    assert parts[part] != before.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def state_dimension(path: Path, area: str) -> Path:
    """State another extent than the sheet has."""
    return edit_part(
        path,
        lambda xml: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{area}"', xml),
    )
