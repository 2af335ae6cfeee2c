"""Numbers and days written by hand, or stamped, into the gaps of printed lines: found by their ink.

`Số: ___/QĐ-UBND` and `ngày __ tháng __ năm 2025` are looked at, wherever they stand. The rule is
careful: what is not plainly print of the same make as its line is marked, and nobody relies on it
unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.normalize.text import fold_word
from pipeline.extract.rows import page_rows
from pipeline.extract.written.forms import find_written_values
from pipeline.extract.written.gaps import Gap, find_gaps
from pipeline.extract.written.ink import Strokes, strokes_in
from pipeline.extract.written.reader import DigitReader
from pipeline.extract.written.strip import cut_strip
from schemas.geometry import BoundingBox
from schemas.imaging import Pixels
from schemas.ocr import HANDWRITTEN, GapKind, OcrLine, OcrPage, OcrWord, WrittenDigits

_ALIGNED = (
    0.085  # of the print's height: how far a printed digit may stand off the line …
)
_PIXEL = 0.35  # … and the part of a pixel that the grid adds
_TALL = 0.35  # of the print's height: lower pieces are no digits
_BAND = 0.6  # of the print's height: how far off the line a piece may lie and still belong to it
_COLOUR = 28.0  # of 255: difference of hue between pen and print
# In heights of the print: what is shown to the reader before and behind a gap.
_MARGINS = {
    GapKind.NUMBER: (0.6, 1.2),
    GapKind.DAY: (1.3, 0.7),
    GapKind.MONTH: (1.3, 0.7),
}


def mark_handwriting(
    page: OcrPage, pixels: Pixels, reader: DigitReader | None = None
) -> OcrPage:
    """The page with the mark `handwritten` on the words that stand in a gap and are no plain print,
    or behind a form's label in a pen's colour, and with what the reader of written digits makes of
    the gaps.

    Args:
        page: what was read, upright pixels.
        pixels: the unturned scan, uint8 (h, w) or (h, w, 3).
        reader: of written digits; without it nothing is suggested.
    """
    rows = page_rows(page, 1)
    filled = [
        (gap, look)
        for row in rows
        for gap in find_gaps(row)
        if not (look := _look_at(gap, pixels, page)).is_print
    ]
    places = [_place(gap) for gap, _ in filled]
    places += find_written_values(rows, pixels, page.geometry)
    if not places:
        return page
    read = (
        _read(reader, gap, look, pixels, page)
        for gap, look in filled
        if reader is not None
    )
    return replace(
        page,
        lines=tuple(_mark(line, places) for line in page.lines),
        written=tuple(digits for digits in read if digits is not None),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """What the ink of a gap tells: whether it is plain print; top and bottom of the line's printed
    capitals."""

    is_print: bool
    line: tuple[float, float]


def _look_at(gap: Gap, pixels: Pixels, page: OcrPage) -> _Look:
    y0, y1 = gap.band
    ends = [gap.x0, gap.x1, *gap.reach, *(x for span in gap.print for x in span)]
    strokes = strokes_in(
        pixels, page.geometry, BoundingBox(min(ends), y0, max(ends), y1)
    )
    line = _line_of(strokes, gap.print, y0, y1)
    if line is None:
        return _Look(False, (y0, y1))
    top, bottom, hue = line
    height = bottom - top
    near = np.abs(strokes.levels - (top + bottom) / 2) < _BAND * height
    x0, x1 = gap.x0 - 0.1 * height, gap.x1 + 0.1 * height
    filled = strokes.select(near).between(x0, x1).at_least(_TALL * height)
    slack = _ALIGNED * height + _PIXEL
    aligned = np.abs(filled.boxes[:, 1] - top) < slack
    aligned &= np.abs(filled.boxes[:, 3] - bottom) < slack
    same_ink = np.abs(_hue(filled.colour) - hue).max(axis=1, initial=0) < _COLOUR
    is_print = gap.is_read and bool(len(filled)) and bool(np.all(aligned & same_ink))
    return _Look(is_print, (top, bottom))


def _read(
    reader: DigitReader, gap: Gap, look: _Look, pixels: Pixels, page: OcrPage
) -> WrittenDigits | None:
    """What the reader makes of a gap; None for an empty one."""
    top, bottom = look.line
    before, behind = _MARGINS[gap.kind]
    x0 = gap.reach[0] - before * (bottom - top)
    x1 = gap.reach[1] + behind * (bottom - top)
    strip = cut_strip(pixels, page.geometry, (x0, x1), (top, bottom))
    found = reader.read(strip, gap.kind)
    if found is None:
        return None
    return WrittenDigits(
        gap.kind, *found, BoundingBox(gap.reach[0], top, gap.reach[1], bottom)
    )


def _place(gap: Gap) -> BoundingBox:
    y0, y1 = gap.band
    return BoundingBox(gap.x0, y0, gap.x1, y1)


def _line_of(
    strokes: Strokes, spans: Sequence[tuple[float, float]], y0: float, y1: float
) -> tuple[float, float, NDArray[np.float64]] | None:
    """Top and bottom of printed capitals or digits, and their hue; None where nothing tells."""
    middle = (strokes.boxes[:, 0] + strokes.boxes[:, 2]) / 2
    printed = (strokes.levels > y0) & (strokes.levels < y1)
    printed &= np.any(
        [(middle >= left) & (middle < right) for left, right in spans], axis=0
    )
    inside = strokes.select(printed).at_least(0.25 * (y1 - y0))
    if not len(inside):
        return None
    usual = float(np.median(inside.heights))
    alike = inside.select(np.abs(inside.heights - usual) < 0.2 * usual)
    if not len(alike):
        return None
    return (
        float(np.median(alike.boxes[:, 1])),
        float(np.median(alike.boxes[:, 3])),
        np.median(_hue(alike.colour), axis=0),
    )


def _hue(colour: NDArray[np.float64]) -> NDArray[np.float64]:
    """Colours without their brightness."""
    return colour - colour.mean(axis=1, keepdims=True)


def _mark(line: OcrLine, written: Sequence[BoundingBox]) -> OcrLine:
    words = tuple(
        replace(word, marks=(*word.marks, HANDWRITTEN))
        if _is_in(word, written)
        else word
        for word in line.words
    )
    return replace(line, words=words) if words != line.words else line


def _is_in(word: OcrWord, written: Sequence[BoundingBox]) -> bool:
    """Whether a word, label and month names aside, lies in one of the boxes with a third of its
    own or of the box's width."""
    if not any(c.isalnum() for c in word.text) or fold_word(word.text) in {
        "so",
        "ngay",
        "thang",
    }:
        return False
    box = word.box
    for gap in written:
        across = min(box.x1, gap.x1) - max(box.x0, gap.x0)
        along = min(box.y1, gap.y1) - max(box.y0, gap.y0)
        if along > 0.3 * box.height and across > 0.33 * min(
            box.width, max(gap.width, 1.0)
        ):
            return True
    return False
