"""The ink of an overview that may be letters."""

from __future__ import annotations

import numpy as np

from pipeline.preprocess.clean import Overview
from pipeline.preprocess.components import HEIGHT, WIDTH
from schemas.imaging import Pixels


def letter_ink(view: Overview) -> Pixels:
    """The overview's ink without rules, frames (in pieces, too), scan edges and specks: uint8 (h, w), 0 or 255."""
    if not len(view.pieces):
        return np.zeros_like(view.ink)
    width, height = view.pieces.boxes[:, WIDTH], view.pieces.boxes[:, HEIGHT]
    longest, thickest = np.maximum(width, height), np.minimum(width, height)
    speck = width * height <= 4
    other = (longest >= 1.1 * view.dpi) | ((longest >= 0.12 * view.dpi) & (thickest <= 0.045 * view.dpi))
    letters = view.ink.copy()
    view.pieces.paint_whole(letters, speck, 0)
    view.pieces.paint(letters, other & ~speck, 0)
    return letters
