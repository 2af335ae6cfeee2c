"""Letters that touch a seal or a stroke of a pen are part of that figure: its ink in a row is read
with the row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.segmentation.components import Labels
from pipeline.ocr.segmentation.letters import SortedInk
from pipeline.ocr.segmentation.pieces import Piece

BESIDE = (
    2.5  # how far from a figure a piece may end that it hides a part of, in x-heights
)
HIDDEN_END = 2.0  # letters at a piece's end that a figure hides, in x-heights
LETTER_GAP = 0.3  # white between letters, in x-heights
WIDEST_HIDDEN = 10.0  # words that a seal may hide between two pieces, in x-heights


def join_by_figures(pieces: list[Piece], ink: SortedInk) -> list[Piece]:
    """Join pieces that a figure parts; what of it stands in their row is read with them.

    Args:
        pieces: in any order.
        ink: of their page.
    """
    is_figure = np.zeros(len(ink.boxes), np.bool_)
    is_figure[ink.figures] = True
    for figure in ink.figures.tolist():
        across = _pieces_across(pieces, ink.boxes.stats[figure].tolist(), ink.x_height)
        for row in _level_groups(across, ink.x_height):
            for piece in row:
                pieces.remove(piece)
            joined = _join_row(row, ink, is_figure)
            pieces += _take_in_row(joined, figure, ink)
    return pieces


def _pieces_across(pieces: list[Piece], box: list[int], x_height: float) -> list[Piece]:
    """The pieces that a figure touches or nearly does."""
    x0, y0, width, height = box[:4]
    reach = BESIDE * x_height
    return [
        piece
        for piece in pieces
        if y0 < piece.core1
        and y0 + height > piece.core0
        and x0 - reach < piece.x1
        and x0 + width + reach > piece.x0
    ]


def _join_row(
    row: list[Piece], ink: SortedInk, is_figure: NDArray[np.bool_]
) -> list[Piece]:
    joined: list[Piece] = []
    for piece in row:
        if joined and _is_inked(ink.labels, is_figure, joined[-1], piece, ink.x_height):
            joined[-1] = _merge(joined[-1], piece)
        else:
            joined.append(piece)
    return joined


def _take_in_row(row: list[Piece], figure: int, ink: SortedInk) -> list[Piece]:
    """The pieces of a row with what of a figure stands among their letters."""
    begins = [0, *(piece.x1 for piece in row[:-1])]
    ends = [*(piece.x0 for piece in row[1:]), ink.labels.shape[1]]
    return [
        _take_in(piece, ink.labels, figure, limits, ink.x_height)
        for piece, limits in zip(row, zip(begins, ends, strict=True), strict=True)
    ]


def _level_groups(pieces: list[Piece], x_height: float) -> list[list[Piece]]:
    """Pieces on one base line, left to right."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.core1):
        if groups and piece.core1 - groups[-1][-1].core1 <= 0.4 * x_height:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [sorted(group, key=lambda piece: piece.x0) for group in groups]


def _is_inked(
    labels: Labels,
    is_figure: NDArray[np.bool_],
    left: Piece,
    right: Piece,
    x_height: float,
) -> bool:
    """Whether figures fill the white between two pieces as letters would; a seal's ring may be
    broken into several."""
    begin, end = left.x1, right.x0
    if end - begin <= 0.3 * x_height:
        return True
    if end - begin > WIDEST_HIDDEN * x_height:
        return False
    core = is_figure[labels[int(left.core0) : int(left.core1), begin:end]]
    return bool(core.any(axis=0).mean() > 0.4)


def _merge(left: Piece, right: Piece) -> Piece:
    wider = left if left.x1 - left.x0 >= right.x1 - right.x0 else right
    return Piece(
        min(left.x0, right.x0),
        min(left.y0, right.y0),
        max(left.x1, right.x1),
        max(left.y1, right.y1),
        wider.core0,
        wider.core1,
        left.members + right.members,
    )


def _take_in(
    piece: Piece, labels: Labels, figure: int, limits: tuple[int, int], x_height: float
) -> Piece:
    """The piece with the figure among its members where that has ink at the height of its letters.

    Letters at its ends that are all figure are taken in, as far as the limits: the right edge of
    the piece before and the left one of the next.
    """
    core = labels[int(piece.core0) : int(piece.core1)]
    reach, white = round(HIDDEN_END * x_height), round(LETTER_GAP * x_height)
    before = core[:, max(limits[0], piece.x0 - reach) : piece.x0] == figure
    after = core[:, piece.x1 : min(limits[1], piece.x1 + reach)] == figure
    x0 = piece.x0 - _reach_of_ink(before.any(axis=0)[::-1], white)
    x1 = piece.x1 + _reach_of_ink(after.any(axis=0), white)
    if not (core[:, x0:x1] == figure).any():
        return piece
    return replace(piece, x0=x0, x1=x1, members=(*piece.members, figure))


def _reach_of_ink(ink: NDArray[np.bool_], white: int) -> int:
    """How far ink reaches from the first column on without more than so much white."""
    at = np.flatnonzero(np.concatenate(([True], ink)))
    wide = np.flatnonzero(np.diff(at) > white + 1)
    return int(at[wide[0]] if wide.size else at[-1])
