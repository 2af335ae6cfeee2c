"""Straight lines of a level page: underlines, table rules, frames, folds.

A run of ink as long as a rule's shortest piece lies in one row. So the page is looked through eight
pixels at a time, and only the few rows and columns in which such runs can be are opened exactly: no
kernel as long as a rule goes over the whole page.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.preprocess.ink.components import HEIGHT, WIDTH, Components, X, Y
from schemas.imaging import Pixels

THICK_INCHES = 0.06  # greatest thickness of a rule
LONG_INCHES = 0.35  # shortest straight piece that goes; letters and dashes are shorter
SOLID = 0.5  # an area that fills more of its box is no set of lines


def mark_rules(gone: Pixels, ink: Pixels, pieces: Components, dpi: float) -> None:
    """Mark the pixels of rules in `gone` with 255, less the strokes that cross them.

    Args:
        gone: uint8 (h, w), written to.
        ink: uint8 (h, w), 0 or 255.
        pieces: the components of `ink`.
        dpi: dots per inch.
    """
    long, thick = max(3, round(LONG_INCHES * dpi)), max(3, round(THICK_INCHES * dpi))
    width, height = pieces.boxes[:, WIDTH], pieces.boxes[:, HEIGHT]
    if not ((width >= long) | (height >= long)).any():
        return
    ink = _without_areas(ink, pieces, long, thick)
    level, rows = _level_runs(ink, long)
    upright, columns = _upright_runs(ink, long)
    # Strokes that cross a rule stay; they are longer than it is thick.
    for band in _bands(rows, thick + 2, ink.shape[0]):
        crossing = _opened(cv2.subtract(ink[band], upright[band]), thick + 2, 1)
        level[band] = cv2.subtract(level[band], crossing)
        gone[band] = cv2.max(gone[band], level[band])
    for band in _bands(columns, thick + 2, ink.shape[1]):
        own, across = (np.ascontiguousarray(mask[:, band]) for mask in (ink, level))
        crossing = _opened(cv2.subtract(own, across), 1, thick + 2)
        gone[:, band] = cv2.max(
            gone[:, band].copy(), cv2.subtract(upright[:, band].copy(), crossing)
        )


def _bands(places: NDArray[np.intp], reach: int, size: int) -> list[slice]:
    """Slices that hold all the places with `reach` on either side; they do not overlap."""
    if not places.size:
        return []
    cuts = np.flatnonzero(np.diff(places) > 2 * reach)
    firsts, lasts = (
        places[np.append(0, cuts + 1)],
        places[np.append(cuts, places.size - 1)],
    )
    return [
        slice(max(0, first - reach), min(size, last + reach + 1))
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    ]


def _without_areas(ink: Pixels, pieces: Components, long: int, thick: int) -> Pixels:
    width, height = pieces.boxes[:, WIDTH], pieces.boxes[:, HEIGHT]
    broad = (np.maximum(width, height) >= long) & (np.minimum(width, height) > thick)
    solid = [
        index
        for index in np.flatnonzero(broad)
        if cv2.countNonZero(ink[_part(pieces, index)])
        >= SOLID * width[index] * height[index]
    ]
    if not solid:
        return ink
    ink = ink.copy()
    pieces.paint(ink, np.array(solid), 0)
    return ink


def _part(pieces: Components, index: np.intp) -> tuple[slice, slice]:
    box = pieces.boxes[index].tolist()
    return slice(box[Y], box[Y] + box[HEIGHT]), slice(box[X], box[X] + box[WIDTH])


def _level_runs(ink: Pixels, long: int) -> tuple[Pixels, NDArray[np.intp]]:
    """Runs along x of at least `long` pixels, and the rows in which they lie."""
    # A byte of the packed row is full where eight pixels on end are; a long run has so many full
    # bytes on end.
    full = cv2.compare(np.packbits(ink, axis=1), 255, cv2.CMP_EQ)
    rows = np.flatnonzero(_opened(full, 1, max(1, (long - 7) // 8)).any(axis=1))
    runs = np.zeros_like(ink)
    if rows.size:
        runs[rows] = _opened(ink[rows], 1, long)
    return runs, rows


def _upright_runs(ink: Pixels, long: int) -> tuple[Pixels, NDArray[np.intp]]:
    height = ink.shape[0] // 8 * 8
    full = np.bitwise_and.reduce(ink[:height].reshape(-1, 8, ink.shape[1]), axis=1)
    columns = np.flatnonzero(_opened(full, max(1, (long - 7) // 8), 1).any(axis=0))
    runs = np.zeros_like(ink)
    if columns.size:
        runs[:, columns] = _opened(np.ascontiguousarray(ink[:, columns]), long, 1)
    return runs, columns


def _opened(mask: Pixels, height: int, width: int) -> Pixels:
    if mask.shape[0] < height or mask.shape[1] < width:
        return np.zeros_like(mask)
    return cv2.morphologyEx(
        mask, cv2.MORPH_OPEN, np.ones((height, width), np.uint8), borderValue=0
    )
