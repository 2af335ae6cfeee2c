"""A visible signature as pyHanko is to draw it, and where on the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.stamp.base import BaseStampStyle
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko.stamp.static import StaticStampStyle

from pipeline.archive.fonts.programs import SubsetFont
from pipeline.archive.signing.profiles import SigningProfile
from pipeline.archive.signing.visible.appearance import StampContent
from pipeline.archive.signing.visible.stamp import (
    Seal,
    StampLayout,
    wrap,
)
from schemas.geometry import BoundingBox

_EDGE_PT = 14.0


def stamp_layout(
    profile: SigningProfile,
    font: SubsetFont,
    shown: str,
    notes: Sequence[str],
    when: datetime,
    seal: Seal | None = None,
) -> StampLayout:
    """The visible signature of a profile: who signs, when, and further lines."""
    values = {
        "signer": shown,
        "when": when.isoformat(timespec="seconds"),
        "date": when.strftime("%d/%m/%Y"),
    }
    texts = [*(line.format(**values) for line in profile.lines), *notes]
    size, width = profile.size_pt, profile.max_width_pt
    lines = [part for text in texts for part in wrap(text, font, size, width)]
    return StampLayout(font, size, tuple(lines), seal)


def stamp_style(
    writer: IncrementalPdfFileWriter,
    stamp: StampLayout | None,
    corner: str,
    box: BoundingBox | None,
) -> tuple[BaseStampStyle, tuple[int, int, int, int] | None]:
    """How pyHanko draws a stamp and where, in points; without a box in the corner itself."""
    if stamp is None:
        return NoOpStampStyle(), None
    box = box or _corner_box(writer, stamp.size_pt, corner)
    place = round(box.x0), round(box.y0), round(box.x1), round(box.y1)
    size = float(place[2] - place[0]), float(place[3] - place[1])
    return _stamp_style(stamp, size), place


def _stamp_style(stamp: StampLayout, size: tuple[float, float]) -> StaticStampStyle:
    flush = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MIN,
        y_align=AxisAlignment.ALIGN_MIN,
        margins=Margins(0, 0, 0, 0),
    )
    return StaticStampStyle(
        border_width=0, background=StampContent(stamp, size), background_layout=flush
    )


def _corner_box(
    writer: IncrementalPdfFileWriter, size: tuple[float, float], corner: str
) -> BoundingBox:
    """The corner of page 1 itself, for callers that did not look for free room."""
    media = (
        writer.root["/Pages"]["/Kids"][0].get("/MediaBox")
        or writer.root["/Pages"]["/MediaBox"]
    )
    left, bottom, right, top = (float(value) for value in media)
    width, height = min(size[0], right - left), min(size[1], top - bottom)
    edge_x, edge_y = (
        min(_EDGE_PT, (right - left - width) / 2),
        min(_EDGE_PT, (top - bottom - height) / 2),
    )
    x0 = left + edge_x if corner == "top-left" else right - edge_x - width
    return BoundingBox(x0, top - edge_y - height, x0 + width, top - edge_y)
