"""Room for a visible signature on a file that is written already: by its drawn first page."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from pipeline.archive.signing.visible.stamp import find_stamp_box
from pipeline.errors import DigitizationError
from pipeline.ingest.pdf.poppler import draw_page
from pipeline.preprocess.ink.ink_map import ink_map
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrPage

_DPI = 100


def free_place(
    pdf: Path, corner: str, size: tuple[float, float] | None
) -> BoundingBox | None:
    """A place on page 1 that covers nothing, in points, (x0, y0) the lower left corner; None for an
    invisible signature, or where the page can't be drawn.

    Args:
        pdf: an archival file.
        corner: top-left or top-right.
        size: (width, height) in points.
    """
    if size is None:
        return None
    try:
        with pikepdf.open(pdf) as opened:
            page = opened.pages[0]
            sheet = BoundingBox(*(float(edge) for edge in page.mediabox))
            pixels = draw_page(opened, page, sheet, _DPI)
    except (DigitizationError, ValueError, OSError, pikepdf.PdfError):
        return None
    height, width = pixels.shape[:2]
    across, down = (sheet.x1 - sheet.x0) / width, (sheet.y1 - sheet.y0) / height
    empty = OcrPage((), PageGeometry(width, height, _DPI), "drawn")
    wanted = size[0] / across, size[1] / down
    box = find_stamp_box(empty, [], corner, wanted, ink_map(pixels, _DPI))
    left, right = sheet.x0 + box.x0 * across, sheet.x0 + box.x1 * across
    bottom, top = sheet.y1 - box.y1 * down, sheet.y1 - box.y0 * down
    return BoundingBox(left, bottom, right, top)
