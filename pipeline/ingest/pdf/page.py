"""A page of a PDF as a picture. In this order:

1. It is one picture and nothing else: the picture's own bytes are kept.
2. It is several pictures and nothing else: they are laid together, without loss where that stays
  small (`pdf_join`).
3. Anything else is drawn by poppler: as fine as the finest pictures on it, and no finer; at least
  at `render_dpi` where
   text or lines are to be seen.
"""

from __future__ import annotations

from pathlib import Path

import pikepdf

from pipeline.config import LimitSettings, PreprocessSettings
from pipeline.ingest.limits import check_size
from pipeline.ingest.pdf.boxes import (
    POINTS,
    PdfSheet,
    area,
    coverage,
    inside,
    intersect,
)
from pipeline.ingest.pdf.content import page_content
from pipeline.ingest.pdf.document import open_pdf, page_box, page_rotation, user_unit
from pipeline.ingest.pdf.drawing import draw_content
from pipeline.ingest.pdf.image import is_opaque, take_image
from pipeline.ingest.pdf.join import (
    JoinedPage,
    join_pictures,
    union_of,
)
from pipeline.ingest.pdf.marks import BLACK, DrawnImage, PageContent
from pipeline.ingest.resolution import judge_dpi
from schemas.geometry import BoundingBox
from schemas.imaging import PageImage


def open_pdf_page(
    path: Path, index: int, limits: LimitSettings, preprocess: PreprocessSettings
) -> PageImage:
    """The page at `index` (from 0), unturned.

    Raises:
        ValueError or another of DECODE_ERRORS, pikepdf.PdfError: the page is broken.
        InputError: `too_many_pixels`, `too_small`, `unsupported_page`.
        TransientInputError: poppler was killed, or lacked memory or room.
        MissingToolError: poppler is needed and missing.
    """
    pdf = open_pdf(path)
    page = pdf.pages[index]
    content = page_content(pdf, page)
    sheet = PdfSheet(
        _paper(page, content), user_unit(page) / POINTS, page_rotation(page)
    )
    if content is not None:
        sole = sole_picture(pdf, content, sheet)
        if sole is not None:
            return _keep(pdf, sole, sheet, limits, preprocess, path.name)
        most = limits.max_drawn_megapixels * 1e6, limits.max_megapixels * 1e6
        joined = join_pictures(pdf, content, sheet.box, most, bare=sheet.is_oversized)
        if joined is not None:
            return _take_joined(joined, sheet, limits, preprocess, path.name)
    return draw_content(pdf, page, content, sheet, limits, preprocess, path.name)


def _paper(page: pikepdf.Page, content: PageContent | None) -> BoundingBox:
    """The page's box; where the file names none, readers take Letter, and a scan is as large as its
    pictures."""
    box = page_box(page)
    if box is not None:
        return box
    letter = BoundingBox(0, 0, 612, 792)
    if content is None or content.marked or not content.pictures:
        return letter
    whole = union_of(content.pictures)
    return whole if area(whole) else letter


def sole_picture(
    pdf: pikepdf.Pdf, content: PageContent, sheet: PdfSheet
) -> DrawnImage | None:
    """The picture that is all there is to see of a page and covers nearly all of it; None where
    there is none such.

    Nearly: nine tenths of the page's box, with at most a twentieth beyond its edges. It may stand
    anywhere on a sheet that is larger than any paper. What lies under a picture that covers the
    whole page is not seen.
    """
    if content.unclear or content.covered or not content.pictures:
        return None
    picture = content.pictures[-1]
    cover = coverage(picture.box, sheet.box)
    alone = not content.marked and len(content.pictures) == 1
    if cover < (0.9 if alone else 0.99) and not (alone and sheet.is_oversized):
        return None
    if picture.turn is None or not inside(picture.box, sheet.box, 0.05):
        return None
    if picture.is_stencil and (picture.ink != BLACK or not alone):
        return None
    across, down = _dpi(picture, sheet)
    if not 0.95 < across / down < 1.05 or not inside(
        intersect(picture.box, sheet.box), picture.clip, 0.005
    ):
        return None
    return picture if is_opaque(pdf, picture.stream) else None


def _dpi(picture: DrawnImage, sheet: PdfSheet) -> tuple[float, float]:
    """Pixels an inch of paper along the picture's own width and height."""
    wide, tall = (max(side * sheet.scale, 1e-6) for side in picture.sides)
    return max(int(picture.stream.Width), 1) / wide, max(
        int(picture.stream.Height), 1
    ) / tall


def _keep(
    pdf: pikepdf.Pdf,
    picture: DrawnImage,
    sheet: PdfSheet,
    limits: LimitSettings,
    preprocess: PreprocessSettings,
    item: str,
) -> PageImage:
    check_size(int(picture.stream.Width), int(picture.stream.Height), limits, item)
    encoded, pixels = take_image(pdf, picture.stream)
    dpi, known = judge_dpi(
        encoded.width, encoded.height, _dpi(picture, sheet), preprocess.default_dpi
    )
    turn = (sheet.rotate + (picture.turn or 0)) % 360
    return PageImage(pixels, dpi, known, encoded, rotation_hint=turn, box=picture.box)


def _take_joined(
    page: JoinedPage,
    sheet: PdfSheet,
    limits: LimitSettings,
    preprocess: PreprocessSettings,
    item: str,
) -> PageImage:
    width, height = page.encoded.width, page.encoded.height
    check_size(width, height, limits, item)
    stated = page.resolution / sheet.scale
    dpi, known = judge_dpi(width, height, (stated, stated), preprocess.default_dpi)
    return PageImage(
        page.pixels,
        dpi,
        known,
        page.encoded,
        rotation_hint=sheet.rotate,
        redrawn=page.lossy,
        box=page.box,
    )
