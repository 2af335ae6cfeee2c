"""Text lines of a cleaned page: found on the ink itself, so that leaders, rules and seals beside a
line cost nothing.

Method: connected components are sorted by size into letters, small marks (tone marks, dots, commas)
and figures. The middle part of every letter, made wider by half a word space, is drawn on a small
canvas; what touches there is one piece of a line (chaining of components, after O'Gorman's document
spectrum, 1993, with a fixed direction because the page is level). Small marks join the piece that
they stand next to. Pieces that share a base line are one row of words.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.segmentation.components import Boxes
from pipeline.ocr.segmentation.figures import join_by_figures
from pipeline.ocr.segmentation.letters import Numbers, SortedInk, sort_ink
from pipeline.ocr.segmentation.pieces import FoundLines, Piece
from pipeline.ocr.segmentation.small_marks import attach_marks, drop_loose_marks
from schemas.imaging import CleanPage

CANVAS = 2  # pixels of the page to one of the canvas
# Sizes in x-heights.
REACH = 0.75  # half of the widest space between words of a piece
SMALL_LETTER = 1.35  # the tallest letter without ascender
ON_BASE = 0.35  # how far from the base line such a letter may end

Corners = NDArray[np.int_]
"""(n, 4): x0, y0, x1, y1 of rectangles on the canvas."""


def find_lines(page: CleanPage) -> FoundLines:
    """The pieces of text lines of a page, from the top, then from the left."""
    ink = sort_ink(page)
    if not ink.x_height:
        return FoundLines((), ink.labels, 0.0)
    pieces, loose = drop_loose_marks(chain_letters(ink), ink.x_height)
    marks = np.concatenate((ink.marks, loose))
    pieces = attach_marks(pieces, ink.boxes, marks, ink.x_height)
    pieces = join_by_figures(pieces, ink)
    pieces.sort(key=lambda piece: (piece.middle, piece.x0))
    return FoundLines(tuple(pieces), ink.labels, ink.x_height)


def chain_letters(ink: SortedInk) -> list[Piece]:
    """Groups of letters whose widened middles touch."""
    if not ink.letters.size:
        return []
    height, width = ink.labels.shape
    canvas = (height // CANVAS + 2, width // CANVAS + 2)
    corners = _widen(ink.boxes[ink.letters], ink.x_height, canvas)
    group, count = _group_touching(corners, canvas)
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(1, count + 1))
    return [
        _make_piece(ink.boxes, ink.letters[order[begin:end]], ink.x_height)
        for begin, end in pairwise(bounds.tolist())
        if end > begin
    ]


def _widen(letters: Boxes, x_height: float, canvas: tuple[int, int]) -> Corners:
    """The middle parts of letters on the canvas, wider by half a word space on either side."""
    left, top, width, height = letters.stats[:, :4].astype(np.float64).T
    centre = top + height / 2
    half = np.maximum(1.5, 0.25 * height)
    reach = REACH * np.clip(height, x_height, 2 * x_height)
    corners = np.stack(
        (left - reach, centre - half, left + width + reach, centre + half), axis=1
    )
    last = [canvas[1] - 1, canvas[0] - 1] * 2
    return np.clip(corners / CANVAS, 0, last).round().astype(int)


def _group_touching(
    corners: Corners, canvas: tuple[int, int]
) -> tuple[NDArray[np.int32], int]:
    """For each rectangle the number of the group that it touches, from 1; and one more than the
    last number."""
    drawn = np.zeros(canvas, np.uint8)
    for x0, y0, x1, y1 in corners.tolist():
        cv2.rectangle(drawn, (x0, y0), (x1, y1), 255, cv2.FILLED)
    count, groups = cv2.connectedComponents(drawn, connectivity=4, ltype=cv2.CV_32S)
    at_x = ((corners[:, 0] + corners[:, 2]) // 2).clip(0, canvas[1] - 1)
    at_y = ((corners[:, 1] + corners[:, 3]) // 2).clip(0, canvas[0] - 1)
    return np.asarray(groups[at_y, at_x], np.int32), count


def _make_piece(boxes: Boxes, members: Numbers, x_height: float) -> Piece:
    own = boxes[members]
    top, bottom = own.top, own.bottom
    base = float(np.median(bottom))
    # Small letters tell where the cores begin; in a line of capitals only commas and marks are as
    # small.
    plain = own.height < SMALL_LETTER * x_height
    plain &= abs(bottom - base) < ON_BASE * x_height
    telling = top[plain] if plain.sum() > 0.2 * len(own) else top
    return Piece(
        int(own.left.min()),
        int(top.min()),
        int(own.right.max()),
        int(bottom.max()),
        float(np.median(telling)),
        base,
        tuple(members.tolist()),
    )
