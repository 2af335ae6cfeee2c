"""Text lines of a cleaned page: found on the ink itself, so that leaders, rules and seals beside a line cost nothing.

Method: connected components are sorted by size into letters, small marks (tone marks, dots, commas) and figures. The
middle part of every letter, made wider by half a word space, is drawn on a small canvas; what touches there is one
piece of a line (chaining of components, after O'Gorman's document spectrum, 1993, with a fixed direction because the
page is level). Small marks join the piece that they stand next to. Pieces that share a base line are one row of words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import CleanPage, Pixels

INK_LEVEL = 160
CANVAS = 2  # pixels of the page to one of the canvas
LETTER = (0.5, 3.0)  # least and greatest height of a letter, in x-heights
LEAST_LETTER_INCHES = 0.03
REACH = 0.75  # half of the widest space between words of a piece, in x-heights
CAPITALS = 0.6  # of a capital's height is about an x-height
BESIDE = 2.5  # how far from a figure a piece may end that it hides a part of, in x-heights
HIDDEN_END, LETTER_GAP = (
    2.0,
    0.3,
)  # letters at a piece's end that a figure hides, and white between letters, in x-heights
WIDEST_HIDDEN = 10.0  # words that a seal may hide between two pieces, in x-heights
MARK_BESIDE, DASH_REACH = 1.6, 4.0  # how far beside the letters a mark or a dash may stand, in x-heights
BELOW_COST = 1.7  # a mark so much farther above one line than below another belongs to either
MARK_REACH = 0.9  # how far above or below the letters a mark may stand, in x-heights
_X, _Y, _W, _H, _AREA = range(5)

Labels = NDArray[np.int32]
Stats = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that follow one another without wide white. Edges in pixels of the cleaned page, x1 and y1 exclusive.

    `core0`, `core1`: upper and lower edge of the letters without what stands out above and below (the median letter).
    """

    x0: int
    y0: int
    x1: int
    y1: int
    core0: float
    core1: float
    members: tuple[int, ...]
    """Numbers of the connected components."""

    @property
    def middle(self) -> float:
        """The height of the row's axis."""
        return (self.core0 + self.core1) / 2


@dataclass(frozen=True, slots=True)
class FoundLines:
    """What was found on a page. `labels`: int32 (h, w), the component of each pixel, 0 is paper."""

    pieces: tuple[Piece, ...]
    labels: Labels
    x_height: float


