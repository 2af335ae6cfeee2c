"""The same sheet scanned twice, once with a pasted note: told by a coarse map of its ink.

Print keeps its place on a sheet from scan to scan; a note covers one rectangle of it. So the two
maps are laid over each other (translation, to a quarter of a cell), correlated block by block, and
the blocks that differ must fill a rectangle. Two forms filled in differently can agree, too, for
their labels are the same: whoever pairs pages compares what was read on them as well.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import CleanPage

# Cells are about 2 mm of an A4 page; blocks are 8 × 8 of them.
COLUMNS, ROWS, BLOCK = 96, 136, 8
LEVELS = 16
# How far a page may have been laid otherwise on the glass, in cells (8 mm).
REACH = 4
# Blocks with less ink (levels, summed up) tell nothing; those of the same print correlate as well
# as this.
MIN_INK, SAME = 40.0, 0.8
MIN_BLOCKS = 6  # that agree
NOTE_SHARE = 0.5  # of the page, that a note may cover
NOTE_BLOCKS = 0.75  # of the written blocks where the note lies, that differ
STRAY = 0.04  # of the written blocks elsewhere, that may differ all the same

Cells = NDArray[np.float32]
Mask = NDArray[np.bool_]


def sheet_print(page: CleanPage) -> str:
    """The ink of a clean copy in 96 × 136 cells of 16 levels, as hexadecimal digits; empty for a
    blank page."""
    if page.is_blank:
        return ""
    ink = 255 - page.pixels
    while ink.shape[0] > 2 * ROWS and ink.shape[1] > 2 * COLUMNS:
        height, width = ink.shape[0] // 2, ink.shape[1] // 2
        ink = cv2.resize(
            ink[: 2 * height, : 2 * width],
            (width, height),
            interpolation=cv2.INTER_AREA,
        )
    ink = cv2.resize(ink, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    # A cell full of small print is half inked.
    levels = np.minimum(ink // 8, LEVELS - 1)
    return (levels[:, ::2] * LEVELS + levels[:, 1::2]).tobytes().hex()


def same_sheet(first: str, second: str) -> bool:
    """Whether two pages are scans of one sheet, on one of which a part may be covered.

    Args:
        first: what `sheet_print` gave for one page.
        second: the same for the other.
    """
    if not first or not second:
        return False
    one, other = _cells(first), _cells(second)
    other = _aligned(one, other)
    agree, written = _blocks(one, other)
    differ = written & ~agree
    count, differing = int(written.sum()), int(differ.sum())
    if count - differing < MIN_BLOCKS:
        return False
    return differing <= STRAY * count or _in_one_rectangle(differ, written)


def coarse_print(sheet: str) -> str:
    """The map of a page in 12 × 17 blocks of 16 levels, as hexadecimal digits: small enough to be
    kept of every page. Empty for a blank page."""
    if not sheet:
        return ""
    ink = _sums(_cells(sheet)).ravel()
    levels = np.round(ink / max(float(ink.max()), 1.0) * (LEVELS - 1)).astype(np.uint8)
    return (levels[::2] * LEVELS + levels[1::2]).tobytes().hex()


def likeness(first: str, second: str) -> float:
    """How well two coarse prints correlate, at most 1; 0 where a page is blank. The same sheet laid
    otherwise on the glass gives 0.9 and more, and so may two papers of one form."""
    if not first or not second:
        return 0.0
    one, other = _levels(first), _levels(second)
    spread = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / spread if spread else 0.0


@lru_cache(maxsize=4096)
def _levels(digits: str) -> Cells:
    """The levels of a coarse print about their mean."""
    packed = np.frombuffer(bytes.fromhex(digits), np.uint8)
    halves = packed // LEVELS, packed % LEVELS
    levels = np.concatenate(halves).astype(np.float32)
    return levels - levels.mean()


def _cells(digits: str) -> Cells:
    packed = np.frombuffer(bytes.fromhex(digits), np.uint8).reshape(ROWS, COLUMNS // 2)
    return (
        np.stack((packed // LEVELS, packed % LEVELS), axis=2)
        .reshape(ROWS, COLUMNS)
        .astype(np.float32)
    )


def _aligned(fixed: Cells, moving: Cells) -> Cells:
    """`moving` shifted to where it correlates best with `fixed`."""
    whole = np.arange(-REACH, REACH + 1, dtype=np.float64)
    best, at = -np.inf, (0.0, 0.0)
    for step, around in (
        (1.0, whole),
        (0.5, np.array([-1.0, 0, 1])),
        (0.25, np.array([-1.0, 0, 1])),
    ):
        middle = at
        for dx in middle[0] + step * around:
            for dy in middle[1] + step * around:
                moved = _shifted(moving, dx, dy)
                score = float(
                    np.sum((fixed - fixed.mean()) * moved) / (moved.std() + 1e-6)
                )
                best, at = max((best, at), (score, (dx, dy)))
    return _shifted(moving, *at)


def _shifted(cells: Cells, dx: float, dy: float) -> Cells:
    return np.asarray(
        cv2.warpAffine(cells, np.array([[1, 0, dx], [0, 1, dy]]), (COLUMNS, ROWS)),
        np.float32,
    )


def _blocks(one: Cells, other: Cells) -> tuple[Mask, Mask]:
    """Which blocks correlate, and on which one of the pages is written."""
    sum_one, sum_other = _sums(one), _sums(other)
    size = BLOCK * BLOCK
    spread = (_sums(one * one) - sum_one**2 / size) * (
        _sums(other * other) - sum_other**2 / size
    )
    together = _sums(one * other) - sum_one * sum_other / size
    return together > SAME * np.sqrt(np.maximum(spread, 1e-3)), np.maximum(
        sum_one, sum_other
    ) > MIN_INK


def _sums(cells: Cells) -> Cells:
    return cells.reshape(ROWS // BLOCK, BLOCK, COLUMNS // BLOCK, BLOCK).sum(axis=(1, 3))


def _in_one_rectangle(differ: Mask, written: Mask) -> bool:
    """Whether some rectangle holds nearly all blocks that differ, and hardly any written ones that
    do not."""
    top, bottom = np.triu_indices(differ.shape[0] + 1, 1)
    left, right = np.triu_indices(differ.shape[1] + 1, 1)

    def inside(mask: Mask) -> NDArray[np.int64]:
        sums = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), np.int64)
        sums[1:, 1:] = mask.cumsum(axis=0).cumsum(axis=1)
        bands = sums[bottom] - sums[top]
        return bands[:, right] - bands[:, left]

    differing, all_written = inside(differ), inside(written)
    small = np.outer(bottom - top, right - left) <= NOTE_SHARE * differ.size
    covered = differing >= NOTE_BLOCKS * all_written
    clean = differ.sum() - differing <= STRAY * (written.sum() - all_written)
    return bool((small & covered & clean).any())
