"""Boxes of a level page on the bent one."""

import numpy as np
import pytest

from schemas.curl import Curl
from schemas.geometry import BoundingBox

SIZE = (400, 1000)


def test_a_box_is_moved_by_the_shift_at_its_place():
    curl = Curl(
        np.array([[0.0, 0.0], [0.1, 0.1]])
    )  # the farther down, the farther moved
    box = curl.bent_box(BoundingBox(10, 200, 60, 220), SIZE)
    assert (box.x0, box.x1) == (10, 60)
    assert box.y0 == pytest.approx(220) and box.y1 == pytest.approx(242)


def test_a_box_on_a_slope_holds_both_its_ends():
    curl = Curl(
        np.array([[0.0, 0.1], [0.0, 0.1]])
    )  # the farther right, the farther down
    box = curl.bent_box(BoundingBox(0, 500, 200, 520), SIZE)
    assert box.y0 == pytest.approx(500) and box.y1 == pytest.approx(570)


def test_no_box_leaves_the_page():
    box = Curl(np.full((2, 2), 0.1)).bent_box(BoundingBox(0, 950, 10, 990), SIZE)
    assert box.y1 == 1000
