"""Undoing the turn gives the page back."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import made, page_image

from pipeline.config import load_settings
from pipeline.preprocess.prepare import prepare

SETTINGS = load_settings(None, None, {}).preprocess


@settings(max_examples=12, deadline=None)
@given(st.floats(-8, 8), st.sampled_from(["quyet_dinh", "don_de_nghi", "giay_khai_sinh"]), st.integers(1, 4))
def test_the_angle_a_page_was_turned_by_is_found(skew, kind, seed):
    page = made(kind, seed, skew_deg=skew)
    clean = prepare(page_image(page.image), SETTINGS)
    assert clean.geometry.rotation_deg == 0
    assert abs(clean.geometry.skew_deg - skew) <= 0.1


@settings(max_examples=8, deadline=None)
@given(st.sampled_from([0, 90, 270]), st.floats(-5, 5), st.floats(0, 1), st.floats(0, 1))
def test_a_point_of_the_clean_copy_goes_to_the_scan_and_back(rotation, skew, fx, fy):
    page = made("don_de_nghi", 2, rotation_deg=rotation, skew_deg=skew)
    clean = prepare(page_image(page.image), SETTINGS)
    height, width = clean.pixels.shape
    x, y = fx * width, fy * height
    there = clean.to_upright.then(clean.geometry.to_scan)
    assert math.dist(there.inverse().apply(*there.apply(x, y)), (x, y)) < 0.5


def test_many_angles_have_a_small_mean_error():
    errors = []
    for seed, skew in enumerate(np.linspace(-6, 6, 13)):
        page = made("quyet_dinh", seed + 1, skew_deg=float(skew), noise=3.0, blur=0.5)
        errors.append(abs(prepare(page_image(page.image), SETTINGS).geometry.skew_deg - skew))
    assert np.mean(errors) <= 0.05


@pytest.mark.parametrize("value", [255, 250, 200])
def test_an_empty_page_is_not_turned(value):
    clean = prepare(page_image(np.full((2339, 1654, 3), value, np.uint8)), SETTINGS)
    assert (clean.geometry.rotation_deg, clean.geometry.skew_deg) == (0, 0.0)
