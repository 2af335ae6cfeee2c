"""Pieces of lines on a small copy, and the room around a band."""

import numpy as np
import pytest

from pipeline.ocr.segmentation.columns.segments import find_segments, pad_band
from pipeline.ocr.segmentation.components import Boxes


def boxes(*rows: tuple[int, int, int, int]) -> Boxes:
    return Boxes(np.array(rows, np.int32).reshape(-1, 4))


def test_words_near_one_another_are_one_piece_and_specks_none():
    ink = np.zeros((100, 300), np.uint8)
    for x in (20, 40, 60, 200):
        ink[50:56, x : x + 12] = 255
    ink[10:16, 20:60] = 255
    ink[80, 100] = 255
    found = find_segments(ink)
    assert found.top.tolist() == [10, 50, 50]
    assert np.allclose(found.left, [20, 20, 200], atol=1)
    assert np.allclose(found.width, [40, 52, 12], atol=1)


def test_white_paper_has_no_pieces():
    assert len(find_segments(np.zeros((100, 100), np.uint8))) == 0


@pytest.mark.parametrize(
    ("above", "below", "padded"),
    [
        ((0, 0, 10, 5), (0, 95, 10, 5), (36, 64)),
        ((0, 0, 10, 38), (0, 62, 10, 5), (39, 61)),
    ],
    ids=["much white", "little white"],
)
def test_a_band_grows_to_the_middle_of_the_white(above, below, padded):
    assert pad_band(boxes(above, (0, 40, 10, 20), below), 40, 60) == padded


def test_a_band_at_the_upper_edge_stays_on_the_page():
    assert pad_band(boxes((0, 2, 10, 20)), 2, 22) == (0, 26)
