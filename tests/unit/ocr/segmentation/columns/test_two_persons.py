"""Two persons side by side, on drawn ink."""

import numpy as np

from pipeline.ocr.segmentation.columns.segments import find_segments
from pipeline.ocr.segmentation.columns.two_persons import find_two_persons


def ink_of(*spans: tuple[int, int], lines: int = 9) -> np.ndarray:
    """Lines of ink in these columns, 14 pixels apart."""
    ink = np.zeros((300, 400), np.uint8)
    for number in range(lines):
        for begin, end in spans:
            ink[40 + 14 * number : 48 + 14 * number, begin:end] = 255
    return ink


def test_two_columns_of_lines_are_two_persons():
    ink = ink_of((20, 185), (215, 380))
    band = find_two_persons(ink, find_segments(ink))
    assert band is not None
    y0, y1, cut = band
    assert y0 <= 40 and y1 >= 160 and 185 <= cut <= 215


def test_text_across_the_middle_is_not():
    ink = ink_of((20, 380))
    assert find_two_persons(ink, find_segments(ink)) is None


def test_cells_of_a_table_are_not():
    ink = ink_of((20, 90), (110, 185), (215, 290), (310, 380))
    assert find_two_persons(ink, find_segments(ink)) is None


def test_a_few_lines_are_not():
    ink = ink_of((20, 185), (215, 380), lines=4)
    assert find_two_persons(ink, find_segments(ink)) is None
