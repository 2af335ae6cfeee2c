"""Connected components of ink, with labels as small as will do: half the memory is a third of the
time."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

INK_LEVEL = 160  # pixels of a cleaned page up to this one are ink

# Columns of a component's statistics.
X, Y, W, H, AREA = range(5)

Labels = NDArray[np.uint16] | NDArray[np.int32]
Stats = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes of components by their statistics, (n, 4) or (n, 5); right and bottom edges are
    exclusive."""

    stats: Stats

    def __len__(self) -> int:
        return len(self.stats)

    def __getitem__(
        self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice
    ) -> Boxes:
        return Boxes(self.stats[chosen])

    @property
    def left(self) -> NDArray[np.int32]:
        """x of the left edges."""
        return self.stats[:, X]

    @property
    def top(self) -> NDArray[np.int32]:
        """y of the upper edges."""
        return self.stats[:, Y]

    @property
    def width(self) -> NDArray[np.int32]:
        """In pixels."""
        return self.stats[:, W]

    @property
    def height(self) -> NDArray[np.int32]:
        """In pixels."""
        return self.stats[:, H]

    @property
    def area(self) -> NDArray[np.int32]:
        """Inked pixels."""
        return self.stats[:, AREA]

    @property
    def right(self) -> NDArray[np.int32]:
        """x of the right edges."""
        return self.left + self.width

    @property
    def bottom(self) -> NDArray[np.int32]:
        """y of the lower edges."""
        return self.top + self.height

    @property
    def middle_y(self) -> NDArray[np.float64]:
        """Half-way between upper and lower edges."""
        return self.top + self.height / 2


_MOST = 60_000  # labels that 16 bits hold, with room
# Of the eight pixels around one, those that a scan from the top left sees first.
_SEEN = np.array([[1, 1, 1], [1, 0, 0], [0, 0, 0]], np.uint8)


def find_components(ink: Pixels) -> tuple[Labels, Stats, NDArray[np.float64]]:
    """Components that touch at sides or corners: the labels of the pixels, boxes and areas, centres
    (x, y).

    Args:
        ink: uint8 (h, w), 0 is paper. Label 0 is the paper too.
    """
    # Every component has a pixel before which the scan saw none of it, so there are no more
    # components than such pixels. OpenCV scans in blocks and stripes and may need more labels on
    # the way.
    starts = cv2.countNonZero(cv2.subtract(ink, cv2.dilate(ink, _SEEN)))
    if starts < _MOST:
        try:
            return _labelled(ink, cv2.CV_16U)
        except cv2.error:
            pass
    return _labelled(ink, cv2.CV_32S)


def _labelled(ink: Pixels, kind: int) -> tuple[Labels, Stats, NDArray[np.float64]]:
    _, labels, stats, centres = cv2.connectedComponentsWithStats(
        ink, connectivity=8, ltype=kind
    )
    return labels, stats, centres
