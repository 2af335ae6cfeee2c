"""Where print and paper part on a page: by the usual levels, or by the page's own where all of its
print is pale.

Pale is a page whose letters are hardly darker than the paper at their darkest: a worn copier, a
scanner set too bright. Signatures, seals and dark edges of the scan may be darker.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.preprocess.ink.light import WHITE_SHARE, percentile
from schemas.imaging import Pixels

# Levels in shares of the paper's 255. Ordinary print is darker than INK and has marks darker than
# MARK: show-through seldom keeps more than a third of the contrast, print keeps more than half.
INK_LEVEL, MARK_LEVEL = 190, 150
# Up to this level something may be print. Where more of it than this share reaches the level of
# marks, the print is not pale.
FAINT_LEVEL, DARK_SHARE = 230, 0.2
# Letters at an overview's size (pixels), how many there must be, and how many of them may be darker
# than the rest: stamps, signatures, notes in ink.
LETTER_PIXELS, MIN_LETTERS, DARKER_PERCENT = (4, 30), 12, 15
# Of the contrast of pale print: what comes out black, is surely a mark, is ink, comes
# out white. Thin strokes are far paler than others.
PALE_BLACK, PALE_MARK, PALE_INK, PALE_WHITE = 0.3, 0.42, 0.5, 0.97
GRAIN_PERCENT = 20  # the grain of paper reaches down to this part of all pixels


@dataclass(frozen=True, slots=True)
class PrintLevels:
    """In shares of the paper's 255: what is no lighter than `ink` is taken for ink, no lighter than
    `mark` is surely a mark, and `white` and all above comes out white.

    `black`: the level that comes out black where all print is `pale`, else 0.
    """

    ink: int = INK_LEVEL
    mark: int = MARK_LEVEL
    white: float = 255 * WHITE_SHARE
    black: float = 0.0

    @property
    def pale(self) -> bool:
        """Whether all print is hardly darker than its paper."""
        return self.black > 0


ORDINARY = PrintLevels()


def find_print_levels(level: Pixels) -> PrintLevels:
    """The levels of a page.

    Args:
        level: uint8 (h, w), brightness in shares of the paper's, about 100 dots per inch.
    """
    counts = cv2.calcHist([level], [0], None, [256], [0, 256]).ravel()
    if counts[: MARK_LEVEL + 1].sum() > DARK_SHARE * counts[: FAINT_LEVEL + 1].sum():
        return ORDINARY
    darkest = _darkness_of_letters(level)
    if darkest <= MARK_LEVEL:
        return ORDINARY
    contrast = 255 - darkest
    return PrintLevels(
        ink=round(darkest + PALE_INK * contrast),
        mark=round(darkest + PALE_MARK * contrast),
        white=min(
            darkest + PALE_WHITE * contrast, percentile(counts, GRAIN_PERCENT) - 1.0
        ),
        black=darkest + PALE_BLACK * contrast,
    )


def _darkness_of_letters(level: Pixels) -> float:
    """How dark letters are at their darkest pixel, but for the darkest of them; 0 without any."""
    ink = cv2.threshold(level, FAINT_LEVEL - 15, 255, cv2.THRESH_BINARY_INV)[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    letters = (height >= LETTER_PIXELS[0]) & (height <= LETTER_PIXELS[1]) & (width >= 2)
    letters[0] = False
    if letters.sum() < MIN_LETTERS:
        return 0.0
    inked = ink > 0
    least: NDArray[np.uint8] = np.full(len(stats), 255, np.uint8)
    np.minimum.at(least, labels[inked], level[inked])
    return float(np.percentile(least[letters], DARKER_PERCENT))
