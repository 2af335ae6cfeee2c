"""Rows of a page: columns of a head apart, rows of a form across, strips that map back, lines with
blocks."""

import numpy as np
import pytest

from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.rows import Row, find_rows
from schemas.imaging import CleanPage
from tests.support.drawn_pages import Drawn, drawn_page

LEFT = (
    Drawn("ỦY BAN NHÂN DÂN", 190, 120),
    Drawn("PHƯỜNG HÒA MỤC", 200, 170),
    Drawn("Số: 215/QĐ-UBND", 210, 250),
)


RIGHT = (
    Drawn("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 720, 120),
    Drawn("Độc lập - Tự do - Hạnh phúc", 850, 170),
    Drawn("Hòa Mục, ngày 07 tháng 3 năm 2017", 800, 250),
)


BODY = (
    Drawn("QUYẾT ĐỊNH", 680, 400),
    Drawn(
        "Về việc hưởng trợ cấp xã hội hàng tháng đối với ông Phạm Minh Đăng", 200, 480
    ),
    Drawn(
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;", 200, 560
    ),
)


FORM = tuple(
    Drawn(text, x, 900 + 70 * row)
    for row, pair in enumerate(
        (
            ("Họ và tên: Võ Anh Tuấn", "Giới tính: Nam"),
            ("Năm sinh: 1975", "Dân tộc: Kinh"),
            ("Quê quán: Hà Nội", "Quốc tịch: Việt Nam"),
        )
    )
    for text, x in zip(pair, (200, 1000), strict=True)
)


def spans(rows: tuple[Row, ...]) -> list[tuple[int, int, int]]:
    """Left edge, right edge and base line of each row, to the ten."""
    return [
        (
            row.pieces[0].x0,
            row.pieces[-1].x1,
            round(float(np.median([p.core1 for p in row.pieces])) / 10) * 10,
        )
        for row in rows
    ]


@pytest.fixture(scope="module")
def head() -> CleanPage:
    return drawn_page(LEFT + RIGHT + BODY, 1654, 2339)


def test_a_head_is_read_column_by_column_and_before_the_body(head):
    found = spans(find_rows(head, find_lines(head)))
    assert [y for _, _, y in found] == [120, 170, 250] * 2 + [400, 480, 560]
    assert all(right < 720 for _, right, _ in found[:3])
    assert all(left > 700 for left, _, _ in found[3:6])


def test_rows_of_a_form_are_read_across():
    page = drawn_page(BODY + FORM, 1654, 2339)
    rows = find_rows(page, find_lines(page))[3:]
    assert [y for _, _, y in spans(rows)] == [900, 970, 1040]
    assert [len(row.pieces) for row in rows] == [2, 2, 2]
    assert all(left < 250 and right > 1200 for left, right, _ in spans(rows))


def test_a_single_row_of_a_form_below_a_short_line_is_read_across():
    lines = (
        Drawn("Họ, chữ đệm, tên: NGUYỄN ĐỖ DIỄM HẰNG", 150, 530),
        Drawn("Ngày, tháng, năm sinh: 11/08/2022", 150, 600),
        Drawn("Giới tính: Nữ", 1100, 600),
        Drawn("Nơi cư trú: số 120, ngõ 157, phường Hòa Mục, quận Thanh Xuân", 150, 670),
    )
    page = drawn_page(lines, 1654, 2339)
    assert [len(row.pieces) for row in find_rows(page, find_lines(page))] == [1, 2, 1]


def test_every_piece_is_in_one_row_and_rows_run_from_left_to_right(head):
    found = find_lines(head)
    rows = find_rows(head, found)
    held = [piece for row in rows for piece in row.pieces]
    assert sorted(held, key=lambda p: (p.middle, p.x0)) == list(found.pieces)
    for row in rows:
        assert list(row.pieces) == sorted(row.pieces, key=lambda piece: piece.x0)
