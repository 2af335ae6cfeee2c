"""Lines found on the ink: nothing of a line is lost or claimed twice, marks stay with their
letters."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ocr.segmentation.components import INK_LEVEL
from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.pieces import FoundLines, cut_piece
from tests.support.drawn_pages import Drawn, clean_page, drawn_page, ink_of

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
        int(number)
        for number, area in zip(numbers, areas, strict=True)
        if number and area >= 2
    }


def pieces_of(found: FoundLines, line: Drawn) -> list[int]:
    mine = labels_of(found, line)
    return [
        number for number, piece in enumerate(found.pieces) if mine & set(piece.members)
    ]


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
            [
                "Nguyễn",
                "ĐỖ",
                "quyết",
                "định",
                "2014;",
                "Ủy",
                "ban",
                "(ký)",
                "Nghĩa",
                "12/07",
            ]
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
