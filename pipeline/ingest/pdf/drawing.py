"""A page drawn by poppler: as finely as its content asks for, and no more colours than it has."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pikepdf

from pipeline.config import LimitSettings, PreprocessSettings
from pipeline.ingest.limits import check_size
from pipeline.ingest.pdf.boxes import POINTS, PdfSheet, area, coverage, intersect
from pipeline.ingest.pdf.image import is_bilevel
from pipeline.ingest.pdf.join import (
    finest_resolution,
    union_of,
)
from pipeline.ingest.pdf.marks import DrawnImage, PageContent
from pipeline.ingest.pdf.poppler import draw_page
from pipeline.ingest.pdf.whole import check_whole
from pipeline.ingest.pictures.raster import lossless, photograph
from pipeline.ingest.resolution import judge_dpi
from schemas.geometry import BoundingBox
from schemas.imaging import EncodedImage, PageImage, Pixels

_MOST_DPI = 600.0
_UNKNOWN_DPI = 300.0  # where the content can't be followed and may hold a scan
# a photograph of a page has more; a smaller picture does not tell how fine text must be drawn
_LEAST_PX = 1_400
_LEAST_EM_PX = 16.0
_LOOK_PX = 1_500


def draw_content(
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    content: PageContent | None,
    sheet: PdfSheet,
    limits: LimitSettings,
    preprocess: PreprocessSettings,
    item: str,
) -> PageImage:
    """The page drawn by poppler, in as many pixels as `max_drawn_megapixels` allows at most."""
    pictures = content.pictures if content is not None else []
    check_whole(one.stream for one in pictures)
    bilevel = content is not None and _is_bilevel(content)
    draw = _Drawing(pdf, page, content, sheet.scale, bilevel)
    wanted, known = _choose_dpi(content, sheet, preprocess)
    box, most = sheet.box, limits.max_drawn_megapixels * 1e6
    if _pixels(box, sheet, wanted) > most:
        box = _find_ink(draw, sheet) or box
    dpi = wanted * min(1.0, math.sqrt(most / _pixels(box, sheet, wanted)))
    width, height = (side * sheet.scale * dpi for side in (box.width, box.height))
    check_size(round(width), round(height), limits, item)
    drawn = draw(box, dpi)
    pixels, encoded = _black_and_white(drawn) if bilevel else _plainest(drawn)
    stated = round(dpi, 2) if known else preprocess.default_dpi
    return PageImage(
        pixels,
        stated,
        known,
        encoded,
        rendered=True,
        rotation_hint=sheet.rotate,
        redrawn=True,
        box=box,
        pixels_per_point=dpi * sheet.scale,
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Draws parts of one page. `scale`: inches a point."""

    pdf: pikepdf.Pdf
    page: pikepdf.Page
    content: PageContent | None
    scale: float
    bilevel: bool

    def __call__(self, box: BoundingBox, dpi: float) -> Pixels:
        fontless = self.content is None or self.content.text_without_font
        return draw_page(
            self.pdf,
            self.page,
            box,
            dpi * self.scale * POINTS,
            smooth=not self.bilevel,
            fontless_text_is_seen=fontless,
        )


def _pixels(box: BoundingBox, sheet: PdfSheet, dpi: float) -> float:
    return area(box) * (sheet.scale * dpi) ** 2


def _choose_dpi(
    content: PageContent | None, sheet: PdfSheet, preprocess: PreprocessSettings
) -> tuple[float, bool]:
    """(dpi, known): as fine as the pictures are; text and lines at least at `render_dpi`.

    Where the pictures' resolution makes no paper (one pixel a point, as telephones write it),
    points are no measure: then the page gets the pictures' pixels, and what is written over them is
    as large as they are.
    """
    floor = float(preprocess.render_dpi)
    if content is None or content.inner_pictures:
        floor = max(floor, _UNKNOWN_DPI)
    if content is None:
        return floor, True
    pictures = content.pictures
    paper = union_of(pictures) if sheet.is_oversized and pictures else sheet.box
    finest = finest_resolution(pictures, paper) / sheet.scale
    if not finest:
        return floor, True
    if _is_no_paper(pictures, paper, sheet.scale, finest, preprocess):
        em = content.smallest_text * sheet.scale
        readable = min(floor, _LEAST_EM_PX / em if em > 0 else floor)
        return max(finest, readable), False
    plain = not content.marked and not content.unclear
    return max(min(finest, _MOST_DPI), 0.0 if plain else floor), True


def _is_no_paper(
    pictures: Sequence[DrawnImage],
    paper: BoundingBox,
    scale: float,
    dpi: float,
    preprocess: PreprocessSettings,
) -> bool:
    """Whether pictures of this resolution on a page can't be as large as it says. `scale`: inches a
    point."""
    width, height = paper.width * scale * dpi, paper.height * scale * dpi
    size = round(width), round(height)
    _, real = judge_dpi(*size, (dpi, dpi), preprocess.default_dpi)
    covered = sum(coverage(one.box, paper) for one in pictures)
    return not real and covered >= 0.5 and max(width, height) >= _LEAST_PX


def _is_bilevel(content: PageContent) -> bool:
    """Black and white pictures, and nothing else but black and white."""
    plain = content.black_on_white and not content.unclear and bool(content.pictures)
    return plain and all(
        is_bilevel(one.stream)
        and (one.ink is not None or not one.is_stencil)
        and one.stream.get("/SMask") is None
        for one in content.pictures
    )


def _find_ink(
    draw: Callable[[BoundingBox, float], Pixels], sheet: PdfSheet
) -> BoundingBox | None:
    """The part of a large sheet that anything is on; None where it is bare."""
    box = sheet.box
    dpi = _LOOK_PX / (max(box.width, box.height) * sheet.scale)
    inked = np.asarray(draw(box, dpi).min(axis=2) < 255)
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return None
    step = 1 / (sheet.scale * dpi)
    left, right = (float(columns[0]) - 1) * step, (float(columns[-1]) + 2) * step
    top, bottom = (float(rows[0]) - 1) * step, (float(rows[-1]) + 2) * step
    found = BoundingBox(box.x0 + left, box.y1 - bottom, box.x0 + right, box.y1 - top)
    return intersect(found, box)


def _black_and_white(drawn: Pixels) -> tuple[Pixels, EncodedImage]:
    """What has no other tones on the page; poppler makes some where it moves a picture by parts of
    a pixel."""
    pixels = np.where(drawn[:, :, 1] > 127, 255, 0).astype(np.uint8)
    return pixels, lossless(pixels, bilevel=True)


def _plainest(drawn: Pixels) -> tuple[Pixels, EncodedImage]:
    """The drawn pixels as grey where they have no colour, with the smaller of a stream without loss
    and a JPEG."""
    pixels = np.ascontiguousarray(drawn[:, :, 0]) if _is_grey(drawn) else drawn
    if pixels.ndim == 2 and not ((pixels > 0) & (pixels < 255)).any():
        return pixels, lossless(pixels, bilevel=True)
    exact, jpeg = lossless(pixels, bilevel=False), photograph(pixels)
    return pixels, jpeg if jpeg is not None and len(jpeg.data) < len(
        exact.data
    ) else exact


def _is_grey(pixels: Pixels) -> bool:
    bands: Sequence[Pixels] = [
        pixels[top : top + 512] for top in range(0, len(pixels), 512)
    ]
    return all(
        np.array_equal(band[..., 0], band[..., 1])
        and np.array_equal(band[..., 0], band[..., 2])
        for band in bands
    )
