"""Print of few pixels made clear: strokes are paler than ink, the paler the thinner they are and
the farther out of focus, so one level for the whole page would take thin ones for paper.

Levels come from the print around each place, and edges are sharpened by as much as the change of
size blurred them.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.preprocess.upright.level import resized
from schemas.imaging import Pixels

LEVELS_DPI = 100.0  # finely enough to see how dark print is around
AROUND_INCHES = 0.25  # about a line of print
# The darkest around comes out so far below black; nothing is print that is lighter than PALEST.
BLACK_SHARE, PALEST = 0.7, 205
WHITE = 240  # in shares of the paper's 255: what is no darker comes out white
SHARPENED, SHARP_INCHES = 1.0, 0.015


def clear_small_print(copy: Pixels, paper: Pixels, dpi: float) -> Pixels:
    """Small print black on white.

    Args:
        copy: uint8 (h, w), enlarged to `dpi`.
        paper: brightness of its paper, at any size.
        dpi: dots per inch of the copy.
    """
    even = cv2.divide(
        copy,
        cv2.resize(paper, copy.shape[::-1], interpolation=cv2.INTER_LINEAR),
        scale=255,
    )
    black = cv2.resize(
        _black_around(even, dpi), copy.shape[::-1], interpolation=cv2.INTER_LINEAR
    )
    blurred = cv2.GaussianBlur(even, (0, 0), SHARP_INCHES * dpi)
    sharp = cv2.addWeighted(even, 1 + SHARPENED, blurred, -SHARPENED, 0).astype(
        np.float32
    )
    return np.clip((sharp - black) * (255 / (WHITE - black)), 0, 255).astype(np.uint8)


def _black_around(even: Pixels, dpi: float) -> np.ndarray:
    """The level that comes out black at each place: float32, small."""
    small = resized(even, LEVELS_DPI / dpi)
    side = max(3, round(AROUND_INCHES * LEVELS_DPI))
    darkest = cv2.medianBlur(cv2.erode(small, np.ones((side, side), np.uint8)), 5)
    smooth = cv2.blur(darkest, (side, side)).astype(np.float32)
    return 255 - BLACK_SHARE * (255 - np.minimum(smooth, PALEST))
