"""Heads and feet in two columns, on plain boxes."""

import numpy as np

from pipeline.ocr.segmentation.columns.head_and_foot import find_head_and_foot
from pipeline.ocr.segmentation.components import Boxes

WIDTH = 400
LEFT = [(20, 20, 120, 8), (30, 34, 100, 8), (50, 48, 60, 8)]
RIGHT = [(220, 22, 160, 8), (240, 37, 120, 8), (230, 52, 140, 8)]
BODY = [(20, y, 360, 8) for y in range(100, 400, 14)]


def bands(*boxes: tuple[int, int, int, int]) -> list[tuple[int, int, int]]:
    ordered = sorted(boxes, key=lambda box: box[1])
    return find_head_and_foot(Boxes(np.array(ordered, np.int32)), WIDTH)


def test_a_head_lies_above_running_text():
    ((y0, y1, cut),) = bands(*LEFT, *RIGHT, *BODY)
    assert y0 <= 20 and 60 <= y1 < 100 and 140 < cut < 220


def test_a_foot_lies_below_it():
    low = [(x, y + 400, w, h) for x, y, w, h in LEFT + RIGHT]
    ((y0, y1, cut),) = bands(*BODY, *low)
    assert 394 <= y0 <= 420 and y1 >= 460 and 140 < cut < 220


def test_running_text_has_neither():
    assert bands(*BODY) == []


def test_rows_of_three_are_a_table_and_no_head():
    cells = [(x, y, 80, 8) for y in (20, 34, 48) for x in (20, 150, 280)]
    assert bands(*cells, *BODY) == []


def test_one_line_beside_one_is_no_column():
    assert bands(LEFT[0], RIGHT[0], *BODY) == []
