"""What makes a page a written one, looked at by itself."""

import cv2
import numpy as np
import pytest

from pipeline.preprocess.blank import is_blank
from pipeline.preprocess.ink.overview import overview


def paper() -> np.ndarray:
    return np.full((1169, 827), 250, np.uint8)


def blank(pixels: np.ndarray) -> bool:
    return is_blank(overview(pixels, 100.0))


def test_white_paper_is_blank_and_a_word_is_not():
    page = paper()
    assert blank(page)
    cv2.putText(page, "Kinh gui", (300, 400), 0, 0.6, 30, 1)
    assert not blank(page)


@pytest.mark.parametrize("place", [(400, 60), (410, 1100)])
def test_a_page_number_counts_near_an_edge_only(place):
    page = paper()
    cv2.putText(page, "7", place, 0, 0.5, 30, 1)
    assert not blank(page)
    middle = paper()
    cv2.putText(middle, "7", (410, 600), 0, 0.5, 30, 1)
    assert blank(middle)


def test_specks_a_fold_and_a_dark_edge_are_no_writing():
    page = paper()
    for x, y in ((100, 200), (500, 700), (640, 300), (300, 1000)):
        cv2.circle(page, (x, y), 2, 40, -1)
    cv2.line(page, (0, 584), (826, 586), 120, 2)
    page[:, :9] = 20
    assert blank(page)


def test_a_drawing_and_solid_black_are_something():
    page = paper()
    cv2.circle(page, (400, 500), 60, 60, 4)
    assert not blank(page)
    assert not blank(np.full((1169, 827), 12, np.uint8))
