"""Rectangles on a PDF page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.pdf.boxes import (
    EVERYTHING,
    area,
    as_rectangle,
    coverage,
    inside,
    intersect,
    rectangle,
    right_angled,
    sort_box,
)
from schemas.geometry import Affine, BoundingBox

SHEET = BoundingBox(0, 0, 100, 200)
numbers = st.integers(-1000, 1000)


def test_a_box_is_told_from_its_lower_left_corner():
    assert sort_box((30, 5, 10, 20)) == (10, 5, 30, 20)
    assert as_rectangle((30, 5, 10, 20)) == (10, 5, 20, 15)


@pytest.mark.parametrize("broken", [(1, 2, 3), ("a", 0, 1, 1), (1, 2, 3, 4, 5)])
def test_what_is_no_box_is_refused(broken):
    with pytest.raises((ValueError, TypeError)):
        sort_box(broken)


def test_operands_of_a_rectangle_are_placed_where_the_matrix_has_no_slant():
    assert rectangle((10, 10, 20, -5), Affine(2, 0, 0, 2, 1, 0)) == BoundingBox(
        21, 10, 61, 20
    )
    turned = rectangle((0, 0, 10, 20), Affine(0, 1, -1, 0, 0, 0))
    assert turned == BoundingBox(-20, 0, 0, 10)
    assert rectangle((0, 0, 10, 20), Affine(1, 0.2, -0.2, 1, 0, 0)) is None


def test_level_and_upright_are_right_angles_and_a_degree_is_not():
    assert right_angled(Affine(1, 0, 0, 1, 0, 0)) and right_angled(
        Affine(0, 1, -1, 0, 0, 0)
    )
    assert not right_angled(Affine(1, 0.0175, -0.0175, 1, 0, 0))


def test_boxes_that_do_not_meet_share_no_area():
    assert area(intersect(SHEET, BoundingBox(150, 0, 160, 10))) == 0.0
    assert coverage(BoundingBox(0, 0, 50, 400), SHEET) == 0.5
    assert coverage(SHEET, BoundingBox(5, 5, 5, 9)) == 0.0


def test_a_little_over_the_edge_is_inside_still():
    assert inside(BoundingBox(-1, 0, 99, 200), SHEET, slack=0.02)
    assert not inside(BoundingBox(-5, 0, 95, 200), SHEET, slack=0.02)


@settings(deadline=None)
@given(st.tuples(numbers, numbers, numbers, numbers))
def test_sharing_with_everything_or_itself_changes_nothing(corners):
    box = BoundingBox(*sort_box(corners))
    assert intersect(box, EVERYTHING) == box == intersect(box, box)
    assert inside(box, box, 0.0)
    assert area(box) == 0.0 or coverage(box, box) == 1.0
