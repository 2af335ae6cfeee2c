"""A page for a second opinion: upright and level, but with nothing taken off or bleached."""

from __future__ import annotations

from dataclasses import replace

from pipeline.common.grey import to_grey
from pipeline.preprocess.ink.print_size import TARGET_DPI, reading_dpi
from pipeline.preprocess.upright.flatten import flattened
from pipeline.preprocess.upright.level import leveled, resized
from schemas.curl import Curl
from schemas.imaging import CleanPage, PageImage

FINEST_DPI = 300.0


def plain_copy(
    page: PageImage, clean: CleanPage, curl: Curl | None = None
) -> CleanPage:
    """The page in grey, turned as its clean copy is, at 200 to 300 dpi where the scan has so many.

    Args:
        page: the page as received.
        clean: what preparation made of it.
        curl: how its lines bend, where the clean copy was flattened.
    """
    grey = to_grey(page.pixels)
    dpi = reading_dpi(page)
    scale = min(max(1.0, TARGET_DPI / dpi), FINEST_DPI / dpi)
    copy, to_upright = leveled(resized(grey, scale), clean.geometry, scale)
    copy = copy if curl is None else flattened(copy, curl)
    return replace(
        clean, pixels=copy, dpi=dpi * scale, to_upright=to_upright, is_blank=False
    )
