"""What is seen on a PDF page: its pictures, and what else there is."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pikepdf

from pipeline.ingest.pdf.boxes import EVERYTHING, right_angled
from schemas.geometry import Affine, BoundingBox

BLACK, WHITE = 0.0, 1.0


@dataclass(frozen=True, slots=True)
class DrawnImage:
    """A picture on a page.

    `matrix` maps its unit square to points; `clip` is the rectangle that is let through. `ink` is
    what a stencil is painted with: BLACK, WHITE or None for another colour.
    """

    stream: pikepdf.Object
    matrix: Affine
    clip: BoundingBox = EVERYTHING
    ink: float | None = BLACK

    @property
    def box(self) -> BoundingBox:
        """Where it stands, in points."""
        return self.matrix.apply_box(BoundingBox(0, 0, 1, 1))

    @property
    def sides(self) -> tuple[float, float]:
        """Length of its width and its height on the page, in points."""
        return math.hypot(self.matrix.a, self.matrix.b), math.hypot(
            self.matrix.c, self.matrix.d
        )

    @property
    def turn(self) -> int | None:
        """Clockwise quarter turn in degrees; None where it is mirrored or slanted."""
        m = self.matrix
        if not right_angled(m) or m.a * m.d - m.b * m.c <= 0:
            return None
        if abs(m.a) > abs(m.b):
            return 0 if m.a > 0 else 180
        return 90 if m.b < 0 else 270

    @property
    def is_stencil(self) -> bool:
        """It has no colour of its own."""
        return bool(self.stream.get("/ImageMask", False))


@dataclass(slots=True)
class PageContent:
    """What is seen on a page.

    `marked`: something but pictures is seen, `covered`: on or over a picture. `unclear`: there is
    more to it than is followed here. `black_on_white`: no colours or greys but those of pictures.
    `smallest_text`: the least em of text in points. `text_without_font`: text in a font that the
    page lacks. `inner_pictures`: there may be pictures inside of glyphs and patterns.
    """

    pictures: list[DrawnImage] = field(default_factory=list)
    marked: bool = False
    covered: bool = False
    unclear: bool = False
    black_on_white: bool = True
    smallest_text: float = math.inf
    text_without_font: bool = False
    inner_pictures: bool = False

    def add_mark(self, ink: float | None) -> None:
        """Something is painted. White on bare paper is not seen."""
        self.black_on_white = self.black_on_white and ink is not None
        self.covered = self.covered or bool(self.pictures)
        self.marked = self.marked or bool(self.pictures) or ink != WHITE


@dataclass(frozen=True, slots=True)
class GraphicsState:
    """The graphics state as far as it is followed; inks as in `DrawnImage`."""

    matrix: Affine = field(default_factory=Affine)
    clip: BoundingBox = EVERYTHING
    fill: float | None = BLACK
    stroke: float | None = BLACK
    text_mode: int = 0
    has_font: bool = False
    bitmap_font: bool = False
    font_size: float = 0.0
    text_scale: float = 1.0
