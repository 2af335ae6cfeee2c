"""Numbers and days written by hand, or stamped, into the gaps of printed lines: found by their ink.

`Số: ___/QĐ-UBND` and `ngày __ tháng __ năm 2025` are looked at, wherever they stand. The rule is
careful: what is not plainly print of the same make as its line is marked, and nobody relies on it
unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract.ink import Strokes, strokes_in
from pipeline.extract.layout import Row, page_rows
from pipeline.extract.normalize import fold_word
from pipeline.extract.number import HEAD
from schemas.geometry import BoundingBox
from schemas.imaging import Pixels
from schemas.ocr import HANDWRITTEN, OcrLine, OcrPage, OcrWord

_FILLED = re.compile(r"\s*(?:\S{0,5}\d|/\S|\W{0,3}$)")  # what may stand in a gap
_BARE = re.compile(r"\W{0,2}\d{1,6}\s*/\s*[A-ZĐ]{2}")  # a number whose label was not read
_NUMBER_WORDS = {"số", "sô", "so", "s0", "sồ", "sổ", "só"}  # not `Sở`
_LABEL = re.compile(r"\W*s[o0eôố][^\w\s]*")
_NOTATION = re.compile(r"[/\s-]*(?P<first>[^\W\d_a-z]{2,})(?:[\s/&.,-]*[^\W_a-z]+)*")
_DATE = re.compile(
    r"ng[a-z]{1,2}y?\b\W*(?P<day>\S{0,7}?\s?\S{0,4}?)\s*th?[a-z]{1,3}g"
    r"(?P<month>\W*\S{0,4}?\s?\S{0,4}?)\s*n[a-z]?m\W*(?P<year>[\doilts|?]{2,4})"
)
_ALIGNED = 0.085  # of the print's height: how far a printed digit may stand off the line …
_PIXEL = 0.35  # … and the part of a pixel that the grid adds
_TALL = 0.35  # of the print's height: lower pieces are no digits
_BAND = 0.6  # of the print's height: how far off the line a piece may lie and still belong to it
_COLOUR = 28.0  # of 255: difference of hue between pen and print
_PLACE, _TRAIL = 45, 12  # letters before and behind a date that stands by itself
_TODAY = "hom nay"  # minutes begin so
_LABEL_REACH = 0.5  # of the page's width right of its label that a number may reach


@dataclass(frozen=True, slots=True)
class _Gap:
    """Where something may have been filled in: [x0, x1) of a row; `print` is where capitals or
    digits of the same line stand that it is held against."""

    row: Row
    x0: float
    x1: float
    print: tuple[tuple[float, float], ...]


def mark_handwriting(page: OcrPage, pixels: Pixels) -> OcrPage:
    """The page with the mark `handwritten` on the words that stand in a gap and are no plain print.

    Args:
        page: what was read, upright pixels.
        pixels: the unturned scan, uint8 (h, w) or (h, w, 3).
    """
    written = [
        _place(gap)
        for row in page_rows(page, 1)
        for gap in _gaps(row)
        if not _is_print(gap, pixels, page)
    ]
    if not written:
        return page
    return replace(page, lines=tuple(_marked(line, written) for line in page.lines))


def _gaps(row: Row) -> Iterator[_Gap]:
    for part in _number_parts(row):
        yield from _number_gap(part)
    text = fold_same_length(row.text)
    match = _DATE.search(text)
    if match is not None and (_is_date_line(row, match) or text.startswith(_TODAY)):
        year = _x(row, match.start("year")), _x(row, match.end("year"))
        for name in ("day", "month"):
            yield _Gap(row, _x(row, match.start(name)), _x(row, match.end(name)), (year,))


def _is_date_line(row: Row, match: re.Match[str]) -> bool:
    """Whether a row, from the last wide gap on, is a place and a date, no running text."""
    start = max(
        (at for part in row.segments if (at := row.text.find(part.text)) <= match.start()),
        default=0,
    )
    return match.start() - start < _PLACE and len(row.text) - match.end() < _TRAIL


def _number_parts(row: Row) -> Iterator[Row]:
    """The row from each segment on that begins with `Số`, as far as a number may reach."""
    for segment in row.segments:
        head = row.box.y0 < HEAD * row.page_height and _BARE.match(segment.text)
        if head or segment.tokens[0].text.lower().rstrip(":.") in _NUMBER_WORDS:
            reach = segment.box.x0 + _LABEL_REACH * row.page_width
            tokens = [t for t in row.tokens if segment.box.x0 <= t.box.x0 and t.box.x1 < reach]
            yield Row(tuple(tokens), row.page, row.page_width, row.page_height)


def _number_gap(part: Row) -> Iterator[_Gap]:
    text = fold_same_length(part.text)
    label = _LABEL.match(text) or re.match("", text)
    if label is None or not _FILLED.match(text, label.end()):
        return
    # Folding makes lower case; capitals are told by the text as read.
    notation = _NOTATION.search(_without_lower(part.text), label.end() + 1)
    x0 = _x(part, label.end())
    first = next(at for at, char in enumerate(text) if char.isalnum())
    capital = _x(part, first), _x(part, first + bool(label[0]))
    if notation is None:
        yield _Gap(part, x0, part.box.x1, (capital,))
        return
    letters = _x(part, notation.start("first")), _x(part, notation.end())
    yield _Gap(part, x0, _x(part, notation.start()), (capital, letters))


def _without_lower(text: str) -> str:
    return "".join("a" if char.islower() else char for char in text)


def _x(row: Row, at: int) -> float:
    """Where a character of a row's text begins, its word's box shared out as print shares it."""
    start = 0
    for token in row.tokens:
        if at <= start + len(token.text):
            widths = [_width(char) for char in token.text]
            share = sum(widths[: max(0, at - start)]) / max(sum(widths), 1e-6)
            return token.box.x0 + share * token.box.width
        start += len(token.text) + 1
    return row.box.x1


def _width(char: str) -> float:
    """How wide a letter is printed, in widths of a digit."""
    if char in "/-–.,:;Iilj|":
        return 0.6
    if char in "MWmw":
        return 1.7
    return 1.35 if char.isupper() else 1.0


def _is_print(gap: _Gap, pixels: Pixels, page: OcrPage) -> bool:
    y0, y1 = _band(gap.row)
    ends = [gap.x0, gap.x1, *(x for span in gap.print for x in span)]
    box = BoundingBox(min(ends), y0, max(ends), y1)
    strokes = strokes_in(pixels, page.geometry, box)
    line = _line_of(strokes, gap.print, y0, y1)
    if line is None:
        return False
    top, bottom, hue = line
    height = bottom - top
    near = np.abs(strokes.levels - (top + bottom) / 2) < _BAND * height
    x0, x1 = gap.x0 - 0.1 * height, gap.x1 + 0.1 * height
    filled = strokes.chosen(near).between(x0, x1).at_least(_TALL * height)
    if not len(filled):
        return False
    slack = _ALIGNED * height + _PIXEL
    aligned = np.abs(filled.boxes[:, 1] - top) < slack
    aligned &= np.abs(filled.boxes[:, 3] - bottom) < slack
    same_ink = np.abs(_hue(filled.colour) - hue).max(axis=1) < _COLOUR
    return bool(np.all(aligned & same_ink))


def _place(gap: _Gap) -> BoundingBox:
    y0, y1 = _band(gap.row)
    return BoundingBox(gap.x0, y0, gap.x1, y1)


def _band(row: Row) -> tuple[float, float]:
    """Top and bottom of most of a row's words."""
    boxes = [token.box for token in row.tokens]
    return median(box.y0 for box in boxes), median(box.y1 for box in boxes)


