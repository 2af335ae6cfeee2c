"""The mark in letters that a file was converted from paper (Decree 137/2024/ND-CP Art. 4), at the
foot of page 1."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

from pipeline.archive.fonts.programs import SubsetFont
from pipeline.archive.fonts.truetype import find_font
from pipeline.archive.pdfa.layout import box_to_page, page_size
from pipeline.archive.pdfa.text_layer import (
    number,
    packed_streams,
    type0_font,
)
from pipeline.common.rules import ConversionMark
from schemas.archive import FileDescription, PageContent
from schemas.imaging import RESERVED_NAMES

MARK_FONT = f"{RESERVED_NAMES}Mark"
_LEFT_PT = 20.0
_LOWEST_PT, _HIGHEST_PT, _STEP_PT = 5.0, 40.0, 1.0


@dataclass(frozen=True, slots=True)
class ConversionText:
    """The mark ready to be drawn: text, its font and size in points."""

    text: str
    font: SubsetFont
    size: float

    def operators(self, page: PageContent) -> bytes:
        """Operators that draw the mark with MARK_FONT: in the lowest band that no word touches,
        else at the edge."""
        width, _ = page_size(page.geometry)
        left = min(_LEFT_PT, 0.05 * width)
        size = min(self.size, (width - 2 * left) / max(self.font.width(self.text), 0.1))
        baseline = self._free_baseline(page, left, size)
        return b"BT 0 Tr 100 Tz %s %s Tf 0 g 1 0 0 1 %s %s Tm %s Tj ET" % (
            MARK_FONT.encode(),
            number(size).encode(),
            number(left).encode(),
            number(baseline).encode(),
            self.font.encode(self.text),
        )

    def _free_baseline(self, page: PageContent, left: float, size: float) -> float:
        right = left + self.font.width(self.text) * size
        words = [box_to_page(word.box, page.geometry) for word in page.ocr.words]
        near = [
            box
            for box in words
            if box.x0 < right and box.x1 > left and box.y0 < _HIGHEST_PT + size
        ]
        baseline = _LOWEST_PT
        while baseline < _HIGHEST_PT:
            if not any(
                box.y0 < baseline + size and box.y1 > baseline - 0.3 * size
                for box in near
            ):
                return baseline
            baseline += _STEP_PT
        return _LOWEST_PT

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
