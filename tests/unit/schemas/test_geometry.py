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


boxes = st.builds(
    lambda x, y, w, h: BoundingBox(x, y, x + w, y + h),
    *(st.floats(-500, 500) for _ in range(2)),
    *(st.floats(0, 500) for _ in range(2)),
)


@given(boxes, boxes)
def test_a_union_holds_both_and_the_order_is_of_no_matter(one, other):
    both = one.union(other)
    assert both == other.union(one)
    for box in (one, other):
        assert both.union(box) == both
    assert both.width >= max(one.width, other.width)


@given(boxes, st.integers(1, 400), st.integers(1, 400))
def test_a_clipped_box_lies_on_the_page_and_stays_when_clipped_again(
    box, width, height
):
    part = box.clipped(width, height)
    assert 0 <= part.x0 <= part.x1 <= width and 0 <= part.y0 <= part.y1 <= height
    assert part.clipped(width, height) == part


@given(boxes, st.floats(-180, 180))
def test_a_turned_box_is_around_all_its_corners(box, degrees):
    turn = Affine.clockwise(degrees)
    around = turn.apply_box(box)
    for x in (box.x0, box.x1):
        for y in (box.y0, box.y1):
            u, v = turn.apply(x, y)
            assert around.x0 - 1e-6 <= u <= around.x1 + 1e-6
            assert around.y0 - 1e-6 <= v <= around.y1 + 1e-6


@given(st.floats(-180, 180), st.floats(-900, 900), st.floats(-900, 900))
def test_a_map_and_its_inverse_leave_a_point_where_it_was(degrees, dx, dy):
    there = Affine.clockwise(degrees).then(Affine.shift(dx, dy))
    back = there.then(there.inverse())
    assert back.apply(123.0, -45.0) == pytest.approx((123.0, -45.0), abs=1e-6)


def test_a_map_that_flattens_has_no_way_back():
    with pytest.raises(ZeroDivisionError):
        Affine(a=1, b=2, c=2, d=4).inverse()


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_four_quarter_turns_keep_the_canvas(quarter):
    geometry = PageGeometry(300, 500, 200.0, rotation_deg=quarter)
    width, height = geometry.upright_size
    assert {width, height} == {300, 500}
    assert geometry.scan_box(BoundingBox(0, 0, width, height)) == BoundingBox(
        *(pytest.approx(edge, abs=1e-9) for edge in (0, 0, 300, 500))
    )
