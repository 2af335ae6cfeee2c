"""Letters that a seal touches."""

import cv2
import numpy as np
import pytest

from pipeline.ocr.segmentation.lines import find_lines
from tests.support.drawn_pages import Drawn, clean_page, drawn_pixels, ink_of


def test_letters_under_a_ring_stay_in_the_row():
    line = Drawn("CHỦ TỊCH ỦY BAN NHÂN DÂN", 300, 300)
    pixels = drawn_pixels(
        (line, Drawn("Nơi nhận: như điều 3, lưu văn thư", 300, 120)), 1200, 600
    )
    cv2.circle(pixels, (480, 300), 130, 0, 3)
    found = find_lines(clean_page(pixels))
    own = ink_of(line, 1200, 600) < 128
    level = [piece for piece in found.pieces if piece.core0 < 285 < piece.core1]
    held = {member for piece in level for member in piece.members}
    assert np.isin(found.labels[own], list(held)).mean() > 0.99
    assert not any(
        piece.core0 < 110 < piece.core1 and piece in level for piece in found.pieces
    )


@pytest.mark.parametrize("x", [130, 290, 420, 560, 640])
def test_letters_that_a_ring_touches_at_the_end_of_a_line_stay_in_it(x):
    line = Drawn("Võ Ngọc Điệp Hân Trúc", 300, 300, 44)
    pixels = drawn_pixels(
        (line, Drawn("Nơi nhận: như điều 3, lưu văn thư", 300, 80)), 1200, 600
    )
    cv2.circle(pixels, (x, 300), 150, 0, 4)
    found = find_lines(clean_page(pixels))
    own = ink_of(line, 1200, 600) < 128
    level = [piece for piece in found.pieces if piece.core0 < 285 < piece.core1]
    seen = np.zeros_like(own)
    for piece in level:
        box = slice(piece.y0, piece.y1), slice(piece.x0, piece.x1)
        seen[box] |= np.isin(found.labels[box], piece.members)
    assert seen[own].mean() > 0.97
