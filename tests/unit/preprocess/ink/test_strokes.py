"""Strokes made thicker."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.preprocess.ink.strokes import thickened


def test_dots_of_a_broken_stroke_touch_and_white_between_letters_stays():
    copy = np.full((40, 60), 255, np.uint8)
    copy[5:35:3, 10:12] = copy[6:35:3, 10:12] = 0  # a stem in dots
    copy[5:35, 18:20] = 0  # the next letter
    got = thickened(copy, 200.0)
    assert (got[5:35, 10] == 0).all()
    assert (got[:, 13:18] == 255).all()


@pytest.mark.parametrize(("dpi", "thick"), [(150, 2), (300, 2), (400, 3), (600, 3)])
def test_strokes_grow_by_the_resolution_of_the_scan(dpi, thick):
    page = np.full((20, 20, 3), 255, np.uint8)
    page[:, 7] = 0
    got = thickened(page, dpi)
    assert got.shape == page.shape
    assert (got[10, :, 0] == 0).sum() == thick


@given(st.integers(1, 9), st.integers(1, 9))
def test_any_size_and_the_copy_itself_is_not_changed(height, width):
    copy = np.full((height, width), 255, np.uint8)
    copy[0, 0] = 7
    assert thickened(copy, 200.0).shape == (height, width)
    assert (copy != 255).sum() == 1
