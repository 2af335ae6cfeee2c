"""Lines of a page that bend, and where they would lie on a level one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.geometry import BoundingBox


@dataclass(frozen=True, slots=True)
class Curl:
    """For points of the level page, evenly spread over it from edge to edge, how far below them
    they lie on the bent one: `shifts`, (rows, columns), in shares of the page's height."""

    shifts: NDArray[np.float64]

    def bent_box(self, box: BoundingBox, size: tuple[int, int]) -> BoundingBox:
        """The box on the bent page around a box of the level one.

        Args:
            box: in upright pixels.
            size: width and height of the page.
        """
        upper = [box.y0 + self._down(x, box.y0, size) for x in (box.x0, box.x1)]
        lower = [box.y1 + self._down(x, box.y1, size) for x in (box.x0, box.x1)]
        return BoundingBox(box.x0, min(upper), box.x1, max(lower)).clipped(*size)

    def _down(self, x: float, y: float, size: tuple[int, int]) -> float:
        """The shift at a point, in upright pixels."""
        rows, columns = self.shifts.shape
        across = min(max(x / size[0], 0.0), 1.0) * (columns - 1)
        down = min(max(y / size[1], 0.0), 1.0) * (rows - 1)
        left, top = min(int(across), columns - 2), min(int(down), rows - 2)
        u, v = across - left, down - top
        near = self.shifts[top : top + 2, left : left + 2]
        return float(np.array([1 - v, v]) @ near @ np.array([1 - u, u])) * size[1]
