"""Shaded rows of a bilevel scan: a grey ground comes out as specks under the letters, which hide
lines and marks. They are taken off where they stand close together.

Specks are as small as points and tone marks, but thinner than the strokes of letters; marks stand
over or under a letter, and the scanner's sharpening leaves white around both.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

# A scan is shaded where ink and paper change at so many of the pixels around, and so large a share
# of the page is like that.
AROUND_INCHES, CHANGES, SHADED_SHARE = (0.16, 0.07), 0.3, 0.03
# The ground itself: cells with so many specks of at most this size (inches).
SPECK_INCHES, CELL_INCHES, SPECKS_A_CELL = 0.03, 0.15, 6
# On shaded ground: strokes are at least this thick, letters this large, marks this large, and so
# near a letter.
STROKE_INCHES, LETTER_INCHES, MARK_INCHES, NEAR_INCHES = 0.0095, 0.065, 0.018, 0.03


def without_shading(pixels: Pixels, dpi: float) -> tuple[Pixels, bool]:
    """A bilevel scan without the specks of shaded ground, and whether there was any.

    Args:
        pixels: uint8, (h, w) or (h, w, 3), of two values.
        dpi: dots per inch.
    """
    grey = pixels if pixels.ndim == 2 else pixels[..., 1]
    ink = cv2.threshold(grey, 127, 255, cv2.THRESH_BINARY_INV)[1]
    ground = _shaded_ground(ink, dpi)
    if ground is None:
        return pixels, False
    kept = cv2.bitwise_or(
        _letters_and_marks(cv2.bitwise_and(ink, ground), dpi), ink & ~ground
    )
    return 255 - kept, True


def _shaded_ground(ink: Pixels, dpi: float) -> Pixels | None:
    """255 where specks stand close together; None where the scan is not shaded."""
    if min(ink.shape) < 2 or not _is_restless(ink, dpi):
        return None
    cell = max(8, round(CELL_INCHES * dpi))
    # Where the ground is darkest specks run together: cells beside dense ones are looked at, too.
    dense = (_count_specks(ink, dpi, cell) >= SPECKS_A_CELL).astype(np.uint8) * 255
    around = cv2.dilate(dense, np.ones((3, 3), np.uint8))
    whole = (dense.shape[1] * cell, dense.shape[0] * cell)
    full = cv2.resize(around, whole, interpolation=cv2.INTER_NEAREST)
    return np.ascontiguousarray(full[: ink.shape[0], : ink.shape[1]])


def _is_restless(ink: Pixels, dpi: float) -> bool:
    """Whether ink and paper change from pixel to pixel on a good part of the scan."""
    here, left, above = ink[1:, 1:], ink[1:, :-1], ink[:-1, 1:]
    changes = cv2.min(cv2.absdiff(here, left) | cv2.absdiff(here, above), 1)
    size = tuple(max(3, round(inches * dpi)) for inches in AROUND_INCHES)
    restless = cv2.boxFilter(changes, cv2.CV_32F, size) > CHANGES * 200 / dpi
    return bool(restless.mean() >= SHADED_SHARE)


def _count_specks(ink: Pixels, dpi: float, cell: int) -> NDArray[np.int32]:
    """How many specks stand in each cell of so many pixels a side."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    most = SPECK_INCHES * dpi
    small = (stats[1:, 2] <= most) & (stats[1:, 3] <= most)
    x, y, width, height, _ = stats[1:][small].T
    counts = np.zeros((ink.shape[0] // cell + 1, ink.shape[1] // cell + 1), np.int32)
    np.add.at(counts, ((y + height // 2) // cell, (x + width // 2) // cell), 1)
    return counts


def _letters_and_marks(ink: Pixels, dpi: float) -> Pixels:
    """What of the ink on shaded ground has the strokes of letters, and the marks beside it."""
    thick = max(2, round(STROKE_INCHES * dpi))
    strokes = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes)
    size = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    size[0] = 0  # the paper
    letter = size >= LETTER_INCHES * dpi
    mark = _stand_by(letter, labels, dpi) & (size >= MARK_INCHES * dpi)
    kept = _painted(letter | mark, labels)
    # Thin ends of strokes, which opening took, come back where they touch what stays.
    return cv2.bitwise_and(cv2.dilate(kept, np.ones((3, 3), np.uint8)), ink)


def _stand_by(
    letter: NDArray[np.bool_], labels: NDArray[np.int32], dpi: float
) -> NDArray[np.bool_]:
    """Which components stand right over or under a letter, letters among them."""
    reach = max(2, round(NEAR_INCHES * dpi))
    near = cv2.dilate(_painted(letter, labels), np.ones((2 * reach + 1, 3), np.uint8))
    touching = np.zeros(len(letter), bool)
    touching[np.unique(labels[near > 0])] = True
    return touching


def _painted(chosen: NDArray[np.bool_], labels: NDArray[np.int32]) -> Pixels:
    return np.where(chosen[labels], np.uint8(255), np.uint8(0))
