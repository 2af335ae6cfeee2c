"""Pieces of text lines on a small copy of the page, between which columns are looked for."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.ocr.segmentation.components import Boxes, find_components
from schemas.imaging import Pixels

WORK_DPI = 50.0
JOIN_INCHES = 0.24  # white between words of one piece of a line, at most
LEAST_HEIGHT_INCHES, LEAST_WIDTH_INCHES = 0.06, 0.12
PAD_INCHES = 0.08  # room around a band for faint marks, at most

Band = tuple[int, int, int]
"""(y0, y1, cut): rows of a page, and x of the white between two columns there."""


def find_segments(ink: Pixels) -> Boxes:
    """Boxes of pieces of text lines without wide white, from the top.

    Args:
        ink: uint8 (h, w) at WORK_DPI, 0 is paper.
    """
    kernel = np.ones((1, round(JOIN_INCHES * WORK_DPI)), np.uint8)
    boxes = Boxes(find_components(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel))[1])
    keep = boxes.height >= LEAST_HEIGHT_INCHES * WORK_DPI
    keep &= boxes.width >= LEAST_WIDTH_INCHES * WORK_DPI
    keep[0] = False
    kept = boxes[keep]
    return kept[np.argsort(kept.top, kind="stable")]


def pad_band(segments: Boxes, y0: int, y1: int) -> tuple[int, int]:
    """A band's rows with room for faint marks, up to the middle of the white next to it."""
    ends, starts = segments.bottom, segments.top
    before, after = ends[ends <= y0], starts[starts >= y1]
    reach = round(PAD_INCHES * WORK_DPI)
    up = min(reach, (y0 - int(before.max())) // 2) if before.size else min(reach, y0)
    down = min(reach, (int(after.min()) - y1) // 2) if after.size else reach
    return y0 - up, y1 + down
