"""Boxes, affine maps and the geometry of a scanned page.

Two coordinate systems are used, both in pixels at the scan's own resolution, y pointing down:

- *scan*: the picture as received, unturned. Tables, JSON and ALTO speak of it.
- *upright*: the scan turned by `rotation_deg` and then `skew_deg` (clockwise). Everything between
  the preprocess stage and the record speaks of it, because lines are level there.

`PageGeometry.to_scan` leads from upright to scan, `to_upright` back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """An axis-parallel box; x1 and y1 are exclusive edges."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Extent along x, in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent along y, in pixels."""
        return self.y1 - self.y0

    def union(self, other: BoundingBox) -> BoundingBox:
        """The smallest box around both."""
        return BoundingBox(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def clipped(self, width: float, height: float) -> BoundingBox:
        """The part inside (0, 0, width, height)."""

        def within(value: float, limit: float) -> float:
            return min(max(value, 0.0), limit)

        return BoundingBox(
            within(self.x0, width),
            within(self.y0, height),
            within(self.x1, width),
            within(self.y1, height),
        )


@dataclass(frozen=True, slots=True)
class Affine:
    """x' = a·x + c·y + e, y' = b·x + d·y + f (the order of a PDF matrix)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """The image of one point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def apply_box(self, box: BoundingBox) -> BoundingBox:
        """The axis-parallel box around the image of `box`."""
        corners = [self.apply(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        return BoundingBox(min(xs), min(ys), max(xs), max(ys))

    def then(self, after: Affine) -> Affine:
        """The map that applies self first and `after` second."""
        return Affine(
            after.a * self.a + after.c * self.b,
            after.b * self.a + after.d * self.b,
            after.a * self.c + after.c * self.d,
            after.b * self.c + after.d * self.d,
            after.a * self.e + after.c * self.f + after.e,
            after.b * self.e + after.d * self.f + after.f,
        )

    def inverse(self) -> Affine:
        """The map back. Raises ZeroDivisionError for a singular map."""
        det = self.a * self.d - self.b * self.c
        a, b, c, d = self.d / det, -self.b / det, -self.c / det, self.a / det
        return Affine(
            a, b, c, d, -(a * self.e + c * self.f), -(b * self.e + d * self.f)
        )

    @classmethod
    def clockwise(cls, degrees: float) -> Affine:
        """Turn about the origin, clockwise as seen on a page whose y points down."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return cls(cos, sin, -sin, cos)

    @classmethod
    def shift(cls, dx: float, dy: float) -> Affine:
        """Move by (dx, dy)."""
        return cls(e=dx, f=dy)


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """Size of a scan and the two clockwise turns that put it upright.

    The upright canvas is the scan's rectangle after the quarter turns: skew turns the picture about
    the canvas centre and does not enlarge the canvas.
    """

    width_px: int
    height_px: int
    dpi: float
    rotation_deg: int = 0
    skew_deg: float = 0.0

    @property
    def upright_size(self) -> tuple[int, int]:
        """(width, height) of the upright canvas in pixels."""
        turned = self.rotation_deg % 180 == 90
        return (
            (self.height_px, self.width_px)
            if turned
            else (self.width_px, self.height_px)
        )

    @property
    def to_upright(self) -> Affine:
        """Scan pixels to upright pixels."""
        return _map_to_upright(self)

    @property
    def to_scan(self) -> Affine:
        """Upright pixels to scan pixels."""
        return _map_to_scan(self)

    def scan_box(self, box: BoundingBox) -> BoundingBox:
        """An upright box as a box on the unturned scan, clipped to it (as tables hold it)."""
        return self.to_scan.apply_box(box).clipped(self.width_px, self.height_px)


@lru_cache(maxsize=64)
def _map_to_upright(page: PageGeometry) -> Affine:
    """Made once a page: every word asks for it."""
    width, height = page.upright_size
    centred = Affine.shift(-page.width_px / 2, -page.height_px / 2)
    turned = centred.then(Affine.clockwise(page.rotation_deg)).then(
        Affine.clockwise(page.skew_deg)
    )
    return turned.then(Affine.shift(width / 2, height / 2))


@lru_cache(maxsize=64)
def _map_to_scan(page: PageGeometry) -> Affine:
    return _map_to_upright(page).inverse()
