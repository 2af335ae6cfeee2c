"""Pictures of doubtful values: the right place, a little around it, upright."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from pipeline.config import load_settings
from pipeline.desk.pages.crops import crops_of
from schemas.received.source import MediaType, SourceFile
from schemas.tables.rows import DocumentRow, FieldRow, PageRow
from schemas.work import DocumentRows, DossierFacts, ReceivedDocument
from tests.support.store_rows import made_row

SETTINGS = load_settings(environ={})
DPI = 200
MARGIN = 24  # 0.12 inch
BOX = {"x0": 300.0, "y0": 400.0, "x1": 700.0, "y1": 440.0}
"""Where the first page has a black bar."""


def paper(place: Path, pages: int = 1) -> ReceivedDocument:
    """A paper of pages in grey; a black bar stands on each, one line lower each time."""
    files = []
    for number in range(pages):
        picture = Image.new("L", (1000, 1400), 200)
        top = 400 + 100 * number
        ImageDraw.Draw(picture).rectangle((300, top, 699, top + 39), fill=0)
        path = place / f"{number}.png"
        picture.save(path, dpi=(DPI, DPI))
        size = path.stat().st_size
        files.append(SourceFile(str(path), path.name, "f", size, MediaType.PNG))
    return ReceivedDocument(
        document_id="s/1",
        dossier_code="A-1",
        dossier_folder="A-1",
        ordinal=1,
        source_name="0.png",
        source_sha256="f",
        files=tuple(files),
        pages=tuple((at, 0) for at in range(pages)),
        signed=False,
        facts=DossierFacts("H26"),
    )


def rows(*fields: FieldRow, pages: int = 1, rotation: int = 0) -> DocumentRows:
    return DocumentRows(
        made_row(DocumentRow),
        tuple(
            made_row(PageRow, page=n + 1, dpi=float(DPI), rotation_deg=rotation)
            for n in range(pages)
        ),
        fields,
    )


def value(**more: Any) -> FieldRow:
    return made_row(FieldRow, **{"page": 1, "needs_review": True, **BOX, **more})


def pictures(found: DocumentRows, document: ReceivedDocument) -> dict[int, Image.Image]:
    return {
        one.position: Image.open(io.BytesIO(base64.b64decode(one.data))).convert("L")
        for one in crops_of(found, document, SETTINGS)
    }


def test_a_value_with_a_little_around_it(tmp_path):
    (picture,) = pictures(rows(value()), paper(tmp_path)).values()
    assert picture.size == (400 + 2 * MARGIN + 1, 40 + 2 * MARGIN + 1)
    assert picture.getpixel((picture.width // 2, picture.height // 2)) < 20
    assert picture.getpixel((5, 5)) > 180


def test_only_what_is_in_doubt_and_stands_somewhere(tmp_path):
    fields = (
        value(needs_review=False),
        value(page=None),
        value(x0=None, y0=None, x1=None, y1=None),
        value(),
    )
    assert list(pictures(rows(*fields), paper(tmp_path))) == [3]
    assert pictures(rows(), paper(tmp_path)) == {}


def test_a_value_that_a_seal_covers_is_shown_though_it_was_read(tmp_path):
    sure = value(name="number", needs_review=False)
    found = rows(value(name="issuer", needs_review=False), sure)
    shown = crops_of(found, paper(tmp_path), SETTINGS, {"number"})
    assert [one.position for one in shown] == [1]


def test_each_value_is_cut_from_its_own_page(tmp_path):
    lower = {"y0": 500.0, "y1": 540.0}
    fields = (value(page=2, **lower), value(), value(page=2))
    found = pictures(rows(*fields, pages=2), paper(tmp_path, 2))
    assert set(found) == {0, 1, 2}
    middle = {
        at: one.getpixel((one.width // 2, one.height // 2)) for at, one in found.items()
    }
    assert middle[0] < 20 and middle[1] < 20 and middle[2] > 180


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_that_lay_askew_is_shown_upright(tmp_path, rotation):
    (picture,) = pictures(rows(value(), rotation=rotation), paper(tmp_path)).values()
    lies = picture.width > picture.height
    assert lies == (rotation % 180 == 0)


def test_at_the_edge_of_a_page_the_picture_ends(tmp_path):
    corner = value(x0=0.0, y0=0.0, x1=100.0, y1=30.0)
    (picture,) = pictures(rows(corner), paper(tmp_path)).values()
    assert picture.size == (100 + MARGIN + 1, 30 + MARGIN + 1)


def test_a_whole_page_is_made_small_enough_to_travel(tmp_path):
    whole = value(x0=0.0, y0=0.0, x1=1000.0, y1=1400.0)
    (picture,) = pictures(rows(whole), paper(tmp_path)).values()
    assert max(picture.size) == 900


def test_a_paper_with_too_many_doubts_shows_the_first(tmp_path):
    found = pictures(rows(*[value() for _ in range(30)]), paper(tmp_path))
    assert sorted(found) == list(range(24))
