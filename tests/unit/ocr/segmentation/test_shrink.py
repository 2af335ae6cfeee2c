"""Small copies keep size, place and brightness."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.segmentation.shrink import shrink

scales = st.sampled_from([1.0, 0.75, 0.5, 1 / 3, 0.25, 1 / 6, 0.1])


@given(st.integers(1, 300), st.integers(1, 300), scales, st.integers(0, 255))
def test_an_even_page_stays_even_and_has_its_share_of_pixels(
    height, width, scale, level
):
    small = shrink(np.full((height, width), level, np.uint8), scale)
    assert (small == level).all()
    for got, side in zip(small.shape, (height, width), strict=True):
        assert abs(got - max(1.0, side * scale)) <= 1.5


@pytest.mark.parametrize("scale", [0.5, 0.25, 1 / 3, 0.2])
def test_each_pixel_is_the_mean_of_what_it_stands_for(scale):
    noise = np.random.default_rng(3).integers(0, 256, (240, 360), np.uint8)
    small, step = shrink(noise, scale), round(1 / scale)
    if step * small.shape[0] == 240 and step in (2, 4):
        means = noise.reshape(small.shape[0], step, small.shape[1], step).mean(
            axis=(1, 3)
        )
        assert np.abs(small - means).max() <= 1.0
    assert small.mean() == pytest.approx(noise.mean(), abs=1.0)


@given(
    st.integers(20, 279), st.integers(20, 379), st.sampled_from([0.5, 0.25, 1 / 3, 0.2])
)
def test_a_mark_stays_where_it_was(y, x, scale):
    page = np.full((300, 400), 255, np.uint8)
    page[y - 10 : y + 10, x - 10 : x + 10] = 0
    rows, columns = np.nonzero(shrink(page, scale) < 128)
    assert (rows.mean() + 0.5) / scale == pytest.approx(y, abs=1 / scale)
    assert (columns.mean() + 0.5) / scale == pytest.approx(x, abs=1 / scale)


def test_the_page_itself_is_given_back_at_full_size():
    page = np.zeros((7, 9), np.uint8)
    assert shrink(page, 1.0) is page
