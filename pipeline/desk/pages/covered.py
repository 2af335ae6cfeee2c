"""Values that a seal lies over: a clerk looks at the paper itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.desk.pages.regions import region_of
from pipeline.desk.pages.rescan import Remark, corners
from pipeline.preprocess.places import PageLook
from schemas.geometry import BoundingBox
from schemas.imaging import InkMap
from schemas.ocr import OcrLine, PageReading
from schemas.tables.rows import FieldRow
from schemas.work import DocumentRows

_COVERED = 0.15
"""Share of a value's place that holds red ink, from which a seal lies over it."""
_BY_NATURE = "signer_name"
"""A seal stands beside a signature and over part of it: that is told only where the name is
doubtful."""
_NUMBER, _NUMBER_LINE = "number", re.compile(r"\s*s[oốô]\b", re.IGNORECASE)
_HEAD, _REACH = 0.35, 0.4
"""Where a paper's number stands: in so much of the page's head, in so much of its width."""


def field_of(row: FieldRow) -> str:
    """A value's name within its paper, as `subject.1.birth_date`."""
    if row.role is None:
        return row.name
    return f"{row.role}.{row.role_index}.{row.name}"


def covered_values(
    rows: DocumentRows, pages: Sequence[PageReading], looks: Sequence[PageLook]
) -> Iterator[Remark]:
    """A remark for each value that a seal lies over, and for the number of a paper whose number
    could not be read because of one."""
    for row in rows.fields:
        box = _box(row)
        if box is None or (row.name == _BY_NATURE and not row.needs_review):
            continue
        page = (row.page or 1) - 1
        if _covered(looks[page].seals, box):
            yield _remark(row.page or 1, field_of(row), box, pages[page])
    if pages and all(row.name != _NUMBER for row in rows.fields):
        yield from _unread_number(pages[0], looks[0])


def _unread_number(page: PageReading, look: PageLook) -> Iterator[Remark]:
    for line in page.ocr.lines:
        place = page.ocr.geometry.to_scan.apply_box(_number_place(line, page))
        if _is_number_line(line, page) and _covered(look.seals, place):
            yield _remark(1, _NUMBER, place, page)
            return


def _is_number_line(line: OcrLine, page: PageReading) -> bool:
    height = page.ocr.geometry.upright_size[1]
    return line.box.y0 < _HEAD * height and bool(_NUMBER_LINE.match(line.text))


def _number_place(line: OcrLine, page: PageReading) -> BoundingBox:
    width, _ = page.ocr.geometry.upright_size
    box = line.box
    return BoundingBox(
        box.x0, box.y0, max(box.x1, box.x0 + _REACH * width), box.y1
    ).clipped(*page.ocr.geometry.upright_size)


def _remark(number: int, field: str, box: BoundingBox, page: PageReading) -> Remark:
    return Remark(
        number,
        "rescan_seal_over",
        box=corners(box),
        region=region_of(box, page.ocr.geometry),
        field=field,
    )


def _box(row: FieldRow) -> BoundingBox | None:
    if row.x0 is None or row.y0 is None or row.x1 is None or row.y1 is None:
        return None
    return BoundingBox(row.x0, row.y0, row.x1, row.y1)


def _covered(seals: InkMap | None, box: BoundingBox) -> bool:
    if seals is None:
        return False
    cell = seals.cell_px
    part = np.s_[
        int(box.y0 / cell) : int(box.y1 / cell) + 1,
        int(box.x0 / cell) : int(box.x1 / cell) + 1,
    ]
    cells = seals.cells()[part]
    return bool(cells.size and cells.mean() >= _COVERED)
