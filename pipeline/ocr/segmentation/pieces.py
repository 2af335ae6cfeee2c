"""Pieces of text lines: connected components of ink that follow one another, and how one is cut out
of its page."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.ocr.segmentation.components import Labels
from schemas.imaging import Pixels


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that follow one another without wide white. Edges in pixels of the cleaned page, x1 and
    y1 exclusive.

    `core0`, `core1`: upper and lower edge of the letters without what stands out above and below
    (the median letter).
    """

    x0: int
    y0: int
    x1: int
    y1: int
    core0: float
    core1: float
    members: tuple[int, ...]
    """Numbers of the connected components."""

    @property
    def middle(self) -> float:
        """The height of the row's axis."""
        return (self.core0 + self.core1) / 2


@dataclass(frozen=True, slots=True)
class FoundLines:
    """What was found on a page. `labels`: (h, w), the component of each pixel, 0 is paper."""

    pieces: tuple[Piece, ...]
    labels: Labels
    x_height: float


def cut_piece(page: Pixels, found: FoundLines, piece: Piece, margin: int = 3) -> Pixels:
    """A piece alone on white paper: ink of other lines that reaches into its box is left out.

    Args:
        page: uint8 (h, w), the cleaned page.
        found: what `find_lines` gave for it.
        piece: one of its pieces.
        margin: white around the ink, in pixels.
    """
    height, width = page.shape
    y0, y1 = max(0, piece.y0 - margin), min(height, piece.y1 + margin)
    x0, x1 = max(0, piece.x0 - margin), min(width, piece.x1 + margin)
    labels = found.labels[y0:y1, x0:x1]
    own = np.isin(labels, piece.members)
    foreign = (labels > 0) & ~own
    picture = page[y0:y1, x0:x1]
    if not foreign.any():
        return picture
    kernel = np.ones((3, 3), np.uint8)
    near = cv2.dilate(foreign.view(np.uint8), kernel) > cv2.dilate(
        own.view(np.uint8), kernel
    )
    return np.where(near | foreign, np.uint8(255), picture)
