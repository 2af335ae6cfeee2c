"""A flat copy shows what lies on the bent page at the shifted place."""

import numpy as np

from pipeline.preprocess.upright.flatten import flattened
from schemas.curl import Curl


def test_each_pixel_comes_from_the_shifted_place():
    page = np.repeat(np.arange(200, dtype=np.uint8)[:, None], 100, axis=1)
    curl = Curl(np.full((5, 5), 0.05))
    flat = flattened(page, curl)
    assert flat.shape == page.shape
    assert np.array_equal(flat[:180], page[10:190])
    assert (flat[195:] == 199).all()  # outside is the edge


def test_no_shift_changes_nothing():
    page = np.random.default_rng(1).integers(0, 255, (60, 80), np.uint8)
    assert np.array_equal(flattened(page, Curl(np.zeros((3, 4)))), page)
