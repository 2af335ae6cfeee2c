"""Undoing the turn gives the page back."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import load_settings
from pipeline.preprocess.prepare import prepare
from pipeline.preprocess.upright.level import leveled
from schemas.geometry import BoundingBox, PageGeometry
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


@settings(max_examples=12, deadline=None)
@given(
    st.floats(-8, 8),
    st.sampled_from(["quyet_dinh", "don_de_nghi", "giay_khai_sinh"]),
    st.integers(1, 4),
)
def test_the_angle_a_page_was_turned_by_is_found(skew, kind, seed):
    page = made(kind, seed, skew_deg=skew)
    clean = prepare(page_image(page.image), SETTINGS)
    assert clean.geometry.rotation_deg == 0
    assert abs(clean.geometry.skew_deg - skew) <= 0.1


@settings(max_examples=8, deadline=None)
@given(
    st.sampled_from([0, 90, 270]), st.floats(-5, 5), st.floats(0, 1), st.floats(0, 1)
)
def test_a_point_of_the_clean_copy_goes_to_the_scan_and_back(rotation, skew, fx, fy):
    page = made("don_de_nghi", 2, rotation_deg=rotation, skew_deg=skew)
    clean = prepare(page_image(page.image), SETTINGS)
    height, width = clean.pixels.shape
    x, y = fx * width, fy * height
    there = clean.to_upright.then(clean.geometry.to_scan)
    assert math.dist(there.inverse().apply(*there.apply(x, y)), (x, y)) < 0.5


GEOMETRIES = st.builds(
    PageGeometry,
    st.integers(20, 5000),
    st.integers(20, 5000),
    st.floats(30, 1200),
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-12, 12),
)


@given(
    GEOMETRIES,
    st.tuples(*[st.floats(0.1, 0.9)] * 2),
    st.tuples(*[st.floats(0.001, 0.1)] * 2),
    st.floats(0.05, 4),
)
def test_a_box_of_the_copy_lies_on_the_scan_where_it_was(geometry, place, size, scale):
    width, height = (side * scale for side in geometry.upright_size)
    x, y = place[0] * width, place[1] * height
    box = BoundingBox(x, y, x + size[0] * width, y + size[1] * height)
    corners = [(bx, by) for bx in (box.x0, box.x1) for by in (box.y0, box.y1)]
    for corner in corners:
        upright = corner[0] / scale, corner[1] / scale
        there = geometry.to_scan.apply(*upright)
        assert math.dist(geometry.to_upright.apply(*there), upright) < 0.5
    # The box around the turned box holds it, and is no larger than the turn makes it.
    around = geometry.to_upright.apply_box(geometry.to_scan.apply_box(box))
    assert around.x0 <= box.x0 + 0.5 and around.y1 >= box.y1 - 0.5
    longest = box.width + box.height
    assert (
        around.width
        <= box.width
        + 2 * longest * math.sin(math.radians(abs(geometry.skew_deg)))
        + 0.5
    )


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-10, 10),
    st.sampled_from([0.5, 1.0, 1.3, 2.0]),
    st.floats(0.25, 0.75),
    st.floats(0.25, 0.75),
)
def test_a_mark_on_the_scan_is_found_where_the_maps_say(rotation, skew, scale, fx, fy):
    height, width = 420, 300
    scan = np.full((height, width), 255, np.uint8)
    x, y = int(fx * width), int(fy * height)
    scan[y - 2 : y + 3, x - 2 : x + 3] = 0
    geometry = PageGeometry(width, height, 200.0, rotation, skew)
    copy, to_upright = leveled(scan, geometry, scale, 255 - scan)
    weights = 255.0 - copy
    ys, xs = np.mgrid[0 : copy.shape[0], 0 : copy.shape[1]]
    found = np.average(xs + 0.5, weights=weights), np.average(ys + 0.5, weights=weights)
    back = to_upright.then(geometry.to_scan).apply(*found)
    assert math.dist(back, (x + 0.5, y + 0.5)) < 0.5


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 999),
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-10, 10),
    st.sampled_from([0.7, 1.0, 1.6]),
)
def test_nothing_that_is_marked_is_left_out(seed, rotation, skew, scale):
    rng = np.random.default_rng(seed)
    scan = np.full((700, 500), 255, np.uint8)
    for x, y in rng.integers((60, 60), (440, 640), (12, 2)):
        scan[y : y + 2, x : x + 2] = 0
    geometry = PageGeometry(500, 700, 200.0, rotation, skew)
    everything = np.full_like(scan, 255)
    whole, _ = leveled(scan, geometry, scale, everything)
    part, _ = leveled(scan, geometry, scale, 255 - scan)
    halved, _ = leveled(scan, geometry, scale, (255 - scan)[::2, ::2])
    # OpenCV rounds places to 1/32 of a pixel, each band by itself.
    assert np.abs(part.astype(int) - whole).max() <= 4
    assert np.abs(halved.astype(int) - whole).max() <= 4


def test_many_angles_have_a_small_mean_error():
    errors = []
    for seed, skew in enumerate(np.linspace(-6, 6, 13)):
        page = made("quyet_dinh", seed + 1, skew_deg=float(skew), noise=3.0, blur=0.5)
        errors.append(
            abs(prepare(page_image(page.image), SETTINGS).geometry.skew_deg - skew)
        )
    assert np.mean(errors) <= 0.02


@pytest.mark.parametrize("value", [255, 250, 200])
def test_an_empty_page_is_not_turned(value):
    clean = prepare(page_image(np.full((2339, 1654, 3), value, np.uint8)), SETTINGS)
    assert (clean.geometry.rotation_deg, clean.geometry.skew_deg) == (0, 0.0)
