"""Tone marks, dots, commas and dashes: each joins the piece of a line that it stands beside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.segmentation.components import Boxes
from pipeline.ocr.segmentation.letters import Numbers
from pipeline.ocr.segmentation.pieces import Piece

# Sizes in x-heights.
CAPITALS = 0.6  # of a capital's height is about an x-height
MARK_HEIGHT = 0.9  # of a piece that may be only a mark
MARK_REACH = 0.9  # how far above or below the letters a mark may stand
MARK_BESIDE = 1.6  # how far beside the letters a mark may stand
DASH_REACH = 4.0  # and a dash
# Greatest width and height of a comma, and its height in widths (what is slimmer is left of a
# rule); how far it, and what is larger, may stand out above the base line.
COMMA_SIZE, COMMA_SLIMMEST, COMMA_HEAD, DOT_HEAD = (0.5, 0.7), 4.0, 0.5, 0.3
BELOW_COST = (
    1.7  # a mark so much farther above one line than below another belongs to either
)
DASH_SHAPE, DASH_WIDTH = (
    1.8,
    0.35,
)  # least width of a dash, in its heights and in x-heights

Costs = NDArray[np.float64]


def drop_loose_marks(
    pieces: list[Piece], x_height: float
) -> tuple[list[Piece], Numbers]:
    """Take away pieces that are only a mark beside a larger piece: a tilde over a circumflex, the
    comma of a title.

    Returns:
        The other pieces, and the components of those taken away.
    """
    tall = MARK_HEIGHT * x_height
    large = [
        piece
        for piece in pieces
        if len(piece.members) > 2 or piece.y1 - piece.y0 > tall
    ]
    loose: list[int] = []
    kept: list[Piece] = []
    for piece in pieces:
        if len(piece.members) <= 2 and any(
            _is_mark_of(piece, other, x_height) for other in large
        ):
            loose += piece.members
        else:
            kept.append(piece)
    return kept, np.array(loose, np.intp)


def _is_mark_of(piece: Piece, other: Piece, x_height: float) -> bool:
    size = max(x_height, CAPITALS * (other.core1 - other.core0))
    if piece.y1 - piece.y0 > MARK_HEIGHT * size or other is piece:
        return False
    if not other.x0 - size < (piece.x0 + piece.x1) / 2 < other.x1 + size:
        return False
    above, below = other.core0 - piece.y1, piece.y0 - other.core1
    head = COMMA_HEAD if _is_comma(piece, size) else DOT_HEAD
    return -0.6 * size < above < MARK_REACH * size or -head * size < below < 0.4 * size


def _is_comma(piece: Piece, size: float) -> bool:
    width, height = piece.x1 - piece.x0, piece.y1 - piece.y0
    wide, high = COMMA_SIZE[0] * size, COMMA_SIZE[1] * size
    return width <= wide and height <= min(high, COMMA_SLIMMEST * width)


def attach_marks(
    pieces: list[Piece], boxes: Boxes, marks: Numbers, x_height: float
) -> list[Piece]:
    """Give each small mark to the piece that it stands above, below or in.

    Args:
        pieces: in any order.
        boxes: of all components of the page.
        marks: numbers of the small ones.
        x_height: of the page's print, in pixels.
    """
    if not pieces or not marks.size:
        return pieces
    cost = _measure_costs(pieces, boxes[marks], x_height)
    nearest = cost.argmin(axis=1)
    found = np.isfinite(cost[np.arange(marks.size), nearest])
    grown: list[Piece] = []
    for number, piece in enumerate(pieces):
        mine = marks[found & (nearest == number)]
        grown.append(_grow(piece, boxes[mine], mine) if mine.size else piece)
    return grown


def _measure_costs(pieces: list[Piece], marks: Boxes, x_height: float) -> Costs:
    """(marks, pieces): how far each mark stands from each piece; infinite where it is none of
    it."""
    left, right, upper, lower = np.array(
        [(p.x0, p.x1, p.core0, p.core1) for p in pieces]
    ).T
    x, y = (marks.left + marks.width / 2)[:, None], marks.middle_y[:, None]
    beside = np.maximum(np.maximum(left - x, x - right), 0)
    # Below the letters there are only dots and the tails of commas, near to them; tildes and hooks
    # above reach far.
    off = np.maximum(np.maximum(upper - y, BELOW_COST * (y - lower)), 0)
    # A dash stands at the height of the letters, often with much white on both sides.
    dash = marks.width >= DASH_SHAPE * marks.height
    dash &= marks.width >= DASH_WIDTH * x_height
    reach = np.where(dash[:, None] & (off == 0), DASH_REACH, MARK_BESIDE) * x_height
    near = (beside <= reach) & (off <= MARK_REACH * x_height + 0.5 * (lower - upper))
    return np.where(near, off + beside, np.inf)


def _grow(piece: Piece, marks: Boxes, numbers: Numbers) -> Piece:
    return Piece(
        min(piece.x0, int(marks.left.min())),
        min(piece.y0, int(marks.top.min())),
        max(piece.x1, int(marks.right.max())),
        max(piece.y1, int(marks.bottom.max())),
        piece.core0,
        piece.core1,
        piece.members + tuple(numbers.tolist()),
    )
