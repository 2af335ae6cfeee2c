"""What is seen of a page before anything is done to it."""

import cv2
import numpy as np

from pipeline.preprocess.first_look import Writing, look_at, tell_writing
from tests.support.made_pages import page_image


def printed(ink: int = 30) -> np.ndarray:
    page = np.full((2339, 1654), 250, np.uint8)
    for row in range(12):
        at = (200, 300 + 90 * row)
        cv2.putText(page, "Can cu Luat Ho tich nam 2014", at, 0, 1.3, ink, 3)
    return page


def test_writing_is_told_from_paper():
    assert tell_writing(look_at(page_image(printed()), clean=True)) is Writing.CERTAIN
    white = np.full((2339, 1654), 250, np.uint8)
    assert tell_writing(look_at(page_image(white), clean=True)) is Writing.NONE


def test_faint_and_diffuse_traces_are_doubtful():
    through = cv2.GaussianBlur(printed(215), (0, 0), 6)
    assert tell_writing(look_at(page_image(through), clean=True)) is not Writing.CERTAIN


def test_a_negative_is_turned_and_sizes_fit():
    look = look_at(page_image(255 - printed()), clean=True)
    assert look.negative and not look_at(page_image(printed()), clean=True).negative
    assert np.median(look.pixels) > 200
    assert look.scale == 200.0 / look.page_dpi


def test_two_values_are_bilevel():
    page = np.where(printed() < 128, np.uint8(0), np.uint8(255))
    assert look_at(page_image(page), clean=True).bilevel
