"""The turns and the change of size that lead from the scan to the copy for recognition."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.geometry import Affine, PageGeometry
from schemas.imaging import Pixels

QUARTER = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}
# Scales between these are left to the turn, so that pixels are not mixed twice.
SAME_SIZE = (0.85, 1.18)
# The turn goes over the copy in bands so high; bilinear would be cheaper, but costs 3 % more wrong
# characters.
BAND = 48


def resized(grey: Pixels, scale: float) -> Pixels:
    """Shrink (bilinear) or enlarge (cubic) a picture where the scale is far from 1."""
    if SAME_SIZE[0] < scale < SAME_SIZE[1]:
        return grey
    size = tuple(max(1, round(side * scale)) for side in grey.shape[1::-1])
    return cv2.resize(
        grey, size, interpolation=cv2.INTER_LINEAR if scale < 1 else cv2.INTER_CUBIC
    )


def leveled(
    grey: Pixels, geometry: PageGeometry, scale: float, marks: Pixels | None = None
) -> tuple[Pixels, Affine]:
    """Turn a picture of the whole page, of whatever size, and bring it to its final size.

    Args:
        grey: uint8 (h, w), turned like the scan.
        geometry: the scan's size and turns.
        scale: final pixels for each of the scan's.
        marks: uint8, turned like the scan, of any size: 0 where nothing but paper is. What lies
            around the rest comes out white, which saves half of the work; None for a picture that
            is wanted whole, up to its edges.

    Returns:
        The upright, level copy, and the map from its pixels to upright pixels.
    """
    width, height = geometry.upright_size
    size = max(1, round(width * scale)), max(1, round(height * scale))
    to_upright = Affine(a=width / size[0], d=height / size[1])
    if geometry.rotation_deg:
        grey = cv2.rotate(grey, QUARTER[geometry.rotation_deg])
    if geometry.skew_deg == 0.0:
        if grey.shape != size[::-1]:
            grey = cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR)
        return np.ascontiguousarray(grey), to_upright
    to_source = _to_source(geometry, size, grey.shape[::-1])
    matrix = np.array(
        [
            [to_source.a, to_source.c, to_source.e],
            [to_source.b, to_source.d, to_source.f],
        ]
    )
    if marks is None:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(
            grey, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
        ), to_upright
    return _turned_where_marked(
        grey, matrix, size, _marked_cells(marks, geometry, size)
    ), to_upright


def _marked_cells(
    marks: Pixels, geometry: PageGeometry, size: tuple[int, int]
) -> NDArray[np.bool_]:
    """Which cells of the final copy (BAND pixels a side) something may stand on."""
    # Every eighth pixel, after each mark has spread so far: none is missed.
    small = (
        cv2.dilate(marks, np.ones((9, 9), np.uint8))[4::8, 4::8]
        if min(marks.shape) > 16
        else marks
    )
    upright = small.shape[geometry.rotation_deg % 180 != 90]
    turned, _ = leveled(
        np.ascontiguousarray(small), geometry, upright / geometry.upright_size[0]
    )
    turned = cv2.dilate(turned, np.ones((3, 3), np.uint8))
    cells = cv2.resize(
        turned, (-(-size[0] // BAND), -(-size[1] // BAND)), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.dilate(cells, np.ones((3, 3), np.uint8)) > 0)


def _turned_where_marked(
    grey: Pixels,
    matrix: NDArray[np.float64],
    size: tuple[int, int],
    cells: NDArray[np.bool_],
) -> Pixels:
    """The turned picture, band by band from the first marked cell to the last; white elsewhere."""
    turned = np.full(size[::-1], 255, np.uint8)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    for band in np.flatnonzero(cells.any(axis=1)).tolist():
        columns = np.flatnonzero(cells[band])
        left, right = (
            int(columns[0]) * BAND,
            min(size[0], (int(columns[-1]) + 1) * BAND),
        )
        top, bottom = band * BAND, min(size[1], (band + 1) * BAND)
        moved = matrix.copy()
        moved[:, 2] += matrix[:, :2] @ (left, top)
        part = right - left, bottom - top
        turned[top:bottom, left:right] = cv2.warpAffine(
            grey,
            moved,
            part,
            flags=flags,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=255,
        )
    return turned


def _to_source(
    geometry: PageGeometry, size: tuple[int, int], source: tuple[int, int]
) -> Affine:
    """From pixel indices of the result to pixel indices of the quarter-turned source of the given
    size.

    Pixel centres lie at halves in the project's coordinates and at whole numbers in OpenCV's.
    """
    width, height = geometry.upright_size
    full = Affine.shift(0.5, 0.5).then(Affine(a=width / size[0], d=height / size[1]))
    unskewed = full.then(Affine.shift(-width / 2, -height / 2)).then(
        Affine.clockwise(-geometry.skew_deg)
    )
    back = unskewed.then(Affine.shift(width / 2, height / 2))
    return back.then(Affine(a=source[0] / width, d=source[1] / height)).then(
        Affine.shift(-0.5, -0.5)
    )


def turned_ink(ink: Pixels, quarter: int, skew_deg: float) -> Pixels:
    """A mask (0 or 255) turned clockwise, in a canvas of the turned mask's size."""
    if quarter:
        ink = cv2.rotate(ink, QUARTER[quarter])
    if skew_deg == 0.0:
        return ink
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew_deg, 1.0)
    level = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR)
    return cv2.threshold(level, 127, 255, cv2.THRESH_BINARY)[1]
