"""What a person should know about a picture before trusting what was read on it."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.preprocess.clean import Overview
from schemas.imaging import Pixels

MIN_DPI = 200
# Half of the ink pixels of a sharp print are darker than this share of the paper; pencil and faded prints are not.
LOW_CONTRAST_LEVEL = 150
# Steepest brightness step (95th percentile at edges), as a share of the contrast, over one pixel of 200 dpi.
BLURRED_STEP = 0.22


def is_grey(view: Overview) -> bool:
    """No coloured ink at all."""
    return cv2.countNonZero(view.colour) < 1e-4 * view.colour.size


def is_bilevel(pixels: Pixels) -> bool:
    """Two brightness values only (looked up on a sample of rows)."""
    sample = pixels[:: max(1, pixels.shape[0] // 200)]
    return bool(np.all((sample == sample.min()) | (sample == sample.max())))


def is_low_contrast(view: Overview) -> bool:
    """Whether the ink is hardly darker than its paper."""
    level = cv2.divide(view.grey, view.background, scale=255)
    ink = level[view.ink > 0]
    return ink.size > 50 and float(np.percentile(ink, 20)) > LOW_CONTRAST_LEVEL


def is_blurred(grey: Pixels, ink: Pixels, dpi: float) -> bool:
    """Whether edges of letters are wider than about a third of a millimetre.

    Args:
        grey: uint8 (h, w) at full size.
        ink: overview's ink, any size.
        dpi: dots per inch of `grey`.
    """
    ys, xs = np.nonzero(ink)
    if ys.size < 50:
        return False
    x0, x1 = np.percentile(xs, [5, 95]) * (grey.shape[1] / ink.shape[1])
    y0, y1 = np.percentile(ys, [5, 95]) * (grey.shape[0] / ink.shape[0])
    part = grey[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1]
    part = part[part.shape[0] // 4 : part.shape[0] // 4 * 3 : 5]
    if part.size < 400:
        return False
    step = cv2.absdiff(part[:, 1:], part[:, :-1])
    strong = np.percentile(step, 99.0) * (dpi / 200.0)
    contrast = np.percentile(part, 90) - np.percentile(part, 1)
    return bool(contrast > 30 and strong < BLURRED_STEP * contrast)
