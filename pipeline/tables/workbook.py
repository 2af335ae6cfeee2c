"""XLSX and XLSM workbooks (ECMA-376, transitional and strict) as sheets of rows.

Read from the XML itself, because figures rest on what a general reader leaves out: rows beyond a
wrong `<dimension>`, formulas saved without a result, merged cells, the number format that tells
what was typed. Hidden rows and columns count like others: a filter is a view. Formulas give the
value saved with them.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from pipeline.tables.kinds import DAMAGED_PACKAGE
from pipeline.tables.refusal import refuse
from pipeline.tables.values import Cell, Fault, Number

_MAX_BYTES = 2 << 30
"""Unpacked size of one part; more is no table but an attack."""
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_DAMAGE = (
    *DAMAGED_PACKAGE,
    etree.XMLSyntaxError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    StopIteration,
)
"""What a package that was cut short, changed or made up raises on its way through zip, XML and
numbers."""
Area = tuple[int, int, int, int]


@dataclass(slots=True)
class Worksheet:
    """A sheet: rows with their numbers, empty ones left out; cells from column A on."""

    name: str
    hidden: bool
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)


def read_workbook(path: Path) -> list[Worksheet]:
    """All worksheets in their order.

    Raises:
        TableError: the workbook is damaged.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return list(_Reader(package).sheets())
    except _DAMAGE:
        refuse(
            path,
            "table_broken",
            "the workbook is damaged or cut short",
            "copy it again, or open it in Excel and save it again",
        )


