"""Columns stacked and boxes moved back; reading order; Tesseract's TSV."""

import cv2
import numpy as np
import pytest

from pipeline.ocr.segmentation.columns import find_column_bands
from pipeline.ocr.segmentation.reading_order import put_in_reading_order
from pipeline.ocr.segmentation.stacking import StackedPage, Strip, stack_columns
from pipeline.ocr.tesseract.tsv import parse_lines
from schemas.geometry import Affine, BoundingBox, PageGeometry
from schemas.imaging import CleanPage
from schemas.ocr import OcrLine, OcrWord

GEOMETRY = PageGeometry(1654, 2339, 200.0)


def clean(pixels: np.ndarray, scale: float = 1.0) -> CleanPage:
    return CleanPage(pixels, 200.0, Affine(a=scale, d=scale), GEOMETRY, False, ())


def drawn(*texts: tuple[int, int, str]) -> np.ndarray:
    page = np.full((2339, 1654), 255, np.uint8)
    for x, y, text in texts:
        cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
    return page


HEAD = [
    (200, 180, "UBND HUYEN"),
    (220, 240, "XA TAN LAP"),
    (250, 310, "So: 12/QD"),
    (800, 180, "CONG HOA XA HOI CHU NGHIA"),
    (900, 240, "Doc lap - Tu do"),
    (850, 340, "Ha Noi, ngay 5 thang 11"),
]
BODY = [
    (200, 600 + 60 * n, "Can cu Luat To chuc chinh quyen dia phuong nam 2015 cua Quoc hoi")
    for n in range(8)
]


def line(text: str, x0: float, y0: float, confidence: float = 0.9) -> OcrLine:
    words, x = [], x0
    for part in text.split():
        words.append(OcrWord(part, BoundingBox(x, y0, x + 20 * len(part), y0 + 30), confidence))
        x += 20 * len(part) + 10
    return OcrLine(tuple(words), BoundingBox(x0, y0, x, y0 + 30))


def strip(band: int, column: int) -> Strip:
    return Strip(0, 0, 1654, 2339, 0, band, column)


def test_a_head_in_two_columns_is_found_and_running_text_is_not():
    ((y0, y1, cut),) = find_column_bands(drawn(*HEAD, *BODY), 200.0)
    assert y0 <= 160 and 340 <= y1 < 580
    assert 480 < cut < 800
    assert find_column_bands(drawn(*BODY), 200.0) == []


def test_an_empty_page_has_no_columns():
    assert find_column_bands(drawn(), 200.0) == []


def test_a_table_is_left_in_one_piece():
    cells = [(x, 600 + 60 * n, "Nguyen") for n in range(12) for x in (150, 520, 900, 1300)]
    assert find_column_bands(drawn(*BODY[:1], *cells), 200.0) == []


def test_persons_side_by_side_are_two_columns():
    row = "Ngay sinh 14/03/1982 tai Ha"
    sides = [(x, 700 + 60 * n, row[n % 3 :]) for n in range(8) for x in (120, 860)]
    ((y0, y1, cut),) = find_column_bands(drawn(*BODY[:1], *sides), 200.0)
    assert y0 > 600 and y1 >= 1100
    assert 740 < cut < 860


def test_no_ink_is_lost_by_stacking_and_boxes_come_back():
    page = clean(drawn(*HEAD, *BODY))
    stacked = stack_columns(page)
    assert (stacked.pixels < 128).sum() == (page.pixels < 128).sum()
    for piece in stacked.strips:
        box = BoundingBox(piece.x0, piece.top, piece.x1, piece.top + piece.y1 - piece.y0)
        back, found = stacked.to_page(box)
        assert found == piece
        assert (back.x0, back.y0, back.x1, back.y1) == (piece.x0, piece.y0, piece.x1, piece.y1)


def test_columns_come_one_after_the_other():
    lines = [
        (line("ỦY BAN NHÂN DÂN", 200, 150), strip(1, 1)),
        (line("Số: 12/QĐ-UBND", 220, 210), strip(1, 1)),
        (line("CỘNG HÒA", 800, 150), strip(1, 2)),
        (line("QUYẾT ĐỊNH", 600, 500), strip(2, 0)),
    ]
    ordered = put_in_reading_order(lines)
    assert [one.text for one in ordered] == [
        "ỦY BAN NHÂN DÂN",
        "Số: 12/QĐ-UBND",
        "CỘNG HÒA",
        "QUYẾT ĐỊNH",
    ]
    assert ordered[0].block == 0 and ordered[-1].block > ordered[2].block > ordered[1].block


def test_labels_and_their_values_come_row_by_row():
    left = [
        (line(text, 100, 150 + 60 * n), strip(1, 1))
        for n, text in enumerate(["Họ tên:", "Năm sinh:"])
    ]
    right = [
        (line(text, 800, 152 + 60 * n), strip(1, 2)) for n, text in enumerate(["TRẦN AN", "1975"])
    ]
    assert [one.text for one in put_in_reading_order(left + right)] == [
        "Họ tên: TRẦN AN",
        "Năm sinh: 1975",
    ]


@pytest.mark.parametrize("mark", ["_", "|", "—", "`"])
def test_specks_are_left_out_and_bullets_kept(mark):
    words = (
        OcrWord(mark, BoundingBox(0, 0, 9, 9), 0.5),
        OcrWord("Lưu", BoundingBox(20, 0, 60, 30), 0.9),
    )
    bullet = OcrLine(
        (OcrWord("-", BoundingBox(0, 50, 9, 60), 0.9), *words[1:]), BoundingBox(0, 50, 60, 80)
    )
    found = put_in_reading_order(
        [(OcrLine(words, BoundingBox(0, 0, 60, 30)), strip(0, 0)), (bullet, strip(0, 0))]
    )
    assert [one.text for one in found] == ["Lưu", "- Lưu"]


def test_tsv_is_composed_split_at_spaces_and_clipped():
    rows = [
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
        "5\t1\t1\t1\t1\t1\t-4\t10\t104\t20\t95.5\tNguye\u0302\u0303n An",
        "5\t1\t1\t1\t1\t2\t120\t10\t40\t20\t-1\t \t",
        "4\t1\t1\t1\t2\t0\t0\t0\t9\t9\t-1\t",
    ]
    page = clean(np.full((100, 200), 255, np.uint8), scale=1.5)
    ((read, _),) = parse_lines("\n".join(rows), page, StackedPage(page.pixels, (strip(0, 0),)))
    assert [word.text for word in read.words] == ["Nguyễn", "An"]
    first, second = read.words
    assert (
        first.box.x0 == 0 and first.box.x1 < second.box.x0 and second.box.x1 == pytest.approx(150)
    )
    assert first.confidence == pytest.approx(0.955)
