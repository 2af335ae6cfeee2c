"""Where a page as received has ink of any kind: print, frames, ornament, seals, writing."""

from __future__ import annotations

import cv2
import numpy as np

from schemas.imaging import InkMap, Pixels

CELL_MM = 1.0
DARKER = 0.25
"""Ink is so much darker than the paper around it, in the channel where it is darkest."""
_AROUND = 15
"""Cells over which the paper's own brightness is looked for."""


def ink_map(pixels: Pixels, dpi: float) -> InkMap:
    """The cells of about 1 mm that hold ink; thin rules count, the grain of the paper does not.

    Args:
        pixels: uint8, (h, w) grey or (h, w, 3) RGB, unturned.
        dpi: its resolution.
    """
    cell = max(round(dpi * CELL_MM / 25.4), 1)
    darkest = _darkest(pixels)
    rows, columns = (-(-side // cell) for side in darkest.shape)
    padded = cv2.copyMakeBorder(
        darkest,
        0,
        rows * cell - darkest.shape[0],
        0,
        columns * cell - darkest.shape[1],
        cv2.BORDER_REPLICATE,
    )
    blocks = padded.reshape(rows, cell, columns, cell)
    least = blocks.min(axis=3).min(axis=1)
    most = cv2.medianBlur(blocks.max(axis=3).max(axis=1), 3)
    paper = cv2.dilate(most, np.ones((_AROUND, _AROUND), np.uint8))
    cells = least < (1 - DARKER) * paper.astype(np.float32)
    return InkMap(columns, rows, cell, np.packbits(cells).tobytes().hex())


def _darkest(pixels: Pixels) -> Pixels:
    """Each pixel in the channel where it is darkest: so red and blue ink are dark, too."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.min(cv2.min(red, green), blue), np.uint8)
