"""Thin and broken strokes made thicker: where toner fails, strokes fall into dots that lie close
together."""

from __future__ import annotations

import cv2
import numpy as np

from schemas.imaging import Pixels

# Strokes grow by about so much; those of print of 12 points are 0.015 inches thick and more.
GROWTH_INCHES = 0.004


def thickened(pixels: Pixels, dpi: float) -> Pixels:
    """A black and white scan with all strokes thicker by a pixel or two, right and down.

    Args:
        pixels: uint8 (h, w) or (h, w, 3), black on white.
        dpi: dots per inch.
    """
    side = 1 + max(1, round(GROWTH_INCHES * dpi))
    return np.asarray(cv2.erode(pixels, np.ones((side, side), np.uint8)), np.uint8)
