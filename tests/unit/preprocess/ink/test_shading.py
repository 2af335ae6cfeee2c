"""Specks of shaded ground go, and print on other bilevel scans is left as it is."""

import cv2
import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.preprocess.ink.shading import without_shading
from pipeline.preprocess.prepare import prepare
from synthetic.pages.failing import broken, shaded
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


@pytest.fixture(scope="module")
def letter() -> np.ndarray:
    return np.asarray(made("quyet_dinh", 1).image.convert("L"))


def ink(pixels: np.ndarray, where: np.ndarray) -> int:
    return int(((pixels < 128) & where).sum())


@pytest.mark.parametrize("dark", [0.2, 0.3])
def test_most_specks_go_and_most_print_stays(letter, dark):
    scan = shaded(letter, 200.0, dark, np.random.default_rng(2))
    print_only = letter < 140
    apart = cv2.dilate(print_only.astype(np.uint8), np.ones((15, 15), np.uint8)) == 0
    cleaned, found = without_shading(scan, 200.0)
    assert found
    assert ink(cleaned, apart) < 0.35 * ink(scan, apart)
    assert ink(cleaned, print_only) > 0.8 * ink(scan, print_only)
    assert "shaded" in prepare(page_image(scan), SETTINGS).flags


def test_other_bilevel_scans_are_left_as_they_are(letter):
    plain = np.where(letter < 140, np.uint8(0), np.uint8(255))
    worn = broken(letter, 200.0, 0.9, np.random.default_rng(2))
    for scan in (plain, worn):
        cleaned, found = without_shading(scan, 200.0)
        assert not found and cleaned is scan
