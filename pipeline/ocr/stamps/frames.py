"""Frames on a scan: what rectangles of four lines stand in a part of it.

Frames of stamps are turned a little, crossed by print, written into and worn, so their inside is no
clean white and their sides have gaps: two lines along the page are looked for, as long as one
another, with something of the lines across between their ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import cv2
import numpy as np

from pipeline.common.grey import to_grey
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import Pixels

LINE_PIXELS = 20.0  # a line of print is looked at so high
INK_SHARE = 0.8  # what is darker than this share of the paper is ink
RUN = 21  # pixels: as long a straight piece is no letter's
TILT = 7  # pixels that a side may lie off, and a twentieth of its length
SHARED_SIDE = 0.8  # of the longer of two sides along the page both share
DRAWN = 0.5  # of the sides across is seen

Size = tuple[float, float]
Rectangle = tuple[int, int, int, int]
"""x0, y0, x1, y1."""


def find_frames(
    pixels: Pixels,
    geometry: PageGeometry,
    part: BoundingBox,
    height: float,
    sizes: tuple[Size, Size],
) -> tuple[BoundingBox, ...]:
    """Frames in upright pixels, the largest first.

    Args:
        pixels: the unturned scan, uint8 (h, w) or (h, w, 3).
        geometry: how it stands.
        part: where to look, upright pixels.
        height: of a line of print, in pixels.
        sizes: least and greatest width and height of a frame, in heights of a line.
    """
    (least_width, least_height), (most_width, most_height) = sizes
    fitting = (
        box
        for box in _frames_in(pixels, geometry, part, min(1.0, LINE_PIXELS / height))
        if least_width * height <= box.width <= most_width * height
        and least_height * height <= box.height <= most_height * height
    )
    return tuple(sorted(fitting, key=lambda box: -box.width * box.height))


def _frames_in(
    pixels: Pixels, geometry: PageGeometry, part: BoundingBox, scale: float
) -> Iterator[BoundingBox]:
    """Rectangles of lines of any size, looked for at a scale."""
    scan = geometry.scan_box(part)
    left, top = int(scan.x0), int(scan.y0)
    seen = pixels[top : int(scan.y1) + 1, left : int(scan.x1) + 1]
    if min(seen.shape[:2]) < RUN:
        return
    for x0, y0, x1, y1 in _rectangles(_ink(seen, scale)):
        yield geometry.to_upright.apply_box(
            BoundingBox(
                left + x0 / scale,
                top + y0 / scale,
                left + x1 / scale,
                top + y1 / scale,
            )
        )


def _ink(seen: Pixels, scale: float) -> Pixels:
    grey = to_grey(seen)
    size = tuple(max(2, round(side * scale)) for side in grey.shape[1::-1])
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    level = INK_SHARE * float(np.percentile(small, 80))
    return cv2.threshold(small, level, 255, cv2.THRESH_BINARY_INV)[1]


def _rectangles(ink: Pixels) -> list[Rectangle]:
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((RUN, 1), np.uint8))
    return [
        box
        for upper, lower in combinations(_lines_along(ink), 2)
        if (box := _between(upper, lower)) is not None
        and all(_is_drawn(across, box, x) for x in (box[0], box[2]))
    ]


def _lines_along(ink: Pixels) -> list[Rectangle]:
    """Lines along the picture, from the top; slanting ones and those with small gaps are one."""
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, RUN), np.uint8))
    joined = cv2.dilate(runs, np.ones((3, RUN), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    half = RUN // 2
    return sorted(
        (
            (x + half, y + 1, x + w - half, y + h - 1)
            for x, y, w, h, _ in boxes[1:].tolist()
        ),
        key=lambda line: line[1],
    )


def _between(upper: Rectangle, lower: Rectangle) -> Rectangle | None:
    """The rectangle of an upper and a lower side; None where they are no sides of one."""
    x0, x1 = min(upper[0], lower[0]), max(upper[2], lower[2])
    shared = min(upper[2], lower[2]) - max(upper[0], lower[0])
    if shared < SHARED_SIDE * (x1 - x0) or lower[1] <= upper[3]:
        return None
    return x0, upper[1], x1, lower[3]


def _is_drawn(across: Pixels, box: Rectangle, x: int) -> bool:
    """Whether a line across runs along a good part of a side."""
    reach = TILT + abs(box[3] - box[1]) // 20
    side = across[box[1] : box[3], max(0, x - reach) : x + reach]
    return bool(side.size and side.any(axis=1).mean() >= DRAWN)
