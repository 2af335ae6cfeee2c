"""Marks, commas and dashes beside their letters."""

import numpy as np
import pytest

from pipeline.ocr.segmentation.components import INK_LEVEL
from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.pieces import FoundLines, Piece
from pipeline.ocr.segmentation.rows import find_rows
from pipeline.ocr.segmentation.small_marks import drop_loose_marks
from pipeline.ocr.segmentation.strips import cut_strip
from tests.support.drawn_pages import Drawn, drawn_page, ink_of


def labels_of(found: FoundLines, line: Drawn) -> set[int]:
    """The components that hold ink of a drawn line."""
    own = ink_of(line, found.labels.shape[1], found.labels.shape[0]) < INK_LEVEL
    numbers, areas = np.unique(found.labels[own], return_counts=True)
    return {
        int(number)
        for number, area in zip(numbers, areas, strict=True)
        if number and area >= 2
    }


def pieces_of(found: FoundLines, line: Drawn) -> list[int]:
    mine = labels_of(found, line)
    return [
        number for number, piece in enumerate(found.pieces) if mine & set(piece.members)
    ]


@pytest.mark.parametrize(
    "word", ["ĐỖ", "Diễm", "NGUYỄN", "Hỗ", "trẻ", "Ẵ", "lẫn", "Ổn"]
)
@pytest.mark.parametrize("size", [30, 36, 48])
def test_a_mark_over_a_mark_belongs_to_its_line(word, size):
    above = Drawn("Ngày tháng năm sinh: 12/07/1975", 150, 100, size)
    line = Drawn(f"Ông {word} Văn Hưng", 150, 100 + round(1.5 * size), size)
    found = find_lines(drawn_page((above, line), 1200, 300))
    (number,) = pieces_of(found, line)
    assert labels_of(found, line) <= set(found.pieces[number].members)
    assert not labels_of(found, line) & set(
        found.pieces[pieces_of(found, above)[0]].members
    )


def test_dots_below_commas_and_dashes_belong_to_their_line():
    lines = (
        Drawn("Mẹ: Phạm Thị Lệ, sinh năm 1971", 150, 100),
        Drawn("ĐỘC LẬP - TỰ DO - HẠNH PHÚC", 150, 155),
    )
    found = find_lines(drawn_page(lines, 1200, 300))
    for line in lines:
        (number,) = pieces_of(found, line)
        assert set(found.pieces[number].members) == labels_of(found, line)


@pytest.mark.parametrize("head", [0.1, 0.3, 0.45])
def test_a_tall_comma_belongs_to_its_line_however_far_it_stands_out(head):
    line = Drawn("sinh viên    trên địa bàn", 150, 100)
    page = drawn_page((line,), 1200, 300)
    before = find_lines(page)
    base, size = before.pieces[0].core1, before.x_height
    top = round(base - head * size)
    left = round((before.pieces[0].x0 + before.pieces[0].x1) / 2)
    page.pixels[top : top + round(0.6 * size), left : left + 5] = 0
    found = find_lines(page)
    assert len(found.pieces) == len(before.pieces)
    number = found.labels[top + 3, left + 2]
    assert any(number in piece.members for piece in found.pieces)


@pytest.mark.parametrize(("width", "loose"), [(1, False), (2, False), (5, True)])
def test_what_is_left_of_an_upright_rule_is_no_comma_of_the_line_above(width, loose):
    line = Piece(650, 672, 955, 703, 677.0, 697.0, tuple(range(13)))
    beside = Piece(636, 691, 636 + width, 703, 691.0, 703.0, (20,))
    kept, taken = drop_loose_marks([line, beside], 18.0)
    assert taken.tolist() == [20] * loose
    assert (beside in kept) is not loose


def test_marks_of_large_capitals_stay_in_their_strip():
    title = Drawn("TỜ KHAI THAM GIA, ĐIỀU CHỈNH THÔNG TIN", 150, 140, 54)
    small = [
        Drawn("Họ, chữ đệm và tên người kê khai, ngày sinh", 150, 240 + 60 * n, 32)
        for n in range(6)
    ]
    page = drawn_page((title, *small), 1400, 700)
    found = find_lines(page)
    row = find_rows(page, found)[0]
    strip = cut_strip(page, found, row)
    own = ink_of(title, 1400, 700)
    rows = np.flatnonzero((own < 128).any(axis=1))
    assert (strip.pixels < 128).any(axis=1).sum() == len(rows)
