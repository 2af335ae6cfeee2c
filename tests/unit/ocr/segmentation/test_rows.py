"""Rows of a page: columns of a head apart, rows of a form across, strips that map back, lines with
blocks."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_pages import Drawn, drawn_page, word_boxes
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.engines.row_by_row import place_lines
from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.rows import Row, find_rows
from pipeline.ocr.segmentation.strips import RowStrip, cut_strip
from schemas.geometry import Affine, PageGeometry
from schemas.imaging import CleanPage

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
    Drawn("Về việc hưởng trợ cấp xã hội hàng tháng đối với ông Phạm Minh Đăng", 200, 480),
    Drawn("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;", 200, 560),
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


def test_a_strip_shows_what_stands_on_the_page_where_it_maps_back():
    page = drawn_page(FORM, 1654, 2339)
    found = find_lines(page)
    for row in find_rows(page, found):
        strip = cut_strip(page, found, row)
        assert (
            strip.pixels.shape[1] < row.pieces[-1].x1 - row.pieces[0].x0
        )  # wide white is taken out
        columns = np.flatnonzero(strip.pixels.min(axis=0) < 128)
        on_page = np.array([round(strip.to_page_x(x)) for x in columns])
        height = len(strip.pixels)
        cuts = [page.pixels[y : y + height] for y in range(len(page.pixels) - height + 1)]
        shown = [cut for cut in cuts if np.array_equal(strip.pixels[:, columns], cut[:, on_page])]
        assert any(set(on_page) == set(np.flatnonzero(cut.min(axis=0) < 128)) for cut in shown)


def _strip(pieces: list[tuple[int, int, int]]) -> RowStrip:
    """Pieces of given width, white after them in the strip, and white more on the page."""
    places, at, on_page = [], 0, 50
    for width, white, more in pieces:
        places.append((at, on_page))
        at += width + white
        on_page += width + white + more
    return RowStrip(np.full((40, at), 255, np.uint8), tuple(places))


strips = st.lists(
    st.tuples(st.integers(20, 200), st.integers(0, 60), st.integers(0, 300)), min_size=1, max_size=5
).map(_strip)


@given(strips)
def test_parts_are_the_pieces_without_what_is_too_narrow_to_be_read(strip):
    parts = strip.parts
    assert all(begin < end for begin, end in parts)
    assert all(strip.piece_at(begin) == strip.piece_at(end - 1) for begin, end in parts)
    assert [strip.piece_at(begin) for begin, _ in parts] == list(range(len(strip.places)))
    assert sum(end - begin for begin, end in parts) == strip.pixels.shape[1]


@given(strips, st.floats(0, 1), st.floats(0, 1))
def test_the_way_back_keeps_order_and_lengths_inside_a_piece(strip, one, other):
    a, b = sorted((one * (strip.pixels.shape[1] - 1), other * (strip.pixels.shape[1] - 1)))
    assert strip.to_page_x(a) <= strip.to_page_x(b)
    assert strip.to_page_x(b) - strip.to_page_x(a) >= b - a - 1e-6
    if strip.piece_at(a) == strip.piece_at(b):
        assert strip.to_page_x(b) - strip.to_page_x(a) == pytest.approx(b - a)


def _read(page: CleanPage):
    """Rows with one word for each piece, as if read."""
    found = find_lines(page)
    read = []
    for row in find_rows(page, found):
        strip = cut_strip(page, found, row)
        ends = [begin for begin, _ in strip.places[1:]] + [strip.pixels.shape[1]]
        words = tuple(
            WordText(str(number), float(begin), float(end), 0.9)
            for number, ((begin, _), end) in enumerate(zip(strip.places, ends, strict=True))
        )
        read.append((row, strip, words))
    return read, found.x_height


def test_words_lie_on_their_pieces_also_on_a_resampled_page():
    page = drawn_page(FORM, 1654, 2339)
    half = replace(page, to_upright=Affine(a=0.5, d=0.5), geometry=PageGeometry(827, 1170, 100.0))
    read, x_height = _read(page)
    full = place_lines(page, read, x_height)
    small = place_lines(half, read, x_height)
    for row, line, less in zip(read, full, small, strict=True):
        for piece, word, smaller in zip(row[0].pieces, line.words, less.words, strict=True):
            assert word.box.x0 <= piece.x0 and piece.x0 - word.box.x0 < 10
            assert (word.box.y0, word.box.y1) == (piece.y0, piece.y1)
            assert smaller.box.x0 == pytest.approx(word.box.x0 / 2)
        first = word_boxes(FORM[0])[0]
        assert abs(full[0].words[0].box.x0 - first[1]) < 10


def test_blocks_are_numbered_from_nought_and_change_with_the_column(head):
    read, x_height = _read(head)
    blocks = [line.block for line in place_lines(head, read, x_height)]
    assert blocks[0] == 0
    assert blocks == sorted(blocks) and set(blocks) == set(range(blocks[-1] + 1))
    assert blocks[2] < blocks[3] and blocks[5] < blocks[6]


def test_nothing_read_is_nothing_on_the_page(head):
    read, x_height = _read(head)
    assert place_lines(head, [], x_height) == ()
    assert place_lines(head, [(row, strip, ()) for row, strip, _ in read], x_height) == ()
