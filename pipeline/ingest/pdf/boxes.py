"""Rectangles on a PDF page, in points, y up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import SupportsFloat

from schemas.geometry import Affine, BoundingBox

POINTS = 72.0
"""To an inch."""
# No paper is wider or longer (A0 is 33.1 inches wide, rolls are up to 42): there the sheet ends
# where the pictures do.
_WIDEST_INCH, _LONGEST_INCH = 50.0, 200.0


@dataclass(frozen=True, slots=True)
class PdfSheet:
    """What a page is drawn on. `scale`: inches a point."""

    box: BoundingBox
    scale: float
    rotate: int

    @property
    def is_oversized(self) -> bool:
        """Wider or longer than any paper."""
        short, long = sorted(
            (self.box.width * self.scale, self.box.height * self.scale)
        )
        return short > _WIDEST_INCH or long > _LONGEST_INCH


EVERYTHING = BoundingBox(-1e9, -1e9, 1e9, 1e9)


def sort_box(box: Iterable[SupportsFloat]) -> tuple[float, float, float, float]:
    """The four numbers of a PDF rectangle, its lower left corner first.

    Raises:
        ValueError or TypeError: not four numbers.
    """
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def as_rectangle(box: Iterable[SupportsFloat]) -> tuple[float, float, float, float]:
    """A PDF rectangle as the operands of `re`: corner, width, height."""
    x0, y0, x1, y1 = sort_box(box)
    return x0, y0, x1 - x0, y1 - y0


def rectangle(operands: tuple[float, ...], matrix: Affine) -> BoundingBox | None:
    """Where the operands of `re` stand on the page; None where the matrix slants them."""
    if not right_angled(matrix):
        return None
    x, y, width, height = operands
    return matrix.apply_box(BoundingBox(*sort_box((x, y, x + width, y + height))))


def right_angled(matrix: Affine) -> bool:
    """Whether level lines stay level or become upright. A ten-thousandth of a turn is far below a
    pixel over a page."""
    along, across = (abs(matrix.a) + abs(matrix.d)), (abs(matrix.b) + abs(matrix.c))
    return min(along, across) <= 1e-4 * max(along, across)


def intersect(one: BoundingBox, other: BoundingBox) -> BoundingBox:
    """What two boxes have in common; its sides may be negative."""
    return BoundingBox(
        max(one.x0, other.x0),
        max(one.y0, other.y0),
        min(one.x1, other.x1),
        min(one.y1, other.y1),
    )


def area(box: BoundingBox) -> float:
    """Square points; 0 where a side is negative."""
    return max(box.width, 0.0) * max(box.height, 0.0)


def coverage(box: BoundingBox, sheet: BoundingBox) -> float:
    """The share of the sheet that the box covers."""
    return area(intersect(box, sheet)) / area(sheet) if area(sheet) else 0.0


def inside(box: BoundingBox, outer: BoundingBox, slack: float) -> bool:
    """Whether a box lies in another one, give or take a share of its own sides."""
    dx, dy = slack * box.width, slack * box.height
    return (
        box.x0 >= outer.x0 - dx
        and box.y0 >= outer.y0 - dy
        and box.x1 <= outer.x1 + dx
        and box.y1 <= outer.y1 + dy
    )
