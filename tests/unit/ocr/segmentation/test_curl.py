"""Bent lines are measured on their base lines, and level ones are left alone."""

import cv2
import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.ocr.segmentation.curl import find_curl
from pipeline.preprocess.prepare import prepare
from pipeline.preprocess.upright.flatten import flattened
from schemas.imaging import CleanPage
from synthetic.pages.failing import photographed
from tests.support.made_pages import bent, made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


@pytest.fixture(scope="module")
def letter() -> np.ndarray:
    return np.asarray(made("quyet_dinh", 3).image.convert("L"))


def prepared(pixels: np.ndarray) -> CleanPage:
    return prepare(page_image(pixels), SETTINGS)


def row_contrast(page: np.ndarray) -> float:
    """How clearly rows and the white between them part: level lines make it large."""
    return float((page < 128).sum(axis=1).astype(float).std())


@pytest.mark.parametrize("level", ["clean", "hard"])
def test_scans_are_level(level):
    assert find_curl(prepared(np.asarray(made("to_khai", 2, level).image))) is None


@pytest.mark.parametrize("sag", [14.0, -20.0, 40.0])
def test_a_bent_page_is_measured_and_made_flat_again(letter, sag):
    page = prepared(bent(letter, sag))
    curl = find_curl(page)
    assert curl is not None
    flat = flattened(page.pixels, curl)
    straight = prepared(letter).pixels
    bend, left = (
        row_contrast(straight) - row_contrast(one) for one in (page.pixels, flat)
    )
    assert left < 0.35 * bend


def test_a_photograph_is_bent(letter):
    page = prepared(photographed(letter, 100.0, np.random.default_rng(7)))
    assert find_curl(page) is not None


def test_a_page_with_little_on_it_tells_nothing():
    few = np.full((2339, 1654), 255, np.uint8)
    cv2.putText(few, "ABC DEF", (300, 400), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 3)
    assert find_curl(prepared(few)) is None
