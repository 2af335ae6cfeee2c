"""Rows cut out of their page."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.rows import find_rows
from pipeline.ocr.segmentation.strips import RowStrip, cut_strip
from tests.support.drawn_pages import Drawn, drawn_page

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
        cuts = [
            page.pixels[y : y + height] for y in range(len(page.pixels) - height + 1)
        ]
        shown = [
            cut
            for cut in cuts
            if np.array_equal(strip.pixels[:, columns], cut[:, on_page])
        ]
        assert any(
            set(on_page) == set(np.flatnonzero(cut.min(axis=0) < 128)) for cut in shown
        )


def _strip(pieces: list[tuple[int, int, int]]) -> RowStrip:
    """Pieces of given width, white after them in the strip, and white more on the page."""
    places, at, on_page = [], 0, 50
    for width, white, more in pieces:
        places.append((at, on_page))
        at += width + white
        on_page += width + white + more
    return RowStrip(np.full((40, at), 255, np.uint8), tuple(places))


strips = st.lists(
    st.tuples(st.integers(20, 200), st.integers(0, 60), st.integers(0, 300)),
    min_size=1,
    max_size=5,
).map(_strip)


@given(strips)
def test_parts_are_the_pieces_without_what_is_too_narrow_to_be_read(strip):
    parts = strip.parts
    assert all(begin < end for begin, end in parts)
    assert all(strip.piece_at(begin) == strip.piece_at(end - 1) for begin, end in parts)
    assert [strip.piece_at(begin) for begin, _ in parts] == list(
        range(len(strip.places))
    )
    assert sum(end - begin for begin, end in parts) == strip.pixels.shape[1]


@given(strips, st.floats(0, 1), st.floats(0, 1))
def test_the_way_back_keeps_order_and_lengths_inside_a_piece(strip, one, other):
    a, b = sorted(
        (one * (strip.pixels.shape[1] - 1), other * (strip.pixels.shape[1] - 1))
    )
    assert strip.to_page_x(a) <= strip.to_page_x(b)
    assert strip.to_page_x(b) - strip.to_page_x(a) >= b - a - 1e-6
    if strip.piece_at(a) == strip.piece_at(b):
        assert strip.to_page_x(b) - strip.to_page_x(a) == pytest.approx(b - a)