def _line_of(
    strokes: Strokes, spans: Sequence[tuple[float, float]], y0: float, y1: float
) -> tuple[float, float, NDArray[np.float64]] | None:
    """Top and bottom of printed capitals or digits, and their hue; None where nothing tells."""
    middle = (strokes.boxes[:, 0] + strokes.boxes[:, 2]) / 2
    printed = (strokes.levels > y0) & (strokes.levels < y1)
    printed &= np.any([(middle >= left) & (middle < right) for left, right in spans], axis=0)
    inside = strokes.chosen(printed).at_least(0.25 * (y1 - y0))
    if not len(inside):
        return None
    usual = float(np.median(inside.heights))
    alike = inside.chosen(np.abs(inside.heights - usual) < 0.2 * usual)
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


def _marked(line: OcrLine, written: Sequence[BoundingBox]) -> OcrLine:
    words = tuple(
        replace(word, marks=(*word.marks, HANDWRITTEN)) if _is_in(word, written) else word
        for word in line.words
    )
    return replace(line, words=words) if words != line.words else line


def _is_in(word: OcrWord, written: Sequence[BoundingBox]) -> bool:
    """Whether a word, label and month names aside, lies in one of the boxes with a third of its
    own or of the box's width."""
    if not any(c.isalnum() for c in word.text) or fold_word(word.text) in {"so", "ngay", "thang"}:
        return False
    box = word.box
    for gap in written:
        across = min(box.x1, gap.x1) - max(box.x0, gap.x0)
        along = min(box.y1, gap.y1) - max(box.y0, gap.y0)
        if along > 0.3 * box.height and across > 0.33 * min(box.width, max(gap.width, 1.0)):
            return True
    return False
