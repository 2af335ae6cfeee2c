"""Quotation marks, which the recogniser does not write: told by the ink of their row.

Two small strokes of one size stand side by side above the small letters, with nothing under them.
Before a word they open, behind it they close.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.segmentation.components import INK_LEVEL, Boxes
from schemas.imaging import Pixels

OPENING, CLOSING = "“", "”"
_MARKS = "\"'“”„«»‘’"
_STOPS = ".,;:!?)"
# Sizes in x-heights: of a stroke, how far above the base line it ends, how unlike two of a mark
# may be, the white between them, the white to their word.
HEIGHT, WIDTH = (0.22, 0.85), (0.08, 0.5)
ABOVE, UNLIKE, BETWEEN, BESIDE = 0.65, 0.2, 0.4, 0.9
LETTER = 0.7  # at least, of the letters that tell the base line
# The base line is about the lowest row with so much of the fullest row's ink; how rough that is.
FULL_ROW, ROUGHLY = 0.35, 0.15

Span = tuple[int, int]


def add_quotation_marks(
    words: Sequence[WordText], row: Pixels, x_height: float
) -> tuple[WordText, ...]:
    """The words of a row with the quotation marks that its ink shows.

    Args:
        words: with their places on the row.
        row: uint8 (h, w), one row, dark on light.
        x_height: of the page's print, in pixels.
    """
    marked = list(words)
    for mark in _find_marks(row, x_height):
        _attach(marked, mark, BESIDE * x_height)
    return tuple(marked)


def _find_marks(row: Pixels, x_height: float) -> list[Span]:
    """Left and right edges of pairs of strokes that are quotation marks."""
    ink = cv2.threshold(row, INK_LEVEL, 255, cv2.THRESH_BINARY_INV)[1]
    if not _may_have_marks(ink, x_height):
        return []
    boxes = Boxes(cv2.connectedComponentsWithStats(ink)[2][1:])
    found: list[Span] = []
    for one, other in pairwise(_small_strokes(boxes, x_height)):
        span = int(boxes.left[one]), int(boxes.right[other])
        alike = _are_alike(boxes, one, other, x_height)
        if alike and _stands_alone(boxes, one, other, span):
            found.append(span)
    # Three and more in a row are something else.
    return [
        span
        for span in found
        if sum(o[0] < span[1] and span[0] < o[1] for o in found) == 1
    ]


def _small_strokes(boxes: Boxes, x_height: float) -> list[int]:
    """Numbers of the small strokes that hang above the small letters, from the left."""
    height, width = boxes.height, boxes.width
    letters = height >= LETTER * x_height
    if not letters.any():
        return []
    base = float(np.median(boxes.bottom[letters]))
    small = boxes.bottom <= base - ABOVE * x_height
    small &= (height >= HEIGHT[0] * x_height) & (height <= HEIGHT[1] * x_height)
    small &= (width >= WIDTH[0] * x_height) & (width <= WIDTH[1] * x_height)
    numbers = np.flatnonzero(small)
    return numbers[np.argsort(boxes.left[numbers], kind="stable")].tolist()


def _may_have_marks(ink: Pixels, x_height: float) -> bool:
    """Whether ink hangs above the letters with white on both sides and below, twice at least: a
    look at sums of rows and columns alone, at a fraction of what components cost."""
    rows = cv2.reduce(ink, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0]
    full = np.flatnonzero(rows >= FULL_ROW * rows.max())
    cut = int(full[-1] + 1 - (ABOVE - ROUGHLY) * x_height)
    if not 0 < cut < len(ink):
        return True
    above, below = (
        cv2.reduce(part, 0, cv2.REDUCE_MAX)[0] for part in (ink[:cut], ink[cut:])
    )
    begins = np.flatnonzero(np.diff(above | below, prepend=0) == 255)
    if begins.size < 2:
        return False
    # White columns lie between the runs and count as 0.
    return int((np.maximum.reduceat(below, begins) == 0).sum()) >= 2


def _are_alike(boxes: Boxes, one: int, other: int, x_height: float) -> bool:
    white = boxes.left[other] - boxes.right[one]
    unlike = max(
        abs(int(boxes.top[one]) - int(boxes.top[other])),
        abs(int(boxes.height[one]) - int(boxes.height[other])),
    )
    return bool(0 <= white <= BETWEEN * x_height and unlike <= UNLIKE * x_height)


def _stands_alone(boxes: Boxes, one: int, other: int, span: Span) -> bool:
    """Whether nothing else stands over or under the pair."""
    crossed = (boxes.left < span[1]) & (boxes.right > span[0])
    crossed[[one, other]] = False
    return not crossed.any()


def _attach(words: list[WordText], mark: Span, beside: float) -> None:
    """Write a mark to the word before or behind which it stands."""
    for number, word in enumerate(words):
        before = words[number - 1].end if number else float("-inf")
        following = words[number + 1].start if number + 1 < len(words) else float("inf")
        white = word.start - mark[1]
        if mark[0] <= word.start and white <= beside:
            if mark[0] - before < white:
                continue  # nearer to the word before
            words[number] = _opened(word, mark)
            return
        near = mark[0] - word.end <= following - mark[1]
        if near and _closes(word, mark, beside):
            words[number] = _closed(word, mark)
            return


def _closes(word: WordText, mark: Span, beside: float) -> bool:
    """Whether a mark stands behind a word, or among its last signs."""
    behind = -0.5 * beside <= mark[0] - word.end <= beside
    stops = word.text[-1] in _STOPS and mark[1] > word.end - 1.5 * beside
    return mark[0] >= word.start and (behind or stops)


def _opened(word: WordText, mark: Span) -> WordText:
    if word.text[0] in _MARKS:
        return word
    return replace(word, text=OPENING + word.text, start=float(mark[0]))


def _closed(word: WordText, mark: Span) -> WordText:
    core = word.text.rstrip(_STOPS)
    if not core or core[-1] in _MARKS:
        return word
    text = core + CLOSING + word.text[len(core) :]
    return replace(word, text=text, end=max(word.end, float(mark[1])))
