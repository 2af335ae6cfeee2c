"""Damage of a JPEG that its decoder passes over: a wrong bit in the coded data, after which all
comes out even again.

Two things may still tell of it. Blocks were lost on the way, so that coded data are left over. And
each block's brightness, and colour, is coded as a difference from the block before it (ITU-T T.81,
F.1.1.5.1): one wrong difference shifts all blocks from there to the end of the page. Such a step
begins in the middle of a row of blocks and goes on one row below at its left, which nothing that is
printed or scanned does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

_Plane: TypeAlias = NDArray[np.float32]
_Signs: TypeAlias = NDArray[np.bool_]
_LEAST_ROWS, _LEAST_COLUMNS = 8, 16
_LEAST_STEP = 1.6  # in levels of 255
_LIKE = (
    0.75  # so near are two values that are the same, in levels; more on a noisy page
)
_FROM_EDGE = 0.1  # of the width: frames and edges of paper are near there
_SEEN, _AGAINST = 0.25, 0.08  # how many blocks show the step, and how many contradict
_REACH = 5  # rows above and below that are compared
_LUMA_RED, _LUMA_GREEN, _LUMA_BLUE = 0.299, 0.587, 0.114


def without_last_byte(data: bytes, end: int) -> bytes:
    """A JPEG whose coded data, which end at `end`, are a byte short: a decoder misses it. What an
    encoder may have filled up with is taken off, too."""
    coded = data[:end].rstrip(b"\0\xff")
    return coded[:-1] + data[end:]


def has_step(small: Pixels, unit: tuple[int, int]) -> bool:
    """Whether brightness or a colour is shifted from some block on.

    Args:
        small: the mean of each block: (h, w) grey or (h, w, 3) BGR.
        unit: (across, down) blocks that are coded as one.
    """
    return any(_find_step(plane) is not None for plane in _planes(small, unit))


def _planes(small: Pixels, unit: tuple[int, int]) -> Iterator[_Plane]:
    """Of each unit the brightness of its paper, and its colours."""
    across, down = unit
    rows, columns = small.shape[0] // down, small.shape[1] // across
    if rows < _LEAST_ROWS or columns < _LEAST_COLUMNS:
        return
    means = small[: rows * down, : columns * across].astype(np.float32)
    parts = [means[y::down, x::across] for y in range(down) for x in range(across)]
    if means.ndim == 2:
        yield np.maximum.reduce(parts)
        return
    weights = np.array([_LUMA_BLUE, _LUMA_GREEN, _LUMA_RED], np.float32)
    luma = [part @ weights for part in parts]
    yield np.maximum.reduce(luma)
    for channel, scale in ((0, 0.564), (2, 0.713)):
        shades = [part[..., channel] for part in parts]
        total = sum(shade - grey for shade, grey in zip(shades, luma, strict=True))
        yield np.asarray(total * np.float32(scale / len(parts)), np.float32)


def _find_step(plane: _Plane) -> tuple[int, int] | None:
    """(row, column) of the first unit that is shifted."""
    height, width = plane.shape
    change = plane[1:] - plane[:-1]
    noise = 1.5 * float(np.median(np.abs(change[::3])))
    like = max(_LIKE, 1.5 * noise)
    # From the row above to the row below the step, all columns change by it.
    steps = _middle(plane[2:] - plane[:-2])
    rows = np.flatnonzero(np.abs(steps) >= max(_LEAST_STEP, 2.2 * like))
    rows = rows[(rows >= 1) & (rows < height - 3)]
    if not len(rows):
        return None
    columns = _best_columns(change[rows], change[rows + 1], steps[rows], like)
    edge = max(6, int(_FROM_EDGE * width))
    for row, column in zip(rows, columns, strict=True):
        inside = edge <= column <= width - edge
        if inside and _goes_on(plane, row + 1, float(steps[row])):
            return int(row) + 1, int(column)
    return None


def _middle(rows: _Plane) -> _Plane:
    """The median of each row."""
    half = rows.shape[1] // 2
    return np.asarray(np.partition(rows, half, axis=1)[:, half], np.float32)


def _best_columns(
    upper: _Plane, lower: _Plane, steps: _Plane, like: float
) -> NDArray[np.int64]:
    """Where in each row a step begins; 0 where the row shows none.

    `upper` and `lower`: by how much the row, and the one below it, differ from the row above them.
    Right of the beginning the upper row is shifted, left of it the lower one.
    """
    still, shifted = np.abs(upper) <= like, np.abs(upper - steps[:, None]) <= like
    still_below = np.abs(lower) <= like
    shifted_below = np.abs(lower - steps[:, None]) <= like
    for_left = _sums(still, shifted_below)
    for_right = _sums(shifted, still_below)
    all_left, all_right = for_left[:, -1:], for_right[:, -1:]
    seen = for_left + all_right - for_right
    against = for_right + all_left - for_left
    best = (seen - against).argmax(axis=1)
    at = np.arange(len(best)), best
    left, right = for_left[at], (all_right - for_right)[at]
    width = upper.shape[1]
    shown = (seen[at] >= 2 * _SEEN * width) & (against[at] <= _AGAINST * seen[at])
    on_both = (left >= 2 * _SEEN * best) & (right >= 2 * _SEEN * (width - best))
    return np.where(shown & on_both, best, 0)


def _sums(one: _Signs, other: _Signs) -> NDArray[np.int64]:
    """How many signs there are before each column."""
    sums = np.zeros((one.shape[0], one.shape[1] + 1), np.int64)
    sums[:, 1:] = np.cumsum(one.astype(np.int64) + other, axis=1)
    return sums


def _goes_on(plane: _Plane, row: int, step: float) -> bool:
    """Whether the rows below are still shifted against those above."""
    above = np.median(plane[max(0, row - _REACH) : row], axis=0)
    below = np.median(plane[row + 2 : row + 2 + _REACH], axis=0)
    return bool(abs(np.median(below - above) - step) <= max(1.0, 0.5 * abs(step)))


def small_picture(data: bytes, components: int) -> Pixels | None:
    """The mean of each block, (h, w) grey or (h, w, 3) BGR, without the work of decoding all; None
    where it can't be decoded."""
    grey = components == 1
    size = cv2.IMREAD_REDUCED_GRAYSCALE_8 if grey else cv2.IMREAD_REDUCED_COLOR_8
    coded = np.frombuffer(data, np.uint8)
    try:
        return cv2.imdecode(coded, size | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        return None
