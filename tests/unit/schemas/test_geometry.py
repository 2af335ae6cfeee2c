import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.geometry import Affine, BoundingBox, PageGeometry

geometries = st.builds(
    PageGeometry,
    width_px=st.integers(16, 6000),
    height_px=st.integers(16, 6000),
    dpi=st.just(200.0),
    rotation_deg=st.sampled_from([0, 90, 180, 270]),
    skew_deg=st.floats(-12, 12),
)


@given(geometries, st.floats(0, 6000), st.floats(0, 6000))
def test_a_point_goes_upright_and_back_within_half_a_pixel(geometry, x, y):
    back = geometry.to_scan.apply(*geometry.to_upright.apply(x, y))
    assert math.dist(back, (x, y)) < 0.5


@given(geometries)
def test_the_centre_of_the_scan_is_the_centre_of_the_upright_page(geometry):
    width, height = geometry.upright_size
    found = geometry.to_upright.apply(geometry.width_px / 2, geometry.height_px / 2)
    assert found == pytest.approx((width / 2, height / 2), abs=1e-6)


def test_a_clockwise_quarter_turn_takes_the_top_left_corner_to_the_top_right():
    geometry = PageGeometry(100, 200, 200.0, rotation_deg=90)
    assert geometry.upright_size == (200, 100)
    assert geometry.to_upright.apply(0, 0) == pytest.approx((200, 0))
    assert geometry.scan_box(BoundingBox(190, 0, 200, 10)) == BoundingBox(
        pytest.approx(0), pytest.approx(0), pytest.approx(10), pytest.approx(10)
    )


def test_then_applies_the_left_map_first():
    both = Affine.shift(10, 0).then(Affine.clockwise(90))
    assert both.apply(0, 0) == pytest.approx((0, 10))