def find_lines(page: CleanPage) -> FoundLines:
    """The pieces of text lines of a page, from the top, then from the left."""
    ink = cv2.threshold(page.pixels, INK_LEVEL, 255, cv2.THRESH_BINARY_INV)[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    x_height = _usual_height(stats, page.dpi)
    if x_height is None:
        return FoundLines((), labels, 0.0)
    height, width = stats[:, _H], stats[:, _W]
    letters = (height >= LETTER[0] * x_height) & (height <= LETTER[1] * x_height)
    letters &= (width <= 40 * x_height) & (stats[:, _AREA] >= 6)
    letters[0] = False
    small = (height < LETTER[0] * x_height) & (stats[:, _AREA] >= 2)
    small[0] = False
    pieces = _pieces(stats, letters, x_height, page.pixels.shape)
    pieces, loose = _without_loose_marks(pieces, stats, x_height)
    pieces = _with_marks(pieces, stats, np.concatenate((np.flatnonzero(small), loose)), x_height)
    figures = np.flatnonzero(~letters & (height > LETTER[1] * x_height) & (stats[:, _AREA] >= 6))
    pieces = _with_figures(pieces, labels, stats, figures[figures > 0], x_height)
    pieces.sort(key=lambda piece: (piece.middle, piece.x0))
    return FoundLines(tuple(pieces), labels, x_height)


def _usual_height(stats: Stats, dpi: float) -> float | None:
    """The x-height: the usual height of components that may be letters, in pixels; None where there are none."""
    height, width = stats[1:, _H], stats[1:, _W]
    least = LEAST_LETTER_INCHES * dpi
    may = (height >= least) & (width >= least / 3) & (height < 2 * dpi) & (width < 8 * height)
    if not may.any():
        return None
    # Broken strokes and specks are many but narrow: letters are counted by their width. Half of them have ascenders or
    # descenders; the 35th part in a hundred stands for those that have not.
    order = np.argsort(height[may], kind="stable")
    reached = np.cumsum(width[may][order])
    return float(height[may][order][int(np.searchsorted(reached, 0.35 * reached[-1]))])


def _pieces(stats: Stats, letters: NDArray[np.bool_], x_height: float, shape: tuple[int, ...]) -> list[Piece]:
    """Groups of letters whose widened middles touch."""
    numbers = np.flatnonzero(letters)
    if not numbers.size:
        return []
    canvas = np.zeros((shape[0] // CANVAS + 2, shape[1] // CANVAS + 2), np.uint8)
    boxes = stats[numbers].astype(np.float64)
    centre = boxes[:, _Y] + boxes[:, _H] / 2
    half = np.maximum(1.5, 0.25 * boxes[:, _H])
    reach = REACH * np.clip(boxes[:, _H], x_height, 2 * x_height)
    corners = np.stack(
        (boxes[:, _X] - reach, centre - half, boxes[:, _X] + boxes[:, _W] + reach, centre + half), axis=1
    )
    corners = np.clip(corners / CANVAS, 0, [canvas.shape[1] - 1, canvas.shape[0] - 1] * 2).round().astype(int)
    for x0, y0, x1, y1 in corners.tolist():
        cv2.rectangle(canvas, (x0, y0), (x1, y1), 255, cv2.FILLED)
    count, joined = cv2.connectedComponents(canvas, connectivity=4, ltype=cv2.CV_32S)
    at_x = ((corners[:, 0] + corners[:, 2]) // 2).clip(0, canvas.shape[1] - 1)
    at_y = ((corners[:, 1] + corners[:, 3]) // 2).clip(0, canvas.shape[0] - 1)
    group = joined[at_y, at_x]
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(1, count + 1))
    return [
        _piece(stats, numbers[order[begin:end]], x_height) for begin, end in pairwise(bounds.tolist()) if end > begin
    ]


def _piece(stats: Stats, members: NDArray[np.intp], x_height: float) -> Piece:
    own = stats[members]
    top, bottom = own[:, _Y], own[:, _Y] + own[:, _H]
    base = float(np.median(bottom))
    # Small letters tell where the cores begin; in a line of capitals only commas and marks are as small.
    plain = (own[:, _H] < 1.35 * x_height) & (abs(bottom - base) < 0.35 * x_height)
    upper = float(np.median(top[plain])) if plain.sum() > 0.2 * len(own) else float(np.median(top))
    return Piece(
        int(own[:, _X].min()), int(top.min()), int((own[:, _X] + own[:, _W]).max()), int(bottom.max()),
        upper, base, tuple(members.tolist()),
    )  # fmt: skip


def _without_loose_marks(pieces: list[Piece], stats: Stats, x_height: float) -> tuple[list[Piece], NDArray[np.intp]]:
    """Take away pieces that are only a mark beside a larger piece: a tilde over a circumflex, the comma of a title."""
    loose: list[int] = []
    kept: list[Piece] = []
    large = [piece for piece in pieces if len(piece.members) > 2 or piece.y1 - piece.y0 > 0.9 * x_height]
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


def _with_marks(pieces: list[Piece], stats: Stats, small: NDArray[np.intp], x_height: float) -> list[Piece]:
    """Give each small mark to the piece that it stands above, below or in."""
    if not pieces or not small.size:
        return pieces
    edges = np.array([(p.x0, p.x1, p.core0, p.core1) for p in pieces])
    own = stats[small]
    x, y = own[:, _X] + own[:, _W] / 2, own[:, _Y] + own[:, _H] / 2
    beside = np.maximum(np.maximum(edges[None, :, 0] - x[:, None], x[:, None] - edges[None, :, 1]), 0)
    # Below the letters there are only dots and the tails of commas, near to them; tildes and hooks above reach far.
    below = BELOW_COST * (y[:, None] - edges[None, :, 3])
    off = np.maximum(np.maximum(edges[None, :, 2] - y[:, None], below), 0)
    # A dash stands at the height of the letters, often with much white on both sides.
    dash = (own[:, _W] >= 1.8 * own[:, _H]) & (own[:, _W] >= 0.35 * x_height)
    reach = np.where(dash[:, None] & (off == 0), DASH_REACH, MARK_BESIDE) * x_height
    allowed = (beside <= reach) & (off <= MARK_REACH * x_height + 0.5 * (edges[None, :, 3] - edges[None, :, 2]))
    cost = np.where(allowed, off + beside, np.inf)
    nearest = cost.argmin(axis=1)
    found = np.isfinite(cost[np.arange(small.size), nearest])
    grown: list[Piece] = []
    for number, piece in enumerate(pieces):
        mine = small[found & (nearest == number)]
        grown.append(_grown(piece, stats[mine], mine) if mine.size else piece)
    return grown


def _with_figures(
    pieces: list[Piece], labels: Labels, stats: Stats, figures: NDArray[np.intp], x_height: float
) -> list[Piece]:
    """Letters that touch a seal or a stroke of a pen are part of that figure: its ink between pieces belongs to them.

    Pieces that a figure parts are joined again; what of the figure stands in their row is read with them.
    """
    is_figure = np.zeros(len(stats), np.bool_)
    is_figure[figures] = True
    for figure in figures.tolist():
        x0, y0, width, height, _ = stats[figure].tolist()
        across = [
            piece
            for piece in pieces
            if y0 < piece.core1 and y0 + height > piece.core0
            and x0 - BESIDE * x_height < piece.x1 and x0 + width + BESIDE * x_height > piece.x0
        ]  # fmt: skip
        for row in _level_groups(across, x_height):
            joined: list[Piece] = []
            for piece in row:
                pieces.remove(piece)
                if joined and _inked(labels, is_figure, joined[-1], piece, x_height):
                    joined[-1] = _both(joined[-1], piece)
                else:
                    joined.append(piece)
            begins = [0, *(piece.x1 for piece in joined[:-1])]
            ends = [*(piece.x0 for piece in joined[1:]), labels.shape[1]]
            for piece, begin, end in zip(joined, begins, ends, strict=True):
                pieces.append(_touched(piece, labels, figure, (begin, end), x_height))
    return pieces


def _level_groups(pieces: list[Piece], x_height: float) -> list[list[Piece]]:
    """Pieces on one base line, left to right."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.core1):
        if groups and piece.core1 - groups[-1][-1].core1 <= 0.4 * x_height:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [sorted(group, key=lambda piece: piece.x0) for group in groups]


def _inked(labels: Labels, is_figure: NDArray[np.bool_], left: Piece, right: Piece, x_height: float) -> bool:
    """Whether figures fill the white between two pieces as letters would; a seal's ring may be broken into several."""
    begin, end = left.x1, right.x0
    if end - begin <= 0.3 * x_height:
        return True
    if end - begin > WIDEST_HIDDEN * x_height:
        return False
    core = is_figure[labels[int(left.core0) : int(left.core1), begin:end]]
    return bool(core.any(axis=0).mean() > 0.4)


def _both(left: Piece, right: Piece) -> Piece:
    wider = left if left.x1 - left.x0 >= right.x1 - right.x0 else right
    return Piece(
        min(left.x0, right.x0), min(left.y0, right.y0), max(left.x1, right.x1), max(left.y1, right.y1),
        wider.core0, wider.core1, left.members + right.members,
    )  # fmt: skip


def _touched(piece: Piece, labels: Labels, figure: int, limits: tuple[int, int], x_height: float) -> Piece:
    """The piece with the figure among its members where that has ink at the height of its letters.

    Letters at its ends that are all figure are taken in, as far as the limits: the right edge of the piece before and
    the left one of the next.
    """
    core = labels[int(piece.core0) : int(piece.core1)]
    reach, white = round(HIDDEN_END * x_height), round(LETTER_GAP * x_height)
    before = core[:, max(limits[0], piece.x0 - reach) : piece.x0] == figure
    after = core[:, piece.x1 : min(limits[1], piece.x1 + reach)] == figure
    x0 = piece.x0 - _run(before.any(axis=0)[::-1], white)
    x1 = piece.x1 + _run(after.any(axis=0), white)
    if not (core[:, x0:x1] == figure).any():
        return piece
    return replace(piece, x0=x0, x1=x1, members=(*piece.members, figure))


def _run(ink: NDArray[np.bool_], white: int) -> int:
    """How far ink reaches from the first column on without more than so much white."""
    at = np.flatnonzero(np.concatenate(([True], ink)))
    wide = np.flatnonzero(np.diff(at) > white + 1)
    return int(at[wide[0]] if wide.size else at[-1])


def _grown(piece: Piece, marks: Stats, numbers: NDArray[np.intp]) -> Piece:
    return Piece(
        min(piece.x0, int(marks[:, _X].min())),
        min(piece.y0, int(marks[:, _Y].min())),
        max(piece.x1, int((marks[:, _X] + marks[:, _W]).max())),
        max(piece.y1, int((marks[:, _Y] + marks[:, _H]).max())),
        piece.core0,
        piece.core1,
        piece.members + tuple(numbers.tolist()),
    )


def cut_out(page: Pixels, found: FoundLines, piece: Piece, margin: int = 3) -> Pixels:
    """A piece alone on white paper: ink of other lines that reaches into its box is left out.

    Args:
        page: uint8 (h, w), the cleaned page.
        found: what `find_lines` gave for it.
        piece: one of its pieces.
        margin: white around the ink, in pixels.
    """
    height, width = page.shape
    y0, y1 = max(0, piece.y0 - margin), min(height, piece.y1 + margin)
    x0, x1 = max(0, piece.x0 - margin), min(width, piece.x1 + margin)
    labels = found.labels[y0:y1, x0:x1]
    own = np.isin(labels, piece.members)
    foreign = (labels > 0) & ~own
    picture = page[y0:y1, x0:x1]
    if not foreign.any():
        return picture
    kernel = np.ones((3, 3), np.uint8)
    near = cv2.dilate(foreign.view(np.uint8), kernel) > cv2.dilate(own.view(np.uint8), kernel)
    return np.where(near | foreign, np.uint8(255), picture)
