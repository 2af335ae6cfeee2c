"""Two persons side by side at the middle of a page, as on certificates of marriage."""

from __future__ import annotations

import numpy as np

from pipeline.ocr.segmentation.columns.segments import WORK_DPI, Band, pad_band
from pipeline.ocr.segmentation.components import Boxes
from schemas.imaging import Pixels

MIDDLE_FROM, MIDDLE_TO = 0.44, 0.56  # where on the page's width the cut may lie
GUTTER_INCHES = 0.04
LEAST_INCHES = 1.2  # height of such a band
LEAST_LINES = 5
CELL_INCHES = 0.08  # white that runs down between the cells of a table, at least


def find_two_persons(ink: Pixels, segments: Boxes) -> Band | None:
    """Two columns of running lines at the middle of the page, as for two persons; None for tables
    and else.

    Args:
        ink: uint8 (h, w) at WORK_DPI, 0 is paper.
        segments: its pieces of lines.
    """
    width = ink.shape[1]
    cuts = range(round(MIDDLE_FROM * width), round(MIDDLE_TO * width))
    runs = (run for cut in cuts for run in _white_runs(ink, cut))
    tall = [run for run in runs if run[1] - run[0] >= LEAST_INCHES * WORK_DPI]
    bands = (
        _find_between(ink, segments, run)
        for run in sorted(tall, key=lambda r: r[0] - r[1])
    )
    return next((band for band in bands if band), None)


def _white_runs(ink: Pixels, cut: int) -> list[Band]:
    """Rows without ink around a cut."""
    reach = round(GUTTER_INCHES * WORK_DPI)
    inked = ink[:, cut - reach : cut + reach + 1].any(axis=1)
    steps = np.diff(np.concatenate(([True], inked, [True])).astype(np.int8))
    edges = np.flatnonzero(steps).tolist()
    return [(y0, y1, cut) for y0, y1 in zip(edges[::2], edges[1::2], strict=True)]


def _find_between(ink: Pixels, segments: Boxes, run: Band) -> Band | None:
    """The band of two columns beside a white run, where lines stand on both sides of it and no
    cells."""
    y0, y1, cut = run
    inside = segments[(segments.middle_y > y0) & (segments.middle_y < y1)]
    sides = inside[inside.left < cut], inside[inside.right > cut]
    if any(len(side) < LEAST_LINES for side in sides):
        return None
    tops = [max(y0, int(side.top.min())) for side in sides]
    ends = [min(y1, int(side.bottom.max())) for side in sides]
    if min(ends) - max(tops) < LEAST_INCHES * WORK_DPI:
        return None
    rows = ink[max(tops) : min(ends)]
    if _has_gutter(rows[:, :cut]) or _has_gutter(rows[:, cut:]):
        return None
    begin, end = pad_band(segments, min(tops), max(ends))
    return max(y0, begin), min(y1, end), cut


def _has_gutter(rows: Pixels) -> bool:
    """Whether white runs down between the inked columns: cells of a table."""
    inked = np.flatnonzero(rows.any(axis=0))
    return bool(inked.size > 1 and np.diff(inked).max() >= CELL_INCHES * WORK_DPI)
