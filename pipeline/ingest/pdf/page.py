"""A page of a PDF as a picture. In this order:

1. It is one picture and nothing else: the picture's own bytes are kept.
2. It is several pictures and nothing else: they are laid together, without loss where that stays
  small (`pdf_join`).
3. Anything else is drawn by poppler: as fine as the finest pictures on it, and no finer; at least
  at `render_dpi` where
   text or lines are to be seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf

from pipeline.config import LimitSettings, PreprocessSettings
from pipeline.ingest.limits import check_size
from pipeline.ingest.pdf.boxes import area, coverage, inside, shared
from pipeline.ingest.pdf.content import page_content
from pipeline.ingest.pdf.document import open_pdf, page_box, page_rotation, user_unit
from pipeline.ingest.pdf.image import check_whole, is_bilevel, is_opaque, take_image
from pipeline.ingest.pdf.join import (
    JoinedPage,
    finest_resolution,
    join_pictures,
    union_of,
)
from pipeline.ingest.pdf.marks import BLACK, DrawnImage, PageContent
from pipeline.ingest.pdf.poppler import draw_page
from pipeline.ingest.pictures.raster import lossless, photograph
from pipeline.ingest.resolution import believed_dpi
from schemas.geometry import BoundingBox
from schemas.imaging import EncodedImage, PageImage, Pixels

_POINTS = 72.0
# No paper is wider or longer (A0 is 33.1 inches wide, rolls are up to 42): there the sheet ends
# where the pictures do.
_WIDEST_INCH, _LONGEST_INCH = 50.0, 200.0
_MOST_DPI = 600.0
_UNKNOWN_DPI = 300.0  # where the content can't be followed and may hold a scan
# a photograph of a page has more; a smaller picture does not tell how fine text must be drawn
_LEAST_PX = 1_400
_LEAST_EM_PX = 16.0
_LOOK_PX = 1_500


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a page is drawn on. `scale`: inches a point."""

    box: BoundingBox
    scale: float
    rotate: int

    @property
    def is_oversized(self) -> bool:
        short, long = sorted(
            (self.box.width * self.scale, self.box.height * self.scale)
        )
        return short > _WIDEST_INCH or long > _LONGEST_INCH


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
    sheet = _Sheet(
        _paper(page, content), user_unit(page) / _POINTS, page_rotation(page)
    )
    if content is not None:
        sole = sole_picture(pdf, content, sheet)
        if sole is not None:
            return _kept(pdf, sole, sheet, limits, preprocess, path.name)
        most = limits.max_drawn_megapixels * 1e6, limits.max_megapixels * 1e6
        joined = join_pictures(pdf, content, sheet.box, most, bare=sheet.is_oversized)
        if joined is not None:
            return _joined(joined, sheet, limits, preprocess, path.name)
    return _drawn(pdf, page, content, sheet, limits, preprocess, path.name)


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
    pdf: pikepdf.Pdf, content: PageContent, sheet: _Sheet
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
        shared(picture.box, sheet.box), picture.clip, 0.005
    ):
        return None
    return picture if is_opaque(pdf, picture.stream) else None


def _dpi(picture: DrawnImage, sheet: _Sheet) -> tuple[float, float]:
    """Pixels an inch of paper along the picture's own width and height."""
    wide, tall = (max(side * sheet.scale, 1e-6) for side in picture.sides)
    return max(int(picture.stream.Width), 1) / wide, max(
        int(picture.stream.Height), 1
    ) / tall


def _kept(
    pdf: pikepdf.Pdf,
    picture: DrawnImage,
    sheet: _Sheet,
    limits: LimitSettings,
    preprocess: PreprocessSettings,
    item: str,
) -> PageImage:
    check_size(int(picture.stream.Width), int(picture.stream.Height), limits, item)
    encoded, pixels = take_image(pdf, picture.stream)
    dpi, known = believed_dpi(
        encoded.width, encoded.height, _dpi(picture, sheet), preprocess.default_dpi
    )
    turn = (sheet.rotate + (picture.turn or 0)) % 360
    return PageImage(pixels, dpi, known, encoded, rotation_hint=turn, box=picture.box)


def _joined(
    page: JoinedPage,
    sheet: _Sheet,
    limits: LimitSettings,
    preprocess: PreprocessSettings,
    item: str,
) -> PageImage:
    width, height = page.encoded.width, page.encoded.height
    check_size(width, height, limits, item)
    stated = page.resolution / sheet.scale
    dpi, known = believed_dpi(width, height, (stated, stated), preprocess.default_dpi)
    return PageImage(
        page.pixels,
        dpi,
        known,
        page.encoded,
        rotation_hint=sheet.rotate,
        redrawn=page.lossy,
        box=page.box,
    )


