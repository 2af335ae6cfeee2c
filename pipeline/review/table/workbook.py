"""The review table as a workbook: every cell is text, a decision is chosen from a list or typed.

Lists stand on a hidden sheet, and each row says in a hidden cell where its own is: rows may be
sorted and moved, their lists go with them.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.drawing.image import Image as SheetPicture
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.numbers import FORMAT_TEXT
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from PIL import Image

from pipeline.review.table.columns import (
    BECAUSE,
    CANDIDATE,
    CHOICES,
    DECISION,
    HIDDEN,
    ITEM,
    LINK,
    PICTURE,
    heading,
)
from pipeline.review.table.lines import ItemLine
from pipeline.review.words import ReviewWords
from pipeline.tables.safe import workbook_text

SHEET, LISTS = "sohoa", "lists"
MOST_LINKS = 65_000
"""A sheet holds 65,530 links in Excel."""
_WIDTHS = {
    DECISION: 30,
    BECAUSE: 28,
    "found": 28,
    PICTURE: 46,
    "field": 16,
    "person": 18,
    "read": 26,
    CANDIDATE: 26,
    "why": 44,
    "page": 7,
    LINK: 12,
    "what": 14,
    "type": 26,
    "document_id": 26,
    "dossier": 24,
}
_FONT = "Calibri"
_LINE_POINTS, _PICTURE_POINTS = 15.0, 48.0
_PICTURE_PIXELS = (320, 60)
"""Width and height that a picture may have in its cell."""
_EMU = 9_525
"""A pixel in the units of drawings."""
Pictures = Callable[[ItemLine], Image.Image | None]
Links = Callable[[ItemLine], str | None]


def write_workbook(
    lines: Sequence[ItemLine],
    columns: Sequence[str],
    words: ReviewWords,
    lang: str,
    *,
    links: Links,
    pictures: Pictures | None,
) -> bytes:
    """The workbook.

    Args:
        lines: the rows.
        columns: their columns in order.
        words: of the language.
        lang: of the headings.
        links: where the page of a line is, relative to the table.
        pictures: the picture of a line's place on the page; None where none are wanted.
    """
    book = Workbook(write_only=True)
    sheet = _sheet(book, columns, len(lines), words)
    places = _write_lists(book, lines)
    style = _Styles(sheet)
    sheet.row_dimensions[1].height = 3.2 * _LINE_POINTS
    sheet.append([style.cell(heading(one, lang), style.head) for one in columns])
    for number, line in enumerate(lines, start=2):
        picture = pictures(line) if pictures is not None else None
        sheet.row_dimensions[number].height = _height(line, picture is not None)
        cells = [_cell(style, line, one, places[line.choices]) for one in columns]
        target = links(line) if number <= MOST_LINKS else None
        if target and LINK in columns:
            page = words.pages.format(page=line.texts["page"] or 1)
            cells[columns.index(LINK)] = style.link(page, target)
        if picture is not None:
            _add_picture(sheet, picture, columns.index(PICTURE), number)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class _Styles:
    """Cells of a sheet in the few looks that it has; a look is made once."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        edge = Side(style="thin", color="D9D9D9")
        border = Border(edge, edge, edge, edge)
        top = Alignment(wrap_text=True, vertical="top")
        self.head = self._look(
            font=Font(name=_FONT, size=11, bold=True),
            fill=PatternFill("solid", fgColor="DCE6F1"),
            alignment=Alignment(wrap_text=True, vertical="center"),
            border=border,
        )
        self.plain = self._look(alignment=top, border=border)
        self.typed = self._look(
            alignment=top, border=border, fill=PatternFill("solid", fgColor="FFF9DB")
        )
        self.linked = self._look(
            alignment=top,
            border=border,
            font=Font(name=_FONT, size=11, color="0563C1", underline="single"),
        )

    def cell(self, text: str | None, look: Any) -> Any:
        """A text cell, also where nothing stands in it: what people type stays as they type it."""
        cell: Any = WriteOnlyCell(self._sheet)
        cell._style = look
        if text:
            cell._value = workbook_text(text)
            # Text from papers must stay text: a leading "=" is no formula.
            cell.data_type = "s"
        return cell

    def link(self, text: str, target: str) -> Any:
        """A text cell that opens a page."""
        cell = self.cell(text, self.linked)
        cell._hyperlink = Hyperlink(ref="", target=target)
        return cell

    def _look(self, **parts: Any) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        cell.number_format = FORMAT_TEXT
        for name, part in parts.items():
            setattr(cell, name, part)
        return cell._style


