"""Titles and names stamped in red beside a seal at a paper's foot: `KT. HIỆU TRƯỞNG / PHÓ HIỆU
TRƯỞNG`, a name in script.

Red print is rare and stands at the head, so red words at the foot are stamped where a large red
figure, the seal or a part of it, is near.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.stamps.segments import Segment
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import Pixels

FOOT = 0.45  # of a page's height: stamps of names and titles stand below
RED = 40  # of 255: by so much red ink is redder than it is green or blue
INKED = 0.05  # of a word's box is ink at least …
STAMPED = 0.6  # … and so much of the ink is red
LEAST_LETTERS, DIGITS = 3, 4  # letters of a name or title, and so many times its digits
STEP = 4  # every so many pixels are asked whether there is red on a page at all
# Around a word in heights of a line: there the seal stands, with so much red beside the words.
AROUND = 8.0
SEAL_INK = 2.0  # squares of a line's height


def find_red_stamps(
    segments: Sequence[Segment],
    pixels: Pixels,
    geometry: PageGeometry,
    height: float,
) -> tuple[Segment, ...]:
    """The segments that are stamped in red.

    Args:
        segments: of the page.
        pixels: the unturned scan, uint8 (h, w) or (h, w, 3).
        geometry: how it stands.
        height: of a usual line.
    """
    if pixels.ndim == 2:
        return ()
    if np.count_nonzero(_red(pixels[::STEP, ::STEP])) * STEP**2 < SEAL_INK * height**2:
        return ()
    foot = FOOT * geometry.upright_size[1]
    red = [
        segment
        for segment in segments
        if segment.box.y0 > foot
        and _is_name_or_title(segment.text)
        and _is_red(_part(pixels, geometry, segment.box))
    ]
    return tuple(
        segment
        for segment in red
        if _is_by_seal(segment, red, pixels, geometry, height)
    )


def _is_name_or_title(text: str) -> bool:
    """Whether a text may be a name or a title: letters, hardly a digit (which a misread letter may
    be)."""
    letters = sum(char.isalpha() for char in text)
    digits = sum(char.isdecimal() for char in text)
    return letters >= LEAST_LETTERS and DIGITS * digits < letters


def _is_by_seal(
    segment: Segment,
    stamped: Sequence[Segment],
    pixels: Pixels,
    geometry: PageGeometry,
    height: float,
) -> bool:
    """Whether there is much more red around a segment than that of stamped words."""
    more = AROUND * height
    box = segment.box
    around = BoundingBox(box.x0 - more, box.y0 - more, box.x1 + more, box.y1 + more)
    whole = np.count_nonzero(_red(_part(pixels, geometry, around)))
    words = sum(
        np.count_nonzero(_red(_part(pixels, geometry, other.box))) for other in stamped
    )
    return bool(whole - words > SEAL_INK * height**2)


def _part(pixels: Pixels, geometry: PageGeometry, box: BoundingBox) -> Pixels:
    scan = geometry.scan_box(box)
    return pixels[int(scan.y0) : int(scan.y1) + 1, int(scan.x0) : int(scan.x1) + 1]


def _is_red(part: Pixels) -> bool:
    if not part.size:
        return False
    red = _red(part)
    if red.mean() < INKED * STAMPED:
        return False
    darkest = part.min(axis=2)
    ink = darkest < np.percentile(darkest, 90) - 2 * RED
    return bool(ink.mean() > INKED and (red & ink).sum() > STAMPED * ink.sum())


def _red(part: Pixels) -> NDArray[np.bool_]:
    if not part.size:
        return np.zeros(part.shape[:2], np.bool_)
    red, green, blue = cv2.split(part)
    return np.asarray(cv2.subtract(red, cv2.max(green, blue)) > RED)
