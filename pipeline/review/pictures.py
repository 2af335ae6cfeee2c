"""Pictures of what is to be decided, cut from the pages of the archived files."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.errors import DigitizationError
from pipeline.ingest.pdf.poppler import run_tool
from pipeline.review.items import Place, ReviewItem
from pipeline.store.record import Snapshot
from schemas.geometry import BoundingBox, PageGeometry

_DPI = 150
_MARGIN_PT = 6.0
"""White, or what stands there, around a value."""
_PAGE_COLUMNS = (
    "document_id",
    "page",
    "width_px",
    "height_px",
    "dpi",
    "rotation_deg",
    "skew_deg",
)


class PagePictures:
    """Cuts pictures out of an archive's pages.

    The last few pages drawn are kept: values of one page are asked for one after the other.
    """

    def __init__(self, archive: Path, items: Sequence[ReviewItem], snapshot: Snapshot) -> None:
        self._archive = archive
        ids = {one.subject.item for one in items if one.place is not None}
        rows = snapshot.read("pages", _PAGE_COLUMNS, ids).to_pylist() if ids else []
        self._geometries = {(row["document_id"], row["page"]): _geometry(row) for row in rows}

    def of(self, item: ReviewItem) -> Image.Image | None:
        """The picture of an item's place; None where it has none, or its page can't be drawn."""
        if item.place is None or item.place.box is None or item.pdf_path is None:
            return None
        geometry = self._geometries.get((item.subject.item, item.place.page))
        if geometry is None:
            return None
        try:
            page = draw_page(self._archive / item.pdf_path, item.place.page)
        except (DigitizationError, ValueError, OSError):
            return None  # the value is there to read; `verify` says what is wrong with the file
        return cut_out(page, item.place, geometry)


@lru_cache(maxsize=4)
def draw_page(pdf: Path, page: int, dpi: int = _DPI) -> Image.Image:
    """A page as a reader shows it.

    Raises:
        ValueError: the file or the page is broken or not there.
        MissingToolError: poppler is not installed.
    """
    if not pdf.is_file():
        raise ValueError("the file is not there")
    chosen = ["-f", str(page), "-l", str(page), "-singlefile"]
    drawn = run_tool(["pdftoppm", "-r", str(dpi), *chosen, str(pdf)]).stdout
    if not drawn:
        raise ValueError("there is no such page")
    with Image.open(io.BytesIO(drawn)) as picture:
        picture.load()
        return picture


def cut_out(picture: Image.Image, place: Place, geometry: PageGeometry) -> Image.Image | None:
    """The part of a drawn page where a value stands, with a little around it.

    Args:
        picture: the whole page, upright.
        place: the value's place, in pixels of the unturned scan.
        geometry: of the page.
    """
    if place.box is None:
        return None
    upright = geometry.to_upright.apply_box(BoundingBox(*place.box))
    width, height = geometry.upright_size
    across, down = picture.width / width, picture.height / height
    margin = _MARGIN_PT * picture.width / (width / geometry.dpi * 72.0)
    box = BoundingBox(
        upright.x0 * across - margin,
        upright.y0 * down - margin,
        upright.x1 * across + margin,
        upright.y1 * down + margin,
    ).clipped(picture.width, picture.height)
    edges = (int(box.x0), int(box.y0), round(box.x1), round(box.y1))
    if edges[2] - edges[0] < 2 or edges[3] - edges[1] < 2:
        return None
    return picture.crop(edges)


def _geometry(row: Mapping[str, Any]) -> PageGeometry:
    return PageGeometry(
        row["width_px"],
        row["height_px"],
        row["dpi"],
        row["rotation_deg"] or 0,
        row["skew_deg"] or 0.0,
    )
