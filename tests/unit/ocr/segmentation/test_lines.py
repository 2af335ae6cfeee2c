"""Lines found on the ink: nothing of a line is lost or claimed twice, marks stay with their
letters."""

from collections import Counter

import cv2
import numpy as np
import pytest
from drawn_pages import Drawn, clean_page, drawn_page, drawn_pixels, ink_of
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ocr.segmentation.letters import INK_LEVEL
from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.pieces import FoundLines, cut_piece
from pipeline.ocr.segmentation.rows import find_rows
from pipeline.ocr.segmentation.strips import cut_strip

LETTER = (
    Drawn("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 420, 120),
    Drawn("Họ, chữ đệm, tên: NGUYỄN THỊ NGỌC DIỄM", 150, 220),
    Drawn("Nơi cư trú: số 12, ngõ 3, đường Nguyễn Trãi - quận Thanh Xuân;", 150, 275),
    Drawn("Giới tính: Nữ", 150, 330),
    Drawn("Dân tộc: Kinh", 900, 330),
)


def owners(found: FoundLines) -> Counter[int]:
    return Counter(member for piece in found.pieces for member in piece.members)


def labels_of(found: FoundLines, line: Drawn) -> set[int]:
    """The components that hold ink of a drawn line."""
    own = ink_of(line, found.labels.shape[1], found.labels.shape[0]) < INK_LEVEL
    numbers, areas = np.unique(found.labels[own], return_counts=True)
    return {
        int(number) for number, area in zip(numbers, areas, strict=True) if number and area >= 2
    }


def pieces_of(found: FoundLines, line: Drawn) -> list[int]:
    mine = labels_of(found, line)
    return [number for number, piece in enumerate(found.pieces) if mine & set(piece.members)]


def test_every_letter_and_mark_is_in_exactly_one_piece():
    found = find_lines(drawn_page(LETTER))
    held = owners(found)
    for line in LETTER:
        assert {held[label] for label in labels_of(found, line)} == {1}, line.text
        assert len(pieces_of(found, line)) == 1, line.text


@settings(max_examples=25, deadline=None)
@given(
    st.integers(26, 60),
    st.lists(
        st.sampled_from(
            ["Nguyễn", "ĐỖ", "quyết", "định", "2014;", "Ủy", "ban", "(ký)", "Nghĩa", "12/07"]
        ),
        min_size=3,
        max_size=6,
    ),
    st.floats(1.4, 2.0),
)
def test_words_of_any_size_are_held_once_and_lines_are_not_mixed(size, words, leading):
    step = round(size * leading)
    lines = [
        Drawn(" ".join(words[turn:] + words[:turn]), 80, 100 + turn * step, size)
        for turn in range(3)
    ]
    found = find_lines(drawn_page(lines, 1654, 500))
    held = owners(found)
    places = [pieces_of(found, line) for line in lines]
    for line, place in zip(lines, places, strict=True):
        assert {held[label] for label in labels_of(found, line)} == {1}
        assert len(place) == 1
    assert len({place[0] for place in places}) == 3


@pytest.mark.parametrize("word", ["ĐỖ", "Diễm", "NGUYỄN", "Hỗ", "trẻ", "Ẵ", "lẫn", "Ổn"])
@pytest.mark.parametrize("size", [30, 36, 48])
def test_a_mark_over_a_mark_belongs_to_its_line(word, size):
    above = Drawn("Ngày tháng năm sinh: 12/07/1975", 150, 100, size)
    line = Drawn(f"Ông {word} Văn Hưng", 150, 100 + round(1.5 * size), size)
    found = find_lines(drawn_page((above, line), 1200, 300))
    (number,) = pieces_of(found, line)
    assert labels_of(found, line) <= set(found.pieces[number].members)
    assert not labels_of(found, line) & set(found.pieces[pieces_of(found, above)[0]].members)


def test_dots_below_commas_and_dashes_belong_to_their_line():
    lines = (
        Drawn("Mẹ: Phạm Thị Lệ, sinh năm 1971", 150, 100),
        Drawn("ĐỘC LẬP - TỰ DO - HẠNH PHÚC", 150, 155),
    )
    found = find_lines(drawn_page(lines, 1200, 300))
    for line in lines:
        (number,) = pieces_of(found, line)
        assert set(found.pieces[number].members) == labels_of(found, line)


def test_pieces_come_from_the_top_and_their_boxes_hold_their_ink():
    found = find_lines(drawn_page(LETTER))
    order = [pieces_of(found, line)[0] for line in LETTER]
    assert order[:3] == [0, 1, 2] and set(order[3:]) == {3, 4}
    for piece in found.pieces:
        y, x = np.nonzero(np.isin(found.labels, piece.members))
        assert (piece.x0, piece.y0, piece.x1, piece.y1) == (
            x.min(),
            y.min(),
            x.max() + 1,
            y.max() + 1,
        )
        assert piece.y0 < piece.core0 < piece.middle < piece.core1 <= piece.y1


def test_wide_white_parts_pieces_and_word_spaces_do_not():
    lines = Drawn("Giới tính: Nam", 150, 100), Drawn("Dân tộc: Kinh", 700, 100)
    found = find_lines(drawn_page(lines, 1200, 200))
    assert [pieces_of(found, line) for line in lines] == [[0], [1]]


def test_letters_under_a_ring_stay_in_the_row():
    line = Drawn("CHỦ TỊCH ỦY BAN NHÂN DÂN", 300, 300)
    pixels = drawn_pixels((line, Drawn("Nơi nhận: như điều 3, lưu văn thư", 300, 120)), 1200, 600)
    cv2.circle(pixels, (480, 300), 130, 0, 3)
    found = find_lines(clean_page(pixels))
    own = ink_of(line, 1200, 600) < 128
    level = [piece for piece in found.pieces if piece.core0 < 285 < piece.core1]
    held = {member for piece in level for member in piece.members}
    assert np.isin(found.labels[own], list(held)).mean() > 0.99
    assert not any(piece.core0 < 110 < piece.core1 and piece in level for piece in found.pieces)


@pytest.mark.parametrize("x", [130, 290, 420, 560, 640])
def test_letters_that_a_ring_touches_at_the_end_of_a_line_stay_in_it(x):
    line = Drawn("Võ Ngọc Điệp Hân Trúc", 300, 300, 44)
    pixels = drawn_pixels((line, Drawn("Nơi nhận: như điều 3, lưu văn thư", 300, 80)), 1200, 600)
    cv2.circle(pixels, (x, 300), 150, 0, 4)
    found = find_lines(clean_page(pixels))
    own = ink_of(line, 1200, 600) < 128
    level = [piece for piece in found.pieces if piece.core0 < 285 < piece.core1]
    seen = np.zeros_like(own)
    for piece in level:
        box = slice(piece.y0, piece.y1), slice(piece.x0, piece.x1)
        seen[box] |= np.isin(found.labels[box], piece.members)
    assert seen[own].mean() > 0.97


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


def test_a_line_is_cut_out_without_its_neighbours():
    upper, lower = Drawn("Ngày gặp gỡ quý ông", 100, 100), Drawn("ĐỖ NGUYỄN ẤT ẨN", 100, 147)
    page = drawn_page((upper, lower), 800, 220)
    found = find_lines(page)
    for line, other in ((upper, lower), (lower, upper)):
        (number,) = pieces_of(found, line)
        piece = found.pieces[number]
        picture = cut_piece(page.pixels, found, piece, 3)
        y0, x0 = max(0, piece.y0 - 3), max(0, piece.x0 - 3)
        there = slice(y0, y0 + picture.shape[0]), slice(x0, x0 + picture.shape[1])
        own, foreign = ink_of(line, 800, 220)[there] < 128, ink_of(other, 800, 220)[there] < 128
        assert (picture[own] < 128).mean() > 0.99
        assert not (picture[foreign & ~own] < 128).any()


@pytest.mark.parametrize("level", [255, 200])
def test_paper_has_no_lines(level):
    found = find_lines(clean_page(np.full((400, 600), level, np.uint8)))
    assert found.pieces == () and found.x_height == 0


@pytest.mark.parametrize("seed", [0, 1])
def test_noise_and_blocks_are_survived(seed):
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (400, 600), dtype=np.uint8)
    blocks = np.kron(
        rng.integers(0, 2, (20, 20), dtype=np.uint8) * 255, np.ones((25, 25), np.uint8)
    )
    for pixels in (noise, blocks, np.zeros((300, 300), np.uint8)):
        found = find_lines(clean_page(pixels))
        for piece in found.pieces:
            assert cut_piece(pixels, found, piece).size
