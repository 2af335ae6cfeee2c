"""Where a page stands in two columns: its head, its foot, and persons side by side.

Cuts are found on white gutters between pieces of lines (in the manner of recursive XY cuts: Nagy
and Seth, 1984), one level deep. Tables and label-value rows are left as they are. All work is done
at 50 dots per inch.
"""

from __future__ import annotations

import cv2

from pipeline.ocr.segmentation.columns.head_and_foot import find_head_and_foot
from pipeline.ocr.segmentation.columns.segments import WORK_DPI, Band, find_segments
from pipeline.ocr.segmentation.columns.two_persons import find_two_persons
from pipeline.ocr.segmentation.shrink import shrink
from schemas.imaging import Pixels

SMALL_INK_LEVEL = 200  # on the small copy, where thin strokes are pale


def find_column_bands(pixels: Pixels, dpi: float) -> list[Band]:
    """(y0, y1, cut) of the parts of a page that stand in two columns, from the top, in pixels.

    Args:
        pixels: uint8 (h, w) grey, white paper.
        dpi: dots per inch.
    """
    scale = WORK_DPI / dpi
    ink = cv2.threshold(
        shrink(pixels, scale), SMALL_INK_LEVEL, 255, cv2.THRESH_BINARY_INV
    )[1]
    height = pixels.shape[0]
    return [
        (round(y0 / scale), min(round(y1 / scale), height), round(cut / scale))
        for y0, y1, cut in _find_on_ink(ink)
    ]


def _find_on_ink(ink: Pixels) -> list[Band]:
    segments = find_segments(ink)
    if not len(segments):
        return []
    bands = find_head_and_foot(segments, ink.shape[1])
    persons = find_two_persons(ink, segments)
    if persons:
        apart = [
            band for band in bands if persons[1] <= band[0] or persons[0] >= band[1]
        ]
        bands = sorted([*apart, persons])
    return bands