def _drawn(
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    content: PageContent | None,
    sheet: _Sheet,
    limits: LimitSettings,
    preprocess: PreprocessSettings,
    item: str,
) -> PageImage:
    """The page drawn by poppler, in as many pixels as `max_drawn_megapixels` allows at most."""
    pictures = content.pictures if content is not None else []
    check_whole(one.stream for one in pictures)
    fontless = content is None or content.text_without_font
    bilevel = content is not None and _is_bilevel(content)

    def draw(box: BoundingBox, dpi: float) -> Pixels:
        return draw_page(
            pdf,
            page,
            box,
            dpi * sheet.scale * _POINTS,
            smooth=not bilevel,
            fontless_text_is_seen=fontless,
        )

    wanted, known = _wanted_dpi(content, sheet, preprocess)
    box, most = sheet.box, limits.max_drawn_megapixels * 1e6
    if _pixels(box, sheet, wanted) > most:
        box = _inked(draw, sheet) or box
    dpi = wanted * min(1.0, math.sqrt(most / _pixels(box, sheet, wanted)))
    check_size(
        round(box.width * sheet.scale * dpi),
        round(box.height * sheet.scale * dpi),
        limits,
        item,
    )
    drawn = draw(box, dpi)
    pixels, encoded = _black_and_white(drawn) if bilevel else _plainest(drawn)
    stated = round(dpi, 2) if known else preprocess.default_dpi
    return PageImage(
        pixels, stated, known, encoded, True, sheet.rotate, redrawn=True, box=box
    )


def _pixels(box: BoundingBox, sheet: _Sheet, dpi: float) -> float:
    return area(box) * (sheet.scale * dpi) ** 2


def _wanted_dpi(
    content: PageContent | None, sheet: _Sheet, preprocess: PreprocessSettings
) -> tuple[float, bool]:
    """(dpi, known): as fine as the pictures are; text and lines at least at `render_dpi`.

    Where the pictures' resolution makes no paper (one pixel a point, as telephones write it),
    points are no measure: then the page gets the pictures' pixels, and what is written over them is
    as large as they are.
    """
    floor = float(preprocess.render_dpi)
    if content is None:
        return max(floor, _UNKNOWN_DPI), True
    floor = max(floor, _UNKNOWN_DPI) if content.inner_pictures else floor
    paper = (
        union_of(content.pictures)
        if sheet.is_oversized and content.pictures
        else sheet.box
    )
    finest = finest_resolution(content.pictures, paper) / sheet.scale
    if not finest:
        return floor, True
    width, height = (
        side * sheet.scale * finest for side in (paper.width, paper.height)
    )
    _, real = believed_dpi(
        round(width), round(height), (finest, finest), preprocess.default_dpi
    )
    covered = sum(coverage(one.box, paper) for one in content.pictures)
    if not real and covered >= 0.5 and max(width, height) >= _LEAST_PX:
        em = content.smallest_text * sheet.scale
        return max(finest, min(floor, _LEAST_EM_PX / em if em > 0 else floor)), False
    plain = not content.marked and not content.unclear
    return max(min(finest, _MOST_DPI), 0.0 if plain else floor), True


def _is_bilevel(content: PageContent) -> bool:
    """Black and white pictures, and nothing else but black and white."""
    plain = content.black_on_white and not content.unclear and bool(content.pictures)
    return plain and all(
        is_bilevel(one.stream)
        and (one.ink is not None or not one.is_stencil)
        and one.stream.get("/SMask") is None
        for one in content.pictures
    )


def _inked(
    draw: Callable[[BoundingBox, float], Pixels], sheet: _Sheet
) -> BoundingBox | None:
    """The part of a large sheet that anything is on; None where it is bare."""
    dpi = _LOOK_PX / (max(sheet.box.width, sheet.box.height) * sheet.scale)
    pixels = draw(sheet.box, dpi)
    inked = np.asarray(pixels.min(axis=2) < 255)
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return None
    step = 1 / (sheet.scale * dpi)
    left, right = (float(columns[0]) - 1) * step, (float(columns[-1]) + 2) * step
    top, bottom = (float(rows[0]) - 1) * step, (float(rows[-1]) + 2) * step
    found = BoundingBox(
        sheet.box.x0 + left,
        sheet.box.y1 - bottom,
        sheet.box.x0 + right,
        sheet.box.y1 - top,
    )
    return shared(found, sheet.box)


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
