"""Pictures of what is to be decided, cut from the pages of the archived files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pikepdf
from PIL import Image

from pipeline.errors import DigitizationError, InputError
from pipeline.ingest.pdf.poppler import draw_page
from pipeline.review.open_items.items import ReviewItem, ValuePlace
from pipeline.store.record import Snapshot
from pipeline.store.typed import read_rows
from schemas.geometry import BoundingBox, PageGeometry
from schemas.states import SignatureLevel

_DPI = 150
_MARGIN_PT = 6.0
"""What stands around a value is shown a little way."""
_RECEIVED = SignatureLevel.RECEIVED


@dataclass(frozen=True, slots=True)
class _Page:
    document_id: str
    page: int
    width_px: int
    height_px: int
    dpi: float
    rotation_deg: int | None
    skew_deg: float | None

    @property
    def geometry(self) -> PageGeometry:
        turn, skew = self.rotation_deg or 0, self.skew_deg or 0.0
        return PageGeometry(self.width_px, self.height_px, self.dpi, turn, skew)


@dataclass(frozen=True, slots=True)
class _Signed:
    document_id: str
    signature_level: str | None


class PagePictures:
    """Cuts pictures out of an archive's pages.

    The last few pages drawn are kept: values of one page are asked for one after the other.
    """

    def __init__(
        self, archive: Path, items: Sequence[ReviewItem], snapshot: Snapshot
    ) -> None:
        self._archive = archive
        ids = {one.subject.item for one in items if one.pdf_path is not None}
        pages = read_rows(snapshot, "pages", _Page, ids) if ids else []
        self._geometries = {(one.document_id, one.page): one.geometry for one in pages}
        levels = read_rows(snapshot, "documents", _Signed, ids) if ids else []
        self._received = {
            one.document_id for one in levels if one.signature_level == _RECEIVED
        }

    def of(self, item: ReviewItem, place: ValuePlace | None) -> Image.Image | None:
        """The picture of a place on an item's paper, to be read; None where there is none, or the
        page can't be drawn."""
        if place is None or place.box is None or item.pdf_path is None:
            return None
        geometry = self._geometries.get((item.subject.item, place.page))
        if geometry is None:
            return None
        try:
            page = drawn_page(self._archive / item.pdf_path, place.page)
        except (DigitizationError, ValueError, IndexError, OSError, pikepdf.PdfError):
            return None  # the value is there to read; `verify` says what is wrong with the file
        box = BoundingBox(*place.box)
        if item.subject.item not in self._received:
            return cut_out(
                page, geometry.to_upright.apply_box(box), geometry.upright_size
            )
        # A received file shows its pages as they came.
        picture = cut_out(page, box, (geometry.width_px, geometry.height_px))
        return picture and picture.rotate(-geometry.rotation_deg, expand=True)


@lru_cache(maxsize=4)
def drawn_page(pdf: Path, page: int, dpi: int = _DPI) -> Image.Image:
    """A page as its content stream draws it.

    Raises:
        OSError, pikepdf.PdfError: the file is not there or broken.
        IndexError: there is no such page.
        ValueError, DigitizationError: see `draw_page`.
    """
    with pikepdf.open(pdf) as opened:
        found = opened.pages[page - 1]
        return Image.fromarray(draw_page(opened, found, whole_page(found), dpi))


def whole_page(page: pikepdf.Page) -> BoundingBox:
    """All of a page of an archived file, in points, y up."""
    x0, y0, x1, y1 = (float(edge) for edge in page.mediabox)
    return BoundingBox(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def picture_gone(file: str, page: int) -> InputError:
    """What is told of a page that can't be shown."""
    return InputError(
        "picture_gone",
        "the page can't be shown: its file is missing or damaged",
        item=file,
        remedy="run `sohoa verify`, and bring the file back from the last backup",
        page=page,
    )


def cut_out(
    page: Image.Image, box: BoundingBox, size: tuple[int, int]
) -> Image.Image | None:
    """A part of a drawn page, with a little around it; None where nothing of it is on the page.

    Args:
        page: the whole page.
        box: the part, on a page of this `size` (width and height in any unit).
        size: see `box`.
    """
    across, down = page.width / size[0], page.height / size[1]
    margin = _MARGIN_PT * _DPI / 72
    around = BoundingBox(
        box.x0 * across - margin,
        box.y0 * down - margin,
        box.x1 * across + margin,
        box.y1 * down + margin,
    ).clipped(page.width, page.height)
    edges = int(around.x0), int(around.y0), round(around.x1), round(around.y1)
    if edges[2] - edges[0] < 2 or edges[3] - edges[1] < 2:
        return None
    return page.crop(edges)