class _Reader:
    """One open package: shared strings and formats first, then the sheets."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        # Some generators write names with backslashes or in other case than they are referred to.
        self._names = {
            name.lower().replace("\\", "/"): name for name in package.namelist()
        }
        self._book = self._office_document()
        self._targets = self._relations(self._book)
        root = self._tree(self._book)
        settings = root.find("{*}workbookPr")
        mac = settings is not None and settings.get("date1904") in {"1", "true"}
        self._epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
        self._entries = root.findall("{*}sheets/{*}sheet")
        self._strings = self._read_strings()
        self._formats = self._number_formats()

    def sheets(self) -> Iterator[Worksheet]:
        for entry in self._entries:
            kind, target = self._targets[
                entry.get(_RELATION_ID) or entry.get(_STRICT_RELATION_ID) or ""
            ]
            if kind == "worksheet":
                sheet = Worksheet(
                    entry.get("name", ""), entry.get("state", "visible") != "visible"
                )
                self._fill(sheet, target)
                yield sheet

    def _fill(self, sheet: Worksheet, part: str) -> None:
        merged: list[Area] = []
        number = 0
        with self._open(part) as file:
            for _, node in etree.iterparse(
                file, tag=("{*}row", "{*}mergeCell"), resolve_entities=False
            ):
                if node.tag.endswith("}row"):
                    number = int(node.get("r") or number + 1)
                    cells = self._cells(node)
                    if any(cell not in (None, "") for cell in cells):
                        sheet.rows.append((number, cells))
                else:
                    merged.append(_area(node.get("ref")))
                _forget(node)
        _mark_merged(sheet, merged)

    def _cells(self, row: etree._Element) -> list[Cell]:
        cells: list[Cell] = []
        for node in row.iterchildren("{*}c"):
            place = (node.get("r") or "").rstrip("0123456789")
            at = column_index_from_string(place) - 1 if place else len(cells)
            cells.extend([None] * (at - len(cells)))
            cells.append(self._cell(node))
        return cells

    def _cell(self, node: etree._Element) -> Cell:
        kind, text = node.get("t", "n"), node.findtext("{*}v")
        if kind == "inlineStr":
            return _join(node.find("{*}is"))
        if kind == "e":
            return Fault.ERROR
        if text is None or (text == "" and kind != "str"):
            return Fault.NOT_CALCULATED if node.find("{*}f") is not None else None
        if kind == "s":
            return self._strings[int(text)]
        if kind == "str":
            return unescape(text)
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "d":
            return datetime.fromisoformat(text.strip())
        return self._number(float(text), int(node.get("s", 0)))

    def _number(self, value: float, style: int) -> Cell:
        shown = self._formats[style] if style < len(self._formats) else "General"
        if is_date_format(shown):
            try:
                moment = from_excel(value, self._epoch)
            except (ValueError, OverflowError):
                return Fault.ERROR
            return moment if not hasattr(moment, "days") else Number(value, shown)
        return Number(
            int(value) if value.is_integer() and abs(value) < 1e15 else value, shown
        )

    def _read_strings(self) -> list[str]:
        part = next(
            (
                target
                for kind, target in self._targets.values()
                if kind == "sharedStrings"
            ),
            None,
        )
        if part is None:
            return []
        strings = []
        with self._open(part) as file:
            for _, node in etree.iterparse(file, tag="{*}si", resolve_entities=False):
                strings.append(_join(node))
                _forget(node)
        return strings

    def _number_formats(self) -> list[str]:
        """The format code of each cell style."""
        part = next(
            (target for kind, target in self._targets.values() if kind == "styles"),
            None,
        )
        if part is None:
            return []
        root = self._tree(part)
        own = {
            int(n.attrib["numFmtId"]): n.get("formatCode", "")
            for n in root.findall("{*}numFmts/{*}numFmt")
        }
        known = {**BUILTIN_FORMATS, **own}
        styles = root.findall("{*}cellXfs/{*}xf")
        return [known.get(int(style.get("numFmtId", 0)), "General") for style in styles]

    def _office_document(self) -> str:
        relations = self._relations("")
        return next(
            target for kind, target in relations.values() if kind == "officeDocument"
        )

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind (the last word of the type) and part name by id; targets outside the package are
        left out."""
        folder, name = posixpath.split(part)
        root = self._tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {
            node.get("Id", ""): (
                node.get("Type", "").rsplit("/", 1)[-1],
                posixpath.normpath(
                    posixpath.join("/", folder, str(node.attrib["Target"]))
                ).lstrip("/"),
            )
            for node in root.findall("{*}Relationship")
            if node.get("TargetMode") != "External"
        }

    def _tree(self, part: str) -> etree._Element:
        with self._open(part) as file:
            return etree.parse(file, etree.XMLParser(resolve_entities=False)).getroot()

    def _open(self, part: str) -> IO[bytes]:
        name = self._names[part.lower()]
        if self._package.getinfo(name).file_size > _MAX_BYTES:
            raise ValueError("a part of the package is too large")
        return self._package.open(name)


def _forget(node: etree._Element) -> None:
    """Free what was read: a sheet may be larger than memory as a tree."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _join(node: etree._Element | None) -> str:
    """The text of a rich string, without the reading aids of East Asian scripts."""
    if node is None:
        return ""
    runs = [*node.findall("{*}t"), *node.findall("{*}r/{*}t")]
    return unescape("".join(run.text or "" for run in runs))


def _area(reference: str) -> Area:
    """First column and row, last column and row;
    what a reference leaves open is the whole sheet."""
    first_column, first_row, last_column, last_row = range_boundaries(reference)
    return (
        first_column or 1,
        first_row or 1,
        last_column or 16_384,
        last_row or 1_048_576,
    )


def _mark_merged(sheet: Worksheet, merged: Sequence[Area]) -> None:
    """Cells that a merged area has emptied say so; the header's row is left as it is."""
    if not merged:
        return
    by_number = dict(sheet.rows)
    for first_column, first_row, last_column, last_row in merged:
        for number in range(
            first_row, min(last_row, sheet.rows[-1][0] if sheet.rows else 0) + 1
        ):
            cells = by_number.get(number)
            if cells is None:
                continue
            for at in range(first_column - 1, min(last_column, 256)):
                if (number, at + 1) != (first_row, first_column):
                    cells.extend([None] * (at + 1 - len(cells)))
                    cells[at] = Fault.MERGED if cells[at] in (None, "") else cells[at]
