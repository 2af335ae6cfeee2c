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

from pipeline.ocr.segmentation.components import AREA, H, Labels, Stats, W, X, Y, find_components
from pipeline.ocr.segmentation.figures import join_by_figures
from pipeline.ocr.segmentation.pieces import FoundLines, Piece
from schemas.imaging import CleanPage, Pixels

INK_LEVEL = 160
CANVAS = 2  # pixels of the page to one of the canvas
LETTER = (0.5, 3.0)  # least and greatest height of a letter, in x-heights
LEAST_LETTER_INCHES = 0.03
REACH = 0.75  # half of the widest space between words of a piece, in x-heights
CAPITALS = 0.6  # of a capital's height is about an x-height
CRUMB, BROKEN = (
    0.45,
    0.9,
)  # greatest size of a crumb, in x-heights; so many a letter tell of broken strokes
PALE_LEVEL = 200  # the ink's level on pages with such strokes
MARK_BESIDE, DASH_REACH = (
    1.6,
    4.0,
)  # how far beside the letters a mark or a dash may stand, in x-heights
BELOW_COST = 1.7  # a mark so much farther above one line than below another belongs to either
MARK_REACH = 0.9  # how far above or below the letters a mark may stand, in x-heights


def find_lines(page: CleanPage) -> FoundLines:
    """The pieces of text lines of a page, from the top, then from the left."""
    labels, stats = _components(page.pixels, INK_LEVEL)
    x_height = _usual_height(stats, page.dpi)
    if x_height is not None and _are_broken(stats, x_height):
        labels, stats = _components(page.pixels, PALE_LEVEL)
        x_height = _usual_height(stats, page.dpi)
    if x_height is None:
        return FoundLines((), labels, 0.0)
    height, width = stats[:, H], stats[:, W]
    letters = (height >= LETTER[0] * x_height) & (height <= LETTER[1] * x_height)
    letters &= (width <= 40 * x_height) & (stats[:, AREA] >= 6)
    letters[0] = False
    small = (height < LETTER[0] * x_height) & (stats[:, AREA] >= 2)
    small[0] = False
    pieces = _pieces(stats, letters, x_height, page.pixels.shape)
    pieces, loose = _drop_loose_marks(pieces, stats, x_height)
    pieces = _attach_marks(pieces, stats, np.concatenate((np.flatnonzero(small), loose)), x_height)
    figures = np.flatnonzero(~letters & (height > LETTER[1] * x_height) & (stats[:, AREA] >= 6))
    pieces = join_by_figures(pieces, labels, stats, figures[figures > 0], x_height)
    pieces.sort(key=lambda piece: (piece.middle, piece.x0))
    return FoundLines(tuple(pieces), labels, x_height)


def _components(pixels: Pixels, level: int) -> tuple[Labels, Stats]:
    ink = cv2.threshold(pixels, level, 255, cv2.THRESH_BINARY_INV)[1]
    return find_components(ink)[:2]


def _are_broken(stats: Stats, x_height: float) -> bool:
    """Whether thin strokes fell apart: there are as many crumbs as letters and marks."""
    height, width = stats[1:, H], stats[1:, W]
    letters = (height >= LETTER[0] * x_height) & (height <= LETTER[1] * x_height)
    crumbs = (height < CRUMB * x_height) & (width < CRUMB * x_height) & (stats[1:, AREA] >= 2)
    return bool(crumbs.sum() > BROKEN * letters.sum())


def _usual_height(stats: Stats, dpi: float) -> float | None:
    """The x-height: the usual height of components that may be letters, in pixels; None where there
    are none."""
    height, width = stats[1:, H], stats[1:, W]
    least = LEAST_LETTER_INCHES * dpi
    may = (height >= least) & (width >= least / 3) & (height < 2 * dpi) & (width < 8 * height)
    if not may.any():
        return None
    # Broken strokes and specks are many but narrow: letters are counted by their width. Half of
    # them have ascenders or descenders; the 35th part in a hundred stands for those that have not.
    order = np.argsort(height[may], kind="stable")
    reached = np.cumsum(width[may][order])
    return float(height[may][order][int(np.searchsorted(reached, 0.35 * reached[-1]))])


