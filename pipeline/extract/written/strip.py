"""A filled gap as the reader of written digits takes it: a level grey strip whose print is of one
height."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.written.ink import level_strip
from schemas.geometry import PageGeometry
from schemas.imaging import Pixels

HEIGHT = 48  # of a strip, pixels
CAPITALS = 18  # of the printed capitals on it
_WIDEST = 30 * CAPITALS
_PAPER, _DARK = 80, 1  # percentiles of the levels of paper and ink
_CONTRAST = 40.0  # of 255: paler strips are not stretched further
Ink = NDArray[np.float32]


def cut_strip(
    pixels: Pixels,
    geometry: PageGeometry,
    across: tuple[float, float],
    line: tuple[float, float],
) -> Ink:
    """The ink of a gap.

    Args:
        pixels: the unturned scan, uint8 (h, w) or (h, w, 3).
        geometry: how it stands.
        across: left and right edge, upright pixels.
        line: top and bottom of the print's capitals, upright pixels.

    Returns:
        (48, w), 0 the paper and 1 the darkest.
    """
    scale = CAPITALS / max(line[1] - line[0], 1.0)
    corner = across[0], (line[0] + line[1]) / 2 - HEIGHT / 2 / scale
    width = min(max(round((across[1] - across[0]) * scale), HEIGHT), _WIDEST)
    # Fine scans are cut as they are and then made smaller, so that no stroke falls through.
    finer = max(1, round(1 / scale))
    size = width * finer, HEIGHT * finer
    strip = level_strip(pixels, geometry, corner, scale * finer, size)
    grey = strip if strip.ndim == 2 else strip.min(axis=2)
    return levels(cv2.resize(grey, (width, HEIGHT), interpolation=cv2.INTER_AREA))


def levels(strip: NDArray[np.uint8]) -> Ink:
    """Grey levels as ink between 0 and 1."""
    dark, paper = (float(level) for level in np.percentile(strip, (_DARK, _PAPER)))
    ink = (paper - strip.astype(np.float32)) / max(paper - dark, _CONTRAST)
    return np.asarray(np.clip(ink, 0, 1), np.float32)
