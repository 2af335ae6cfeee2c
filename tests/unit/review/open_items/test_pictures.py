"""Pictures cut from the pages of archived files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageDraw

from pipeline.folder import ArchiveFolder
from pipeline.review.open_items.items import ReviewItem, ValuePlace, open_items
from pipeline.review.open_items.pictures import PagePictures, cut_out, drawn_page
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.geometry import BoundingBox
from tests.support.review_archive import BOX, make_review_archive

NAME = "field|H26.27-241105-0001.1|applicant|1|full_name"


def opened(folder: ArchiveFolder) -> tuple[PagePictures, dict[str, ReviewItem]]:
    drawn_page.cache_clear()
    items = open_items(folder.root)
    pictures = PagePictures(folder.root, items, ParquetStore(folder.store).snapshot())
    return pictures, {one.key: one for one in items}


def test_a_value_is_cut_out_with_a_little_around_it(tmp_path: Path) -> None:
    pictures, items = opened(make_review_archive(tmp_path))
    picture = pictures.of(items[NAME], items[NAME].place)
    assert picture is not None
    # 500 x 40 pixels at 200 dpi, drawn at 150, with 6 points of margin.
    assert abs(picture.width - (375 + 25)) <= 3 and abs(picture.height - (30 + 25)) <= 3
    grey = picture.convert("L")
    assert grey.getpixel((grey.width // 2, grey.height // 2)) < 10
    assert grey.getpixel((2, 2)) > 245


def test_what_is_not_there_has_no_picture(tmp_path: Path) -> None:
    folder = make_review_archive(tmp_path)
    pictures, items = opened(folder)
    here = items[NAME]
    gone = next(one for one in items.values() if one.dossier_code.endswith("0002"))
    assert pictures.of(gone, gone.place) is None, "the file is not there"
    assert (
        pictures.of(here, None) is None
        and pictures.of(here, ValuePlace(1, None)) is None
    )
    assert pictures.of(here, ValuePlace(7, BOX)) is None, "there is no such page"
    assert (
        cut_out(Image.new("L", (9, 9)), BoundingBox(500, 500, 510, 510), (9, 9)) is None
    )
    (folder.root / str(here.pdf_path)).write_bytes(b"%PDF-1.7 cut short")
    drawn_page.cache_clear()
    assert pictures.of(here, here.place) is None


def change(folder: ArchiveFolder, table: str, **cells: Any) -> None:
    store, document = ParquetStore(folder.store), "H26.27-241105-0001.1"
    rows = [
        {**row, **cells}
        for row in store.read(table, document_ids={document}).to_pylist()
    ]
    store.commit(StoreChange(replace_documents={document: {table: rows}}))


@pytest.mark.parametrize("received", [False, True])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_place_is_found_and_stands_upright(
    tmp_path: Path, turn: int, received: bool
) -> None:
    """Places are those of the scan as it came. Our own files show it upright; received ones as
    they came, whatever their viewer's turn says."""
    folder = make_review_archive(tmp_path)
    scan = Image.new("L", (1600, 1200), 255)
    ImageDraw.Draw(scan).rectangle((200, 900, 600, 1000), fill=0)
    path = folder.root / str(opened(folder)[1][NAME].pdf_path)
    shown = scan if received else scan.rotate(-turn, expand=True)
    shown.save(path, format="PDF", resolution=200)
    if received:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            pdf.pages[0].Rotate = 90
            pdf.save(path)
    change(folder, "pages", width_px=1600, height_px=1200, rotation_deg=turn)
    change(folder, "documents", signature_level="received" if received else "B-LTA")
    pictures, items = opened(folder)
    picture = pictures.of(items[NAME], ValuePlace(1, (200.0, 900.0, 600.0, 1000.0)))
    assert picture is not None
    grey = picture.convert("L")
    assert grey.getpixel((grey.width // 2, grey.height // 2)) < 10
    sizes = (325, 100) if turn % 180 == 0 else (100, 325)
    assert all(
        abs(one - other) <= 3 for one, other in zip(grey.size, sizes, strict=True)
    )
