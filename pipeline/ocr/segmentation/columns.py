"""Where a page stands in two columns: its head, its foot, and persons side by side.

Cuts are found on white gutters between pieces of lines (in the manner of recursive XY cuts: Nagy
and Seth, 1984), one level deep. Tables and label-value rows are left as they are. All work is done
at 50 dots per inch.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.segmentation.components import H, W, X, Y, find_components
from pipeline.ocr.segmentation.shrink import shrink
from schemas.imaging import Pixels

WORK_DPI = 50.0
JOIN_INCHES = 0.24  # white between words of one piece of a line, at most
GUTTER_INCHES = 0.1  # white on either side of a cut, at least
SPLIT_INCHES = 0.3  # white across both columns that ends a band
CUT_FROM, CUT_TO = 0.25, 0.68  # where on the page's width the cut of a head or foot may lie
MOST_OUTSIDE = 2  # pieces across the cut that may stand above a head or below a foot
MIDDLE_FROM, MIDDLE_TO = 0.44, 0.56  # where the cut between two persons may lie
MIDDLE_GUTTER_INCHES = 0.04
MIDDLE_INCHES = 1.2  # least height of such a band
MIDDLE_LINES = 5
CELL_INCHES = 0.08  # white that runs down between the cells of a table, at least


def find_column_bands(pixels: Pixels, dpi: float) -> list[tuple[int, int, int]]:
    """(y0, y1, cut) of the parts of a page that stand in two columns, from the top, in pixels.

    Args:
        pixels: uint8 (h, w) grey, white paper.
        dpi: dots per inch.
    """
    scale = WORK_DPI / dpi
    ink = cv2.threshold(shrink(pixels, scale), 200, 255, cv2.THRESH_BINARY_INV)[1]
    segments = _line_segments(ink)
    if not len(segments):
        return []
    bands = _head_and_foot(segments, ink.shape[1])
    middle = _middle(ink, segments)
    if middle:
        apart = [band for band in bands if middle[1] <= band[0] or middle[0] >= band[1]]
        bands = sorted([*apart, middle])
    height = pixels.shape[0]
    return [
        (round(y0 / scale), min(round(y1 / scale), height), round(cut / scale))
        for y0, y1, cut in bands
    ]


def _line_segments(ink: Pixels) -> NDArray[np.int32]:
    """Boxes (x, y, w, h) of pieces of text lines without wide white, from the top."""
    joined = cv2.morphologyEx(
        ink, cv2.MORPH_CLOSE, np.ones((1, round(JOIN_INCHES * WORK_DPI)), np.uint8)
    )
    stats = find_components(joined)[1]
    keep = (stats[:, H] >= 0.06 * WORK_DPI) & (stats[:, W] >= 0.12 * WORK_DPI)
    keep[0] = False
    boxes = stats[keep, :4]
    return boxes[np.argsort(boxes[:, Y], kind="stable")]


def _head_and_foot(segments: NDArray[np.int32], width: int) -> list[tuple[int, int, int]]:
    """The head and the foot in two columns, where there are such."""
    gutter = GUTTER_INCHES * WORK_DPI
    in_table = _count_neighbours(segments) >= 2
    best: dict[str, tuple[tuple[int, float], tuple[int, int, int]]] = {}
    for cut in range(round(CUT_FROM * width), round(CUT_TO * width), 2):
        crossing = (segments[:, X] < cut + gutter) & (
            segments[:, X] + segments[:, W] > cut - gutter
        )
        crossing |= in_table
        for part in _group_undivided(segments, crossing, SPLIT_INCHES * WORK_DPI):
            left, right = part[part[:, X] < cut], part[part[:, X] >= cut]
            if not _are_columns(left, right):
                continue
            y0, y1 = int(part[:, Y].min()), int((part[:, Y] + part[:, H]).max())
            above = int((segments[crossing, Y] + segments[crossing, H] <= y0 + 1).sum())
            below = int((segments[crossing, Y] >= y1 - 1).sum())
            place = "head" if above <= MOST_OUTSIDE else "foot" if below <= MOST_OUTSIDE else None
            if place is None:
                continue
            room = float(min(cut - (left[:, X] + left[:, W]).max(), right[:, X].min() - cut))
            rank = (len(part), room)
            if place not in best or rank > best[place][0]:
                best[place] = rank, (*_pad(segments, y0, y1), cut)
    bands = sorted(band for _, band in best.values())
    return bands[:1] if len(bands) == 2 and bands[0][1] > bands[1][0] else bands


def _count_neighbours(segments: NDArray[np.int32]) -> NDArray[np.intp]:
    """How many other segments stand at the height of each."""
    middle, height = segments[:, Y] + segments[:, H] / 2, segments[:, H]
    same = np.abs(middle[:, None] - middle[None, :]) < 0.4 * np.minimum(
        height[:, None], height[None, :]
    )
    return same.sum(axis=1) - 1


def _pad(segments: NDArray[np.int32], y0: int, y1: int) -> tuple[int, int]:
    """A band's rows with room for faint marks, up to the middle of the white next to it."""
    ends, starts = segments[:, Y] + segments[:, H], segments[:, Y]
    before, after = ends[ends <= y0], starts[starts >= y1]
    reach = round(0.08 * WORK_DPI)
    up = min(reach, (y0 - int(before.max())) // 2) if before.size else min(reach, y0)
    down = min(reach, (int(after.min()) - y1) // 2) if after.size else reach
    return y0 - up, y1 + down


def _group_undivided(
    segments: NDArray[np.int32], crossing: NDArray[np.bool_], widest: float
) -> list[NDArray[np.int32]]:
    """Groups of consecutive segments that neither a crossing segment nor wide white parts."""
    groups: list[list[NDArray[np.int32]]] = [[]]
    end = 0.0
    for segment, crosses in zip(segments, crossing, strict=True):
        if crosses or segment[Y] - end > widest:
            groups.append([])
        if not crosses:
            groups[-1].append(segment)
        end = max(end, float(segment[Y] + segment[H]))
    return [np.array(group) for group in groups if len(group) >= 3]


def _are_columns(left: NDArray[np.int32], right: NDArray[np.int32]) -> bool:
    """Two columns side by side, with two lines at least in one of them."""
    if not len(left) or not len(right) or len(left) + len(right) < 3:
        return False
    left_end, right_end = (int((side[:, Y] + side[:, H]).max()) for side in (left, right))
    left_top, right_top = int(left[:, Y].min()), int(right[:, Y].min())
    shared = min(left_end, right_end) - max(left_top, right_top)
    return shared > 0.5 * min(left_end - left_top, right_end - right_top)


def _middle(ink: Pixels, segments: NDArray[np.int32]) -> tuple[int, int, int] | None:
    """Two columns of running lines at the middle of the page, as for two persons; None for tables
    and else."""
    width = ink.shape[1]
    reach = round(MIDDLE_GUTTER_INCHES * WORK_DPI)
    white: list[tuple[int, int, int]] = []
    for cut in range(round(MIDDLE_FROM * width), round(MIDDLE_TO * width)):
        inked = ink[:, cut - reach : cut + reach + 1].any(axis=1)
        edges = np.flatnonzero(
            np.diff(np.concatenate(([True], inked, [True])).astype(np.int8))
        ).tolist()
        white += [(y0, y1, cut) for y0, y1 in zip(edges[::2], edges[1::2], strict=True)]
    tall = [run for run in white if run[1] - run[0] >= MIDDLE_INCHES * WORK_DPI]
    bands = (_between(ink, segments, *run) for run in sorted(tall, key=lambda run: run[0] - run[1]))
    return next((band for band in bands if band), None)


def _between(
    ink: Pixels, segments: NDArray[np.int32], y0: int, y1: int, cut: int
) -> tuple[int, int, int] | None:
    """The band of two columns beside a white run, where lines stand on both sides of it and no
    cells."""
    centre = segments[:, Y] + segments[:, H] / 2
    inside = segments[(centre > y0) & (centre < y1)]
    sides = inside[inside[:, X] < cut], inside[inside[:, X] + inside[:, W] > cut]
    if any(len(side) < MIDDLE_LINES for side in sides):
        return None
    tops = [max(y0, int(side[:, Y].min())) for side in sides]
    ends = [min(y1, int((side[:, Y] + side[:, H]).max())) for side in sides]
    if min(ends) - max(tops) < MIDDLE_INCHES * WORK_DPI:
        return None
    rows = ink[max(tops) : min(ends)]
    if _has_gutter(rows[:, :cut]) or _has_gutter(rows[:, cut:]):
        return None
    padded = _pad(segments, min(tops), max(ends))
    return max(y0, padded[0]), min(y1, padded[1]), cut


def _has_gutter(rows: Pixels) -> bool:
    """Whether white runs down between the inked columns: cells of a table."""
    inked = np.flatnonzero(rows.any(axis=0))
    return bool(inked.size > 1 and np.diff(inked).max() >= CELL_INCHES * WORK_DPI)