def _cell(style: _Styles, line: ItemLine, column: str, choices: str) -> Any:
    if column == CHOICES:
        return style.cell(choices, style.plain)
    look = style.typed if column in {DECISION, BECAUSE} else style.plain
    return style.cell(line.texts.get(column), look)


def _sheet(
    book: Workbook, columns: Sequence[str], rows: int, words: ReviewWords
) -> Any:
    """The sheet: widths, the head that stays, the filter, the lists of decisions."""
    sheet: Any = book.create_sheet(SHEET)
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        kind = CANDIDATE if column.startswith(CANDIDATE) else column
        sheet.column_dimensions[letter].width = _WIDTHS.get(kind, 14)
        sheet.column_dimensions[letter].hidden = column in HIDDEN
        # Rows that people add are text, too.
        sheet.column_dimensions[letter].number_format = FORMAT_TEXT
    sheet.freeze_panes = f"{get_column_letter(columns.index(DECISION) + 2)}2"
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A1:{last}{rows + 1}"
    sheet.data_validations.append(_lists(columns, rows, words))
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


def _lists(columns: Sequence[str], rows: int, words: ReviewWords) -> DataValidation:
    """Each decision is chosen from the list that its row names; others may be typed."""
    decision, choices = (
        get_column_letter(columns.index(one) + 1) for one in (DECISION, CHOICES)
    )
    return DataValidation(
        "list",
        formula1=f"INDIRECT(${choices}2)",
        allow_blank=True,
        showErrorMessage=False,
        showInputMessage=True,
        prompt=words.prompt,
        promptTitle=words.title,
        sqref=f"{decision}2:{decision}{max(rows, 1) + 1}",
    )


def _write_lists(
    book: Workbook, lines: Sequence[ItemLine]
) -> Mapping[tuple[str, ...], str]:
    """Where each list of choices stands: one row a list, on a sheet that is not shown."""
    sheet: Any = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    style = _Styles(sheet)
    places: dict[tuple[str, ...], str] = {}
    for choices in dict.fromkeys(line.choices for line in lines):
        sheet.append([style.cell(one, style.plain) for one in choices])
        row, last = len(places) + 1, get_column_letter(len(choices))
        places[choices] = f"{LISTS}!$A${row}:${last}${row}"
    return places


def _height(line: ItemLine, has_picture: bool) -> float:
    most = max(
        text.count("\n") + 1 for name, text in line.texts.items() if name != ITEM
    )
    long = -(-len(line.texts.get("why", "")) // 40)
    return max(
        _LINE_POINTS * min(max(most, long), 6), _PICTURE_POINTS if has_picture else 0.0
    )


def _add_picture(sheet: Any, picture: Image.Image, column: int, row: int) -> None:
    """Into its cell, as large as there is room."""
    share = min(
        1.0,
        *(
            room / side
            for room, side in zip(_PICTURE_PIXELS, picture.size, strict=True)
        ),
    )
    width, height = (max(round(side * share), 1) for side in picture.size)
    content = io.BytesIO()
    picture.save(content, format="PNG", optimize=True)
    placed = SheetPicture(content)
    marker = AnchorMarker(col=column, row=row - 1, colOff=2 * _EMU, rowOff=2 * _EMU)
    size = XDRPositiveSize2D(width * _EMU, height * _EMU)
    placed.anchor = OneCellAnchor(_from=marker, ext=size)
    sheet.add_image(placed)


def relative_link(pdf: Path, page: int, table: Path) -> str:
    """The way from the table to a page of a file: both may be seen from another machine."""
    way = os.path.relpath(pdf, table.parent).replace(os.sep, "/")
    return f"{quote(way)}#page={page}"
