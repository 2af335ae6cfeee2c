"""Pictures of doubtful values, so that a clerk can be asked one short question."""

from __future__ import annotations

import base64
import io
from collections.abc import Container, Iterator
from dataclasses import dataclass

from PIL import Image

from pipeline.config import Settings
from pipeline.desk.pages.covered import field_of
from pipeline.desk.pages.looking import open_file
from schemas.tables.rows import FieldRow, PageRow
from schemas.work import DocumentRows, ReceivedDocument

_MARGIN_INCH = 0.12
_MOST_PX = 900
_MOST = 24
"""Values of one paper that are shown; a paper with more is to be scanned again."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A JPEG (base64) of a value; `position` is its place in the paper's rows of fields."""

    position: int
    data: str


def crops_of(
    rows: DocumentRows,
    document: ReceivedDocument,
    settings: Settings,
    covered: Container[str | None] = (),
) -> Iterator[Crop]:
    """The values of a paper that are doubtful or covered by a seal and stand on a page, page by
    page."""
    doubtful = [
        (position, row)
        for position, row in enumerate(rows.fields)
        if (row.needs_review or field_of(row) in covered)
        and row.page is not None
        and row.x0 is not None
    ][:_MOST]
    for number in sorted({row.page or 0 for _, row in doubtful}):
        position, index = document.pages[number - 1]
        opened = open_file(document.files[position], index, settings)
        page = Image.fromarray(opened.pixels)
        for at, row in doubtful:
            if row.page == number:
                yield Crop(at, _jpeg(_cut(page, row, rows.pages[number - 1])))


def _cut(page: Image.Image, row: FieldRow, of: PageRow) -> Image.Image:
    margin = of.dpi * _MARGIN_INCH
    box = (
        max(int((row.x0 or 0) - margin), 0),
        max(int((row.y0 or 0) - margin), 0),
        min(int((row.x1 or 0) + margin) + 1, page.width),
        min(int((row.y1 or 0) + margin) + 1, page.height),
    )
    cut = page.crop(box).rotate(-of.rotation_deg, expand=True)
    cut.thumbnail((_MOST_PX, _MOST_PX))
    return cut


def _jpeg(picture: Image.Image) -> str:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=80)
    return base64.b64encode(out.getvalue()).decode("ascii")
