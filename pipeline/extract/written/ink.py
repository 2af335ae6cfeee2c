"""The ink of a printed line, piece by piece: where each connected piece stands and its colour.

Print stands on one baseline, is as high as its neighbours and of their colour. What was written or
stamped into a gap of the line is hardly ever all of that at once (`marking.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import Pixels

_HEIGHT = 48  # pixels that a line's words are brought to before it is measured
_LARGEST = 4.0  # enlargement beyond which nothing is gained
_AROUND = 0.6  # of the words' height: margin above and below that is looked at
_EDGE = 3  # pixels of the scan around a strip that its edges are drawn from
_RULE = 4.0  # width by height from which a piece is a ruled line


@dataclass(frozen=True, slots=True)
class Strokes:
    """Connected pieces of ink of a level strip: boxes (n, 4) as x0, y0, x1, y1 in upright pixels
    of the page, and mean colour (n, 3), 0-255."""

    boxes: NDArray[np.float64]
    colour: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.boxes)

    def between(self, x0: float, x1: float) -> Strokes:
        """The pieces whose middle lies in [x0, x1)."""
        middle = (self.boxes[:, 0] + self.boxes[:, 2]) / 2
        return self.select((middle >= x0) & (middle < x1))

    def at_least(self, height: float) -> Strokes:
        """The pieces that are at least so high."""
        return self.select(self.heights >= height)

    def select(self, mask: NDArray[np.bool_]) -> Strokes:
        """The pieces that a mask chooses."""
        return Strokes(self.boxes[mask], self.colour[mask])

    @property
    def heights(self) -> NDArray[np.float64]:
        """Height of each piece."""
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def levels(self) -> NDArray[np.float64]:
        """Middle of each piece, from the top of the page."""
        return (self.boxes[:, 1] + self.boxes[:, 3]) / 2


def strokes_in(pixels: Pixels, geometry: PageGeometry, box: BoundingBox) -> Strokes:
    """The ink of a line or a part of it.

    Args:
        pixels: the unturned scan, uint8 (h, w) or (h, w, 3).
        geometry: how it stands.
        box: the words, upright pixels.
    """
    scale = min(max(_HEIGHT / max(box.height, 1.0), 1.0), _LARGEST)
    margin = _AROUND * box.height
    corner = box.x0 - margin, box.y0 - margin
    extent = box.width + 2 * margin, box.height + 2 * margin
    size = max(1, int(extent[0] * scale)), max(1, int(extent[1] * scale))
    strip = level_strip(pixels, geometry, corner, scale, size)
    grey = strip if strip.ndim == 2 else strip.min(axis=2)
    _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height, area = (column.astype(float) for column in stats.T)
    kept = (area >= 4 * scale) & (width <= _RULE * np.maximum(height, 0.25 * _HEIGHT))
    kept[0] = False
    boxes = np.stack((left, top, left + width, top + height), axis=1) / scale
    placed = boxes + np.array(corner * 2)
    return Strokes(placed[kept], _mean_colours(strip, labels, count, area)[kept])


def _mean_colours(
    strip: Pixels, labels: NDArray[np.int32], count: int, area: NDArray[np.float64]
) -> NDArray[np.float64]:
    channels = [strip] * 3 if strip.ndim == 2 else [strip[:, :, n] for n in range(3)]
    flat = labels.ravel()
    sums = [np.bincount(flat, channel.ravel(), count) for channel in channels]
    return np.stack(sums, axis=1) / area[:, None]


def level_strip(
    pixels: Pixels,
    geometry: PageGeometry,
    corner: tuple[float, float],
    scale: float,
    size: tuple[int, int],
) -> Pixels:
    """A strip of the upright page, enlarged; white where it lies beyond the scan."""
    to_scan = geometry.to_scan
    x1, y1 = corner[0] + size[0] / scale, corner[1] + size[1] / scale
    part = geometry.scan_box(BoundingBox(*corner, x1, y1))
    left, top = max(0, int(part.x0) - _EDGE), max(0, int(part.y0) - _EDGE)
    # Only the part is handed on: OpenCV turns no picture of more than 32,767 pixels a side.
    pixels = pixels[top : int(part.y1) + _EDGE, left : int(part.x1) + _EDGE]
    if not pixels.size:
        return np.full((size[1], size[0], *pixels.shape[2:]), 255, np.uint8)
    x, y = to_scan.apply(*corner)
    matrix = np.array(
        [
            [to_scan.a / scale, to_scan.c / scale, x - left],
            [to_scan.b / scale, to_scan.d / scale, y - top],
        ]
    )
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    white = (255, 255, 255)
    return cv2.warpAffine(
        pixels,
        matrix,
        size,
        flags=flags,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=white,
    )
