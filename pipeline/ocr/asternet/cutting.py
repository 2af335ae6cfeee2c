"""Where a long strip is cut, so that the network can take it."""

from __future__ import annotations

from itertools import pairwise
from math import ceil

from pipeline.ocr.asternet.ink import Columns, find_widest_gap

# A cut between words needs a gap of this many line heights.
_WORD_GAP = 0.12


def find_cuts(
    ink: Columns, height: int, max_aspect: float, longest: float
) -> list[int]:
    """Where a long line is cut: x of the pieces' edges, 0 and the width included.

    Regular spots are moved to the widest gap near them, if it is one between words; pieces that are
    still longer than the network takes are cut wherever there is least ink.

    Args:
        ink: columns of the line that hold ink.
        height: of the line, in pixels.
        max_aspect: wished width of a piece as a multiple of the height.
        longest: the greatest width, as a multiple of the height.
    """
    most = int(longest * height)
    edges = [*_cut_between_words(ink, height, max_aspect), len(ink)]
    return [edge for a, b in pairwise(edges) for edge in _halve(ink, a, b, most)] + [
        len(ink)
    ]


def _cut_between_words(ink: Columns, height: int, max_aspect: float) -> list[int]:
    """Left edges of pieces about as wide as wished."""
    width = len(ink)
    count = ceil(width / (max_aspect * height))
    edges = [0]
    for number in range(1, count):
        spot, reach = number * width // count, width // count // 2
        begin, end = max(edges[-1] + 1, spot - reach), min(width - 1, spot + reach)
        gap = find_widest_gap(ink, begin, end) if end > begin else (0, 0)
        if gap[1] - gap[0] >= _WORD_GAP * height:
            edges.append((gap[0] + gap[1]) // 2)
    return edges


def _halve(ink: Columns, begin: int, end: int, most: int) -> list[int]:
    """Left edges of the parts of [begin, end),
    cut near the middle until none is wider than `most`."""
    if end - begin <= most:
        return [begin]
    third = (end - begin) // 3
    cut = sum(find_widest_gap(ink, begin + third, end - third)) // 2
    return _halve(ink, begin, cut, most) + _halve(ink, cut, end, most)
