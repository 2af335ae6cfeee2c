"""Pictures cut from the pages of archived files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from pipeline.review.items import Place, open_items
from pipeline.review.pictures import PagePictures, cut_out, draw_page
from pipeline.store.parquet import ParquetStore
from schemas.geometry import BoundingBox, PageGeometry
from tests.review_archive import BOX, make_review_archive


def test_a_value_is_cut_out_with_a_little_around_it(tmp_path: Path) -> None:
    folder = make_review_archive(tmp_path)
    items = open_items(folder.root)
    pictures = PagePictures(folder.root, items, ParquetStore(folder.store).snapshot())
    (named,) = [one for one in items if one.key.endswith("0001.1|applicant|1|full_name")]
    picture = pictures.of(named, named.place)
    assert picture is not None
    # 500 x 40 pixels at 200 dpi, drawn at 150, with 6 points of margin.
    assert abs(picture.width - (375 + 25)) <= 3 and abs(picture.height - (30 + 25)) <= 3
    grey = picture.convert("L")
    assert grey.getpixel((grey.width // 2, grey.height // 2)) < 10
    assert grey.getpixel((2, 2)) > 245


def test_what_is_not_there_has_no_picture(tmp_path: Path) -> None:
    folder = make_review_archive(tmp_path)
    items = open_items(folder.root)
    pictures = PagePictures(folder.root, items, ParquetStore(folder.store).snapshot())
    here = next(one for one in items if one.place is not None)
    gone = next(one for one in items if one.dossier_code.endswith("0002"))
    assert pictures.of(gone, gone.place) is None, "the file is not there"
    assert pictures.of(here, None) is None and pictures.of(here, Place(1, None)) is None
    assert pictures.of(here, Place(7, BOX)) is None, "there is no such page"
    assert pictures.of(here, Place(1, (5000.0, 5000.0, 5010.0, 5010.0))) is None
    with pytest.raises(ValueError, match="not there"):
        draw_page(folder.root / str(gone.pdf_path), 1)
    (folder.root / str(here.pdf_path)).write_bytes(b"%PDF-1.7 cut short")
    draw_page.cache_clear()
    assert pictures.of(here, here.place) is None


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_place_is_found_on_a_page_that_was_turned(rotation: int) -> None:
    """The archived page stands upright; places are those of the scan as it came."""
    scan = Image.new("L", (800, 600), 255)
    box = BoundingBox(100, 450, 300, 500)
    ImageDraw.Draw(scan).rectangle((box.x0, box.y0, box.x1, box.y1), fill=0)
    upright = scan.rotate(-rotation, expand=True)
    geometry = PageGeometry(800, 600, 150.0, rotation)
    picture = cut_out(upright, Place(1, (box.x0, box.y0, box.x1, box.y1)), geometry)
    assert picture is not None
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == 0
    wide = rotation % 180 == 0
    assert abs(picture.width - (225 if wide else 75)) <= 2
    assert abs(picture.height - (75 if wide else 225)) <= 2
