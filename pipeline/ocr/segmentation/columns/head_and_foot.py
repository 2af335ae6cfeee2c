"""The head and the foot of an official paper, where they stand in two columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.segmentation.columns.segments import WORK_DPI, Band, pad_band
from pipeline.ocr.segmentation.components import Boxes

GUTTER_INCHES = 0.1  # white on either side of a cut, at least
SPLIT_INCHES = 0.3  # white across both columns that ends a band
CUT_FROM, CUT_TO = (
    0.25,
    0.68,
)  # where on the page's width the cut of a head or foot may lie
CUT_STEP = 2
MOST_OUTSIDE = 2  # pieces across the cut that may stand above a head or below a foot
LEAST_PIECES = 3
SHARED_HEIGHT = 0.5  # of the lower column, beside the other one
SAME_HEIGHT = (
    0.4  # pieces stand side by side when their middles differ by less, in heights
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: str
    rank: tuple[int, float]
    """Pieces, and the white beside the cut: the more the better."""
    band: Band


def find_head_and_foot(segments: Boxes, width: int) -> list[Band]:
    """The head and the foot in two columns, where there are such, from the top.

    Args:
        segments: pieces of lines at WORK_DPI, from the top.
        width: of the page.
    """
    in_table = _count_neighbours(segments) >= 2
    best: dict[str, _Candidate] = {}
    for cut in range(round(CUT_FROM * width), round(CUT_TO * width), CUT_STEP):
        for found in _candidates(segments, in_table, cut):
            if found.place not in best or found.rank > best[found.place].rank:
                best[found.place] = found
    bands = sorted(_pad(segments, one.band) for one in best.values())
    return bands[:1] if len(bands) == 2 and bands[0][1] > bands[1][0] else bands


def _pad(segments: Boxes, band: Band) -> Band:
    y0, y1, cut = band
    return (*pad_band(segments, y0, y1), cut)


def _candidates(
    segments: Boxes, in_table: NDArray[np.bool_], cut: int
) -> Iterator[_Candidate]:
    """Parts of the page that stand in two columns left and right of a cut."""
    gutter = GUTTER_INCHES * WORK_DPI
    crossing = (segments.left < cut + gutter) & (
        segments.right > cut - gutter
    ) | in_table
    across = segments[crossing]
    for part in _group_undivided(segments, crossing):
        left, right = part[part.left < cut], part[part.left >= cut]
        if not _are_columns(left, right):
            continue
        y0, y1 = int(part.top.min()), int(part.bottom.max())
        place = _place_of(across, y0, y1)
        if place is not None:
            room = float(min(cut - left.right.max(), right.left.min() - cut))
            yield _Candidate(place, (len(part), room), (y0, y1, cut))


def _place_of(across: Boxes, y0: int, y1: int) -> str | None:
    """Head or foot, by the pieces across the cut that stand above and below; None in between."""
    if (across.bottom <= y0 + 1).sum() <= MOST_OUTSIDE:
        return "head"
    return "foot" if (across.top >= y1 - 1).sum() <= MOST_OUTSIDE else None


def _count_neighbours(segments: Boxes) -> NDArray[np.intp]:
    """How many other segments stand at the height of each."""
    middle, height = segments.middle_y, segments.height
    apart = np.abs(middle[:, None] - middle[None, :])
    same = apart < SAME_HEIGHT * np.minimum(height[:, None], height[None, :])
    return same.sum(axis=1) - 1


def _group_undivided(segments: Boxes, crossing: NDArray[np.bool_]) -> list[Boxes]:
    """Groups of consecutive segments that neither a crossing segment nor wide white parts."""
    groups: list[list[int]] = [[]]
    end = 0
    tops, bottoms = segments.top.tolist(), segments.bottom.tolist()
    for number, (crosses, top) in enumerate(zip(crossing.tolist(), tops, strict=True)):
        if crosses or top - end > SPLIT_INCHES * WORK_DPI:
            groups.append([])
        if not crosses:
            groups[-1].append(number)
        end = max(end, bottoms[number])
    return [segments[np.array(group)] for group in groups if len(group) >= LEAST_PIECES]


def _are_columns(left: Boxes, right: Boxes) -> bool:
    """Two columns side by side, with two lines at least in one of them."""
    if not len(left) or not len(right) or len(left) + len(right) < LEAST_PIECES:
        return False
    ends = [int(side.bottom.max()) for side in (left, right)]
    tops = [int(side.top.min()) for side in (left, right)]
    lower = min(end - top for end, top in zip(ends, tops, strict=True))
    return min(ends) - max(tops) > SHARED_HEIGHT * lower
