"""The ink of an overview that may be letters."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.preprocess.ink.components import HEIGHT, WIDTH
from pipeline.preprocess.ink.overview import Overview, overview
from schemas.imaging import Pixels

# Pieces so large (inches), so many of them and with this share of all ink are the letters of a
# notice or a title page.
LARGE_INCHES, LARGE_LETTERS, LARGE_SHARE = (1.0, 3.5), 3, 0.6


def letter_ink(view: Overview) -> Pixels:
    """The overview's ink without rules, frames (in pieces, too), scan edges and specks: uint8 (h,
    w), 0 or 255."""
    if not len(view.pieces):
        return np.zeros_like(view.ink)
    width, height = view.pieces.boxes[:, WIDTH], view.pieces.boxes[:, HEIGHT]
    longest, thickest = np.maximum(width, height), np.minimum(width, height)
    speck = width * height <= 4
    other = (longest >= 1.1 * view.dpi) | (
        (longest >= 0.12 * view.dpi) & (thickest <= 0.045 * view.dpi)
    )
    letters = view.ink.copy()
    view.pieces.paint_whole(letters, speck, 0)
    view.pieces.paint(letters, other & ~speck, 0)
    return letters


def print_view(view: Overview) -> Overview:
    """The overview whose letters tell skew and turn: a quarter of the size where the print is very
    large.

    Its `dpi` then is that of the full overview, so letters of 40 mm count as letters of 10.
    """
    width, height = view.pieces.boxes[:, WIDTH], view.pieces.boxes[:, HEIGHT]
    large = (np.maximum(width, height) >= LARGE_INCHES[0] * view.dpi) & (
        np.maximum(width, height) <= LARGE_INCHES[1] * view.dpi
    )
    large &= np.minimum(width, height) >= 0.2 * np.maximum(width, height)
    if large.sum() < LARGE_LETTERS:
        return view
    own = np.zeros_like(view.ink)
    view.pieces.paint(own, large, 255)
    if cv2.countNonZero(own) < LARGE_SHARE * cv2.countNonZero(view.ink):
        return view
    size = tuple(max(1, side // 4) for side in view.grey.shape[::-1])
    return overview(cv2.resize(view.grey, size, interpolation=cv2.INTER_AREA), view.dpi)
