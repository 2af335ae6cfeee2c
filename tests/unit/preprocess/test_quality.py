"""Sharpness, contrast and cut-off print, measured by themselves."""

import cv2
import numpy as np

from pipeline.preprocess import quality
from pipeline.preprocess.ink.letters import letter_ink
from pipeline.preprocess.ink.overview import overview


def printed(ink: int = 20, x: int = 150) -> np.ndarray:
    page = np.full((1600, 1200), 250, np.uint8)
    for row in range(14):
        at = (x, 200 + 90 * row)
        cv2.putText(page, "Can cu Luat Ho tich 2014", at, 0, 1.5, ink, 3, cv2.LINE_AA)
    return page


def test_blur_shows_in_edges_and_not_in_print():
    page = printed()
    letters = letter_ink(overview(page, 200.0))
    assert not quality.is_blurred(page, letters, 200.0)
    soft = cv2.GaussianBlur(page, (0, 0), 5)
    assert quality.is_blurred(soft, letter_ink(overview(soft, 200.0)), 200.0)
    assert quality.is_sharp(page, letters, 200.0)


def test_two_values_are_bilevel_and_three_are_not():
    page = np.where(printed() < 128, np.uint8(7), np.uint8(240))
    assert quality.is_bilevel(page)
    page[::9] = 99
    assert not quality.is_bilevel(page)


def test_pale_print_has_little_contrast():
    assert quality.is_low_contrast(overview(printed(185), 200.0))
    assert not quality.is_low_contrast(overview(printed(), 200.0))


def test_print_that_runs_into_the_edge_is_cut_off():
    assert quality.is_clipped(overview(printed(x=-20), 200.0))
    assert not quality.is_clipped(overview(printed(), 200.0))
