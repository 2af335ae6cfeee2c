"""Lines in reading order."""

import pytest

from pipeline.ocr.segmentation.reading_order import put_in_reading_order
from pipeline.ocr.segmentation.stacking import Strip
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrWord


def line(text: str, x0: float, y0: float, confidence: float = 0.9) -> OcrLine:
    words, x = [], x0
    for part in text.split():
        words.append(
            OcrWord(part, BoundingBox(x, y0, x + 20 * len(part), y0 + 30), confidence)
        )
        x += 20 * len(part) + 10
    return OcrLine(tuple(words), BoundingBox(x0, y0, x, y0 + 30))


def strip(band: int, column: int) -> Strip:
    return Strip(0, 0, 1654, 2339, 0, band, column)


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
    assert (
        ordered[0].block == 0
        and ordered[-1].block > ordered[2].block > ordered[1].block
    )


def test_labels_and_their_values_come_row_by_row():
    left = [
        (line(text, 100, 150 + 60 * n), strip(1, 1))
        for n, text in enumerate(["Họ tên:", "Năm sinh:"])
    ]
    right = [
        (line(text, 800, 152 + 60 * n), strip(1, 2))
        for n, text in enumerate(["TRẦN AN", "1975"])
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
        (OcrWord("-", BoundingBox(0, 50, 9, 60), 0.9), *words[1:]),
        BoundingBox(0, 50, 60, 80),
    )
    found = put_in_reading_order(
        [
            (OcrLine(words, BoundingBox(0, 0, 60, 30)), strip(0, 0)),
            (bullet, strip(0, 0)),
        ]
    )
    assert [one.text for one in found] == ["Lưu", "- Lưu"]
