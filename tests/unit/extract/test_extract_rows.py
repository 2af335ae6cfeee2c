"""Rows and paragraphs of a page."""

import pytest

from pipeline.extract.rows import page_rows, paragraphs
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord


def line(x0: float, y0: float, text: str) -> OcrLine:
    words = tuple(
        OcrWord(w, BoundingBox(x0 + 16 * at, y0, x0 + 16 * (at + len(w)), y0 + 28), 0.9)
        for at, w in zip(
            [sum(len(v) + 1 for v in text.split()[:n]) for n in range(99)],
            text.split(),
            strict=False,
        )
    )
    return OcrLine(words, BoundingBox(x0, y0, words[-1].box.x1, y0 + 28))


def test_rows_join_columns_and_leave_out_frames() -> None:
    frame = OcrLine(
        (OcrWord("|", BoundingBox(5, 100, 8, 400), 0.3),), BoundingBox(5, 100, 8, 400)
    )
    lines = (
        line(900, 104, "Họ tên:Lê Tư"),
        frame,
        line(100, 100, "Họ tên: Lê Ba"),
        line(100, 160, "Năm sinh: 1990"),
    )
    rows = page_rows(OcrPage(lines, PageGeometry(1654, 2339, 200), "drawn"), 3)
    assert [row.text for row in rows] == [
        "Họ tên: Lê Ba Họ tên: Lê Tư",
        "Năm sinh: 1990",
    ]
    assert [part.text for part in rows[0].segments] == [
        "Họ tên: Lê Ba",
        "Họ tên: Lê Tư",
    ]
    assert rows[0].page == 3


def test_running_text_becomes_paragraphs() -> None:
    long = "a" * 40 + " " + "b" * 40
    lines = (
        line(100, 100, long),
        line(100, 140, "và hết."),
        line(100, 180, "Dòng mới"),
    )
    rows = page_rows(OcrPage(lines, PageGeometry(1654, 2339, 200), "drawn"), 1)
    assert [r.text for r in paragraphs(rows)] == [f"{long} và hết.", "Dòng mới"]


@pytest.mark.parametrize("item", ["2. Thửa đất số 21", "b) Loại đất", "- Mã số thuế"])
def test_an_item_of_a_list_begins_a_paragraph(item: str) -> None:
    long = "Địa chỉ: thôn Nhan Biều, xã Triệu Thượng, huyện Triệu Phong, tỉnh Quảng Trị"
    lines = (line(100, 100, long), line(100, 140, item))
    rows = page_rows(OcrPage(lines, PageGeometry(1654, 2339, 200), "drawn"), 1)
    assert [row.text for row in paragraphs(rows)] == [long, item]
