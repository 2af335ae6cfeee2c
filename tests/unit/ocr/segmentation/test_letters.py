"""The ink of a page sorted by size."""

import numpy as np
import pytest

from pipeline.ocr.segmentation.components import Boxes
from pipeline.ocr.segmentation.letters import measure_x_height, sort_ink
from tests.support.drawn_pages import Drawn, clean_page, drawn_page


def test_letters_marks_and_figures_are_told_apart():
    pixels = np.full((600, 800), 255, np.uint8)
    for x in range(50, 450, 20):
        pixels[100:120, x : x + 12] = 0
    pixels[90:94, 55:60] = 0
    pixels[300:500, 300:500] = 0
    ink = sort_ink(clean_page(pixels))
    assert ink.x_height == 20
    assert (len(ink.letters), len(ink.marks), len(ink.figures)) == (20, 1, 1)
    assert ink.boxes.height[ink.figures].tolist() == [200]
    assert not {0} & {*ink.letters.tolist(), *ink.marks.tolist(), *ink.figures.tolist()}


def test_kinds_share_no_component():
    ink = sort_ink(drawn_page([Drawn("Số định danh cá nhân: 001192004417", 150, 300)]))
    kinds = [set(kind.tolist()) for kind in (ink.letters, ink.marks, ink.figures)]
    assert sum(map(len, kinds)) == len(set.union(*kinds))


def test_paper_has_no_letters():
    ink = sort_ink(clean_page(np.full((200, 200), 255, np.uint8)))
    assert ink.x_height == 0.0 and not len(ink.letters)


@pytest.mark.parametrize("dpi", [100.0, 200.0])
def test_the_x_height_is_the_height_of_most_width(dpi):
    rows = [[0, 0, 900, 900, 1]] + [[0, 0, 14, 16, 90]] * 20 + [[0, 0, 14, 24, 90]] * 10
    crumbs = [[0, 0, 2, 2, 4]] * 200
    assert measure_x_height(Boxes(np.array(rows + crumbs, np.int32)), dpi) == 16
    assert measure_x_height(Boxes(np.array(rows[:1], np.int32)), dpi) == 0.0
