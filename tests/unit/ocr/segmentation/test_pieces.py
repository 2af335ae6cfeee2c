"""One piece of a line cut out."""

import numpy as np

from pipeline.ocr.segmentation.components import INK_LEVEL
from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.pieces import FoundLines, cut_piece
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


def test_a_line_is_cut_out_without_its_neighbours():
    upper, lower = (
        Drawn("Ngày gặp gỡ quý ông", 100, 100),
        Drawn("ĐỖ NGUYỄN ẤT ẨN", 100, 147),
    )
    page = drawn_page((upper, lower), 800, 220)
    found = find_lines(page)
    for line, other in ((upper, lower), (lower, upper)):
        (number,) = pieces_of(found, line)
        piece = found.pieces[number]
        picture = cut_piece(page.pixels, found, piece, 3)
        y0, x0 = max(0, piece.y0 - 3), max(0, piece.x0 - 3)
        there = slice(y0, y0 + picture.shape[0]), slice(x0, x0 + picture.shape[1])
        own, foreign = (
            ink_of(line, 800, 220)[there] < 128,
            ink_of(other, 800, 220)[there] < 128,
        )
        assert (picture[own] < 128).mean() > 0.99
        assert not (picture[foreign & ~own] < 128).any()
