"""Pictures of doubtful values: upright, small, and of nothing else."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.config import load_settings
from pipeline.desk.pages.crops import Crop, crops_of
from schemas.received.source import MediaType, SourceFile
from schemas.tables.rows import DocumentRow, FieldRow, PageRow
from schemas.work import DocumentRows, DossierFacts, ReceivedDocument
from tests.store_rows import made_row

SETTINGS = load_settings(environ={}, options={"signing": "none"})
PLACE = {"page": 1, "x0": 100.0, "y0": 200.0, "x1": 300.0, "y1": 240.0}


@pytest.fixture
def document(tmp_path: Path) -> ReceivedDocument:
    """A page that is black but for the place of its value, which is red."""
    pixels = np.zeros((800, 600, 3), np.uint8)
    pixels[200:240, 100:300] = (255, 0, 0)
    path = tmp_path / "trang.png"
    Image.fromarray(pixels).save(path, dpi=(200, 200))
    file = SourceFile(str(path), path.name, "0" * 64, 1, MediaType.PNG)
    facts = DossierFacts("H26")
    pages = ((0, 0),)
    return ReceivedDocument(
        "A.1", "A", "A", 1, path.name, "0" * 64, (file,), pages, False, facts
    )


def field(name: str, doubtful: bool, **more: object) -> FieldRow:
    return made_row(FieldRow, name=name, needs_review=doubtful, **{**PLACE, **more})


def crops(
    document: ReceivedDocument,
    *fields: FieldRow,
    turn: int = 0,
    covered: set[str] = frozenset(),
) -> list[Crop]:
    page = made_row(PageRow, page=1, dpi=200.0, rotation_deg=turn)
    rows = DocumentRows(made_row(DocumentRow), (page,), fields, ())
    return list(crops_of(rows, document, SETTINGS, covered))


def opened(crop: Crop) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(crop.data)))


def test_only_doubtful_values_that_stand_on_a_page(document) -> None:
    sure, doubtful = field("number", False), field("issuer", True)
    nowhere = field("place", True, page=None, x0=None)
    assert [one.position for one in crops(document, sure, doubtful, nowhere)] == [1]


def test_a_value_that_a_seal_covers_is_shown_though_it_was_read(document) -> None:
    rows = field("number", False), field("issuer", False)
    assert [one.position for one in crops(document, *rows, covered={"number"})] == [0]


def test_a_picture_has_a_little_of_what_is_around(document) -> None:
    (crop,) = crops(document, field("number", True))
    picture = opened(crop)
    assert picture.size == (249, 89)
    red, green, _ = picture.convert("RGB").getpixel((124, 44))
    assert red > 200 > 60 > green


def test_a_picture_stands_upright(document) -> None:
    (crop,) = crops(document, field("number", True), turn=90)
    assert opened(crop).size == (89, 249)


def test_a_paper_full_of_doubt_gives_a_few_pictures(document) -> None:
    many = [field(f"f{number}", True) for number in range(40)]
    assert len(crops(document, *many)) == 24
