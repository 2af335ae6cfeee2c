"""Small print comes out black on white whatever its own darkness, and paper stays white."""

import cv2
import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.preprocess.cleaning.clear import LEAST_PRINT_DPI
from pipeline.preprocess.cleaning.small_print import clear_small_print
from pipeline.preprocess.prepare import prepare
from pipeline.preprocess.upright.level import resized
from synthetic.pages.failing import small
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


@pytest.fixture(scope="module")
def letter() -> np.ndarray:
    return np.asarray(made("quyet_dinh", 1).image.convert("L"))


def test_thin_strokes_of_small_print_stay(letter):
    tiny = small(letter, 0.36, 85)
    copy = resized(tiny, 1 / 0.36)
    even = clear_small_print(copy, np.full((16, 16), 255, np.uint8), 200.0)
    same = letter[: even.shape[0], : even.shape[1]] < 140
    even = even[: same.shape[0], : same.shape[1]]
    apart = cv2.dilate(same.astype(np.uint8), np.ones((15, 15), np.uint8)) == 0
    assert np.mean(even[same] < 160) > 0.85
    assert np.mean(even[apart] > 240) > 0.99


def test_print_beside_a_black_seal_is_not_taken_for_paper(letter):
    pale = (255 - 0.35 * (255 - letter.astype(np.float32))).astype(np.uint8)
    cv2.circle(pale, (800, 2000), 150, 0, -1)
    even = clear_small_print(pale, np.full((16, 16), 255, np.uint8), 200.0)
    strokes = letter[:1700] < 100
    assert np.mean(even[:1700][strokes] < 160) > 0.85


def test_only_pages_of_few_pixels_are_treated_so(letter):
    usual = prepare(page_image(letter), SETTINGS)
    tiny = prepare(page_image(small(letter, 0.4, 85), 200.0 * 0.4), SETTINGS)
    assert "small_print" not in usual.flags and "small_print" in tiny.flags
    assert LEAST_PRINT_DPI < 150
    assert np.mean(tiny.pixels < 128) == pytest.approx(
        np.mean(usual.pixels < 128), rel=0.5
    )
