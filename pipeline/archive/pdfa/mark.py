"""The mark in letters that a file was converted from paper (Decree 137/2024/ND-CP Art. 4), at the
foot of page 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pikepdf

from pipeline.archive.fonts.programs import SubsetFont
from pipeline.archive.fonts.truetype import find_font
from pipeline.archive.pdfa.layout import (
    box_to_page,
    page_size,
    points_per_pixel,
    upright_to_page,
)
from pipeline.archive.pdfa.text_layer import (
    number,
    packed_streams,
    type0_font,
)
from pipeline.common.rules import ConversionMark
from schemas.archive import FileDescription, PageContent
from schemas.geometry import PageGeometry
from schemas.imaging import RESERVED_NAMES, InkMap

MARK_FONT = f"{RESERVED_NAMES}Mark"
_LEFT_PT = 20.0
_LOWEST_PT, _HIGHEST_PT, _STEP_PT = 5.0, 40.0, 1.0
_BELOW = 0.3  # of its size: how far letters hang below the base line


@dataclass(frozen=True, slots=True)
class MarkPlace:
    """Where a mark stands on its page, in points. `strip`: how much the page must be longer below
    for it."""

    left: float
    baseline: float
    size: float
    strip: float = 0.0


@dataclass(frozen=True, slots=True)
class ConversionText:
    """The mark ready to be drawn: text, its font and size in points."""

    text: str
    font: SubsetFont
    size: float

    def find_place(self, page: PageContent) -> MarkPlace:
        """The lowest band at the foot in which nothing stands; where there is none, a strip that is
        added below the page."""
        width, _ = page_size(page.geometry)
        left = min(_LEFT_PT, 0.05 * width)
        size = min(self.size, (width - 2 * left) / max(self.font.width(self.text), 0.1))
        right = left + self.font.width(self.text) * size
        near = _find_covered(page, left, right, _HIGHEST_PT + size)
        below, above = _BELOW * size, size
        baseline = _LOWEST_PT
        while baseline < _HIGHEST_PT:
            if not any(
                y0 < baseline + above and y1 > baseline - below for y0, y1 in near
            ):
                return MarkPlace(left, baseline, size)
            baseline += _STEP_PT
        return MarkPlace(left, -above, size, strip=above + 2 * below)

    def operators(self, place: MarkPlace) -> bytes:
        """Operators that draw the mark there, with MARK_FONT."""
        return b"BT 0 Tr 100 Tz %s %s Tf 0 g 1 0 0 1 %s %s Tm %s Tj ET" % (
            MARK_FONT.encode(),
            number(place.size).encode(),
            number(place.left).encode(),
            number(place.baseline).encode(),
            self.font.encode(self.text),
        )

    def font_object(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font as an object of `pdf`."""
        font = self.font
        return type0_font(
            pdf,
            "SOHOAM+" + font.name,
            *packed_streams(pdf, font.program, font.to_unicode()),
            widths={"DW": 0, "W": [0, list(font.widths)]},
            glyph_map=pikepdf.Name.Identity,
            box=font.box,
            ascent=font.ascent,
            descent=font.descent,
        )


def _find_covered(
    page: PageContent, left: float, right: float, top: float
) -> list[tuple[float, float]]:
    """(lower, upper) edge in points of what stands at the foot of a page between `left` and
    `right`: words, and ink of any kind where a map of it is there."""
    boxes = [box_to_page(word.box, page.geometry) for word in page.ocr.words]
    near = [(b.x0, b.x1, b.y0, b.y1) for b in boxes]
    if page.ink is not None:
        near += _inked_cells(page.ink, page.geometry, top)
    return [
        (y0, y1) for x0, x1, y0, y1 in near if x0 < right and x1 > left and y0 < top
    ]


def _inked_cells(
    ink: InkMap, geometry: PageGeometry, top: float
) -> list[tuple[float, float, float, float]]:
    """(left, right, lower, upper) edge of the cells with ink that lie below `top`."""
    rows, columns = np.nonzero(ink.cells())
    x, y = (columns + 0.5) * ink.cell_px, (rows + 0.5) * ink.cell_px
    onto = geometry.to_upright.then(upright_to_page(geometry))
    across, up = onto.a * x + onto.c * y + onto.e, onto.b * x + onto.d * y + onto.f
    half = 0.5 * ink.cell_px * points_per_pixel(geometry)
    low = np.flatnonzero(up - half < top)
    return [
        (across[at] - half, across[at] + half, up[at] - half, up[at] + half)
        for at in low.tolist()
    ]


def conversion_text(
    rule: ConversionMark, description: FileDescription
) -> ConversionText | None:
    """The mark for a file; None where no operator is named.

    Raises:
        MissingToolError: `no_stamp_font`.
    """
    if description.operator is None:
        return None
    when = description.created_at.isoformat(timespec="seconds")
    text = rule.text.format(when=when, operator=" ".join(description.operator.split()))
    # All digits, so that papers of one operator share a subset.
    fixed = rule.text.format(when="0123456789:+-T", operator="")
    font = find_font(rule.fonts, fixed)
    return ConversionText(text, font.subset(fixed + text), rule.size_pt)
