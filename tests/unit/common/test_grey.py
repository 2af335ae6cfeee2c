from __future__ import annotations

import numpy as np
import pytest

from pipeline.common.grey import to_grey

PAGE = np.array([[0, 90], [200, 255]], np.uint8)


def test_grey_stays_and_grey_in_three_planes_is_the_same() -> None:
    assert to_grey(PAGE) is PAGE
    assert np.array_equal(to_grey(np.dstack([PAGE] * 3)), PAGE)


@pytest.mark.parametrize(
    ("colour", "level"),
    [((255, 0, 0), 76), ((0, 255, 0), 150), ((0, 0, 255), 29)],
    ids=["red", "green", "blue"],
)
def test_colours_weigh_as_the_eye_sees_them(
    colour: tuple[int, int, int], level: int
) -> None:
    """ITU-R BT.601."""
    assert to_grey(np.full((1, 1, 3), colour, np.uint8)).item() == level
