"""Connected components of a mask by their outlines: boxes at a third of what labels with statistics
cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

# More pieces than this is noise or a dithered picture, no print: a full page of small print has
# 6,000.
MAX_PIECES = 20_000
# Sheets larger than A3 (square inches) may have more of them.
PIECES_INCHES = 195.0
X, Y, WIDTH, HEIGHT = range(4)
# A component's first pixel in reading order has no neighbour to the left or above.
_BEFORE = np.array([[1, 1, 1], [1, 0, 0], [0, 0, 0]], np.uint8)

Boxes = NDArray[np.int32]
Chosen = NDArray[np.bool_]
Outline = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Components:
    """8-connected components. `boxes`: int32 (n, 4), x, y, width, height, in pixels of the mask."""

    boxes: Boxes
    _outlines: Sequence[Outline]
    _links: NDArray[np.int32]
    _numbers: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.boxes)

    def paint(
        self, picture: Pixels, chosen: Chosen | NDArray[np.intp], value: int
    ) -> None:
        """Give the pixels of the chosen components a value.

        Args:
            picture: uint8, of the mask's size; written to.
            chosen: bool (n), or numbers of components.
            value: 0-255.
        """
        self._paint(picture, chosen, value, (0, 0))

    def _paint(
        self,
        picture: Pixels,
        chosen: Chosen | NDArray[np.intp],
        value: int,
        shift: tuple[int, int],
    ) -> None:
        parts: list[Outline] = []
        links: list[list[int]] = []
        before = -1
        for number in self._numbers[chosen].tolist():
            # An outline, then those of its holes; the links (next, previous, first hole, around)
            # are told anew.
            outer, hole = len(parts), int(self._links[0, number, 2])
            if before >= 0:
                links[before][0] = outer
            parts.append(self._outlines[number])
            links.append([-1, before, outer + 1 if hole >= 0 else -1, -1])
            before = outer
            while hole >= 0:
                following = int(self._links[0, hole, 0])
                last = len(parts)
                links.append(
                    [
                        last + 1 if following >= 0 else -1,
                        last - 1 if last > outer + 1 else -1,
                        -1,
                        outer,
                    ]
                )
                parts.append(self._outlines[hole])
                hole = following
        if parts:
            cv2.drawContours(
                picture,
                parts,
                -1,
                value,
                cv2.FILLED,
                8,
                np.array([links], np.int32),
                1,
                shift,
            )

    def cut_out(self, number: int) -> Pixels:
        """One component alone in its box: uint8 (height, width), 0 or 255."""
        x, y, width, height = self.boxes[number].tolist()
        alone = np.zeros((height, width), np.uint8)
        self._paint(alone, np.array([number]), 255, (-x, -y))
        return alone

    def paint_whole(
        self, picture: Pixels, chosen: Chosen | NDArray[np.intp], value: int
    ) -> None:
        """The same with what the components enclose; faster for many small ones."""
        outlines = [self._outlines[number] for number in self._numbers[chosen].tolist()]
        if outlines:
            cv2.drawContours(picture, outlines, -1, value, cv2.FILLED)


NONE = Components(
    np.zeros((0, 4), np.int32), (), np.zeros((1, 0, 4), np.int32), np.zeros(0, np.intp)
)


def most_pieces(mask: Pixels, dpi: float) -> int:
    """How many pieces print can have on a sheet of this size."""
    return max(MAX_PIECES, round(MAX_PIECES * mask.size / (PIECES_INCHES * dpi * dpi)))


def components(mask: Pixels, limit: int = MAX_PIECES) -> Components:
    """The 8-connected components of a mask; none at all where there are more than print can have.

    Args:
        mask: uint8 (h, w), 0 or 255.
        limit: more pieces than so many are no print.
    """
    firsts = cv2.countNonZero(cv2.subtract(mask, cv2.dilate(mask, _BEFORE)))
    if not 0 < firsts <= limit:
        return NONE
    # Suzuki and Abe, "Topological structural analysis of digitized binary images" (1985).
    outlines, links = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    lengths = np.fromiter(map(len, outlines), np.intp, len(outlines))
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    points = np.concatenate(outlines).reshape(-1, 2)
    least, most = (
        np.minimum.reduceat(points, starts),
        np.maximum.reduceat(points, starts),
    )
    numbers = np.flatnonzero(links[0, :, 3] < 0)
    return Components(
        np.hstack((least, most - least + 1))[numbers], outlines, links, numbers
    )
