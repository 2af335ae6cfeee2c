"""Rows of letters that no word of a reading stands on: lines that an engine passed over.

Engines drop lines that touch leaders, rules or seals without a word. What looks like a row of
letters on the clean page, and has no word over it, is such a line; signatures, seals and drawings
are not rows of letters of one height.
"""

from __future__ import annotations

from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.segmentation.components import (
    INK_LEVEL,
    Boxes,
    H,
    W,
    X,
    Y,
    find_components,
)
from pipeline.ocr.segmentation.shrink import shrink
from schemas.geometry import BoundingBox
from schemas.imaging import CleanPage, Pixels
from schemas.ocr import OcrPage

MISSED = "lines_missed"  # flag of a page

WORK_DPI = 100.0
MIN_LETTERS = 4
HEIGHT_INCHES, WIDTH_INCHES = (0.05, 0.3), (0.015, 0.5)
LEAST_INK = 0.15  # of a letter's box
GAP_INCHES = 0.15  # between letters of one row, at most

_Letter = tuple[int, int, int, int]


def find_missed_rows(page: OcrPage, clean: CleanPage) -> tuple[BoundingBox, ...]:
    """Boxes of rows that were not read, in upright pixels, from the left.

    Args:
        page: the reading.
        clean: the page that was read.
    """
    scale = WORK_DPI / clean.dpi
    small = shrink(clean.pixels, scale)
    letters = _letters_outside(small, _words_mask(page, clean, small.shape, scale))
    rows: list[list[_Letter]] = []
    for letter in letters:
        row = next((row for row in rows if _follows(row[-1], letter)), None)
        if row is None:
            rows.append([letter])
        else:
            row.append(letter)
    return tuple(
        _upright_box(row, clean, scale) for row in rows if len(row) >= MIN_LETTERS
    )


def _words_mask(
    page: OcrPage, clean: CleanPage, shape: tuple[int, ...], scale: float
) -> Pixels:
    mask = np.zeros(shape, np.uint8)
    from_upright = clean.to_upright.inverse()
    for word in page.words:
        box = from_upright.apply_box(word.box)
        start = int(box.x0 * scale) - 2, int(box.y0 * scale) - 2
        cv2.rectangle(
            mask, start, (int(box.x1 * scale) + 2, int(box.y1 * scale) + 2), 255, -1
        )
    return mask


def _letters_outside(small: Pixels, words: Pixels) -> list[_Letter]:
    """Boxes (x, y, w, h) of letter-sized marks outside the words, from the left."""
    ink = cv2.threshold(small, INK_LEVEL, 255, cv2.THRESH_BINARY_INV)[1]
    marks = Boxes(find_components(ink)[1])[1:]
    found = marks[_are_letters(marks)]
    middle = found.top + found.height // 2, found.left + found.width // 2
    outside = found[words[middle] == 0]
    from_left = outside[np.argsort(outside.left, kind="stable")]
    return [(x, y, w, h) for x, y, w, h, _ in from_left.stats.tolist()]


def _are_letters(marks: Boxes) -> NDArray[np.bool_]:
    """Marks of a letter's size that are not mostly white."""
    width, height = marks.width / WORK_DPI, marks.height / WORK_DPI
    sized = (height > HEIGHT_INCHES[0]) & (height < HEIGHT_INCHES[1])
    sized &= (width > WIDTH_INCHES[0]) & (width < WIDTH_INCHES[1])
    return sized & (marks.area >= LEAST_INK * marks.width * marks.height)


def _follows(before: _Letter, letter: _Letter) -> bool:
    """Whether a letter stands right of another, on its base line and of its size."""
    gap = letter[X] - (before[X] + before[W])
    base = abs(letter[Y] + letter[H] - before[Y] - before[H])
    sizes = letter[H], before[H]
    near = -2 <= gap < GAP_INCHES * WORK_DPI
    return near and base < 0.35 * max(sizes) and max(sizes) < 2 * min(sizes)


def _upright_box(row: list[_Letter], clean: CleanPage, scale: float) -> BoundingBox:
    boxes = (
        BoundingBox(x / scale, y / scale, (x + w) / scale, (y + h) / scale)
        for x, y, w, h in row
    )
    return clean.to_upright.apply_box(reduce(BoundingBox.union, boxes))