def _pieces(
    stats: Stats, letters: NDArray[np.bool_], x_height: float, shape: tuple[int, ...]
) -> list[Piece]:
    """Groups of letters whose widened middles touch."""
    numbers = np.flatnonzero(letters)
    if not numbers.size:
        return []
    canvas = np.zeros((shape[0] // CANVAS + 2, shape[1] // CANVAS + 2), np.uint8)
    boxes = stats[numbers].astype(np.float64)
    centre = boxes[:, Y] + boxes[:, H] / 2
    half = np.maximum(1.5, 0.25 * boxes[:, H])
    reach = REACH * np.clip(boxes[:, H], x_height, 2 * x_height)
    corners = np.stack(
        (boxes[:, X] - reach, centre - half, boxes[:, X] + boxes[:, W] + reach, centre + half),
        axis=1,
    )
    corners = (
        np.clip(corners / CANVAS, 0, [canvas.shape[1] - 1, canvas.shape[0] - 1] * 2)
        .round()
        .astype(int)
    )
    for x0, y0, x1, y1 in corners.tolist():
        cv2.rectangle(canvas, (x0, y0), (x1, y1), 255, cv2.FILLED)
    count, joined = cv2.connectedComponents(canvas, connectivity=4, ltype=cv2.CV_32S)
    at_x = ((corners[:, 0] + corners[:, 2]) // 2).clip(0, canvas.shape[1] - 1)
    at_y = ((corners[:, 1] + corners[:, 3]) // 2).clip(0, canvas.shape[0] - 1)
    group = joined[at_y, at_x]
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(1, count + 1))
    return [
        _piece(stats, numbers[order[begin:end]], x_height)
        for begin, end in pairwise(bounds.tolist())
        if end > begin
    ]


def _piece(stats: Stats, members: NDArray[np.intp], x_height: float) -> Piece:
    own = stats[members]
    top, bottom = own[:, Y], own[:, Y] + own[:, H]
    base = float(np.median(bottom))
    # Small letters tell where the cores begin; in a line of capitals only commas and marks are as
    # small.
    plain = (own[:, H] < 1.35 * x_height) & (abs(bottom - base) < 0.35 * x_height)
    upper = float(np.median(top[plain])) if plain.sum() > 0.2 * len(own) else float(np.median(top))
    return Piece(
        int(own[:, X].min()),
        int(top.min()),
        int((own[:, X] + own[:, W]).max()),
        int(bottom.max()),
        upper,
        base,
        tuple(members.tolist()),
    )


def _drop_loose_marks(
    pieces: list[Piece], stats: Stats, x_height: float
) -> tuple[list[Piece], NDArray[np.intp]]:
    """Take away pieces that are only a mark beside a larger piece: a tilde over a circumflex, the
    comma of a title."""
    loose: list[int] = []
    kept: list[Piece] = []
    large = [
        piece for piece in pieces if len(piece.members) > 2 or piece.y1 - piece.y0 > 0.9 * x_height
    ]
    for piece in pieces:
        if len(piece.members) <= 2 and any(_is_mark_of(piece, other, x_height) for other in large):
            loose += piece.members
        else:
            kept.append(piece)
    return kept, np.array(loose, np.intp)


def _is_mark_of(piece: Piece, other: Piece, x_height: float) -> bool:
    size = max(x_height, CAPITALS * (other.core1 - other.core0))
    if piece.y1 - piece.y0 > 0.9 * size or other is piece:
        return False
    if not other.x0 - size < (piece.x0 + piece.x1) / 2 < other.x1 + size:
        return False
    above, below = other.core0 - piece.y1, piece.y0 - other.core1
    return -0.6 * size < above < MARK_REACH * size or -0.3 * size < below < 0.4 * size


def _attach_marks(
    pieces: list[Piece], stats: Stats, small: NDArray[np.intp], x_height: float
) -> list[Piece]:
    """Give each small mark to the piece that it stands above, below or in."""
    if not pieces or not small.size:
        return pieces
    edges = np.array([(p.x0, p.x1, p.core0, p.core1) for p in pieces])
    own = stats[small]
    x, y = own[:, X] + own[:, W] / 2, own[:, Y] + own[:, H] / 2
    beside = np.maximum(
        np.maximum(edges[None, :, 0] - x[:, None], x[:, None] - edges[None, :, 1]), 0
    )
    # Below the letters there are only dots and the tails of commas, near to them; tildes and hooks
    # above reach far.
    below = BELOW_COST * (y[:, None] - edges[None, :, 3])
    off = np.maximum(np.maximum(edges[None, :, 2] - y[:, None], below), 0)
    # A dash stands at the height of the letters, often with much white on both sides.
    dash = (own[:, W] >= 1.8 * own[:, H]) & (own[:, W] >= 0.35 * x_height)
    reach = np.where(dash[:, None] & (off == 0), DASH_REACH, MARK_BESIDE) * x_height
    allowed = (beside <= reach) & (
        off <= MARK_REACH * x_height + 0.5 * (edges[None, :, 3] - edges[None, :, 2])
    )
    cost = np.where(allowed, off + beside, np.inf)
    nearest = cost.argmin(axis=1)
    found = np.isfinite(cost[np.arange(small.size), nearest])
    grown: list[Piece] = []
    for number, piece in enumerate(pieces):
        mine = small[found & (nearest == number)]
        grown.append(_grow(piece, stats[mine], mine) if mine.size else piece)
    return grown


def _grow(piece: Piece, marks: Stats, numbers: NDArray[np.intp]) -> Piece:
    return Piece(
        min(piece.x0, int(marks[:, X].min())),
        min(piece.y0, int(marks[:, Y].min())),
        max(piece.x1, int((marks[:, X] + marks[:, W]).max())),
        max(piece.y1, int((marks[:, Y] + marks[:, H]).max())),
        piece.core0,
        piece.core1,
        piece.members + tuple(numbers.tolist()),
    )
