"""The pieces of ink of a line, where they stand on the upright page."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.extract.written.ink import Strokes, level_strip, strokes_in
from schemas.geometry import BoundingBox, PageGeometry

LINE = BoundingBox(20, 40, 180, 60)
PIECES = [(30, 42, 40, 58), (60, 42, 70, 58), (120, 50, 130, 58)]  # x0, y0, x1, y1
BLUE = (30, 40, 160)


def page(turn: int = 0) -> tuple[np.ndarray, PageGeometry]:
    """Two black pieces and a lower blue one; the scan lies `turn` before it is put upright."""
    upright = np.full((100, 200, 3), 255, np.uint8)
    for (x0, y0, x1, y1), colour in zip(PIECES, (0, 0, BLUE), strict=True):
        upright[y0:y1, x0:x1] = colour
    scan = np.ascontiguousarray(np.rot90(upright, turn // 90))
    height, width = scan.shape[:2]
    return scan, PageGeometry(width, height, 200, rotation_deg=turn)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pieces_are_found_where_they_stand_however_the_scan_lies(turn: int):
    found = strokes_in(*page(turn), LINE)
    by_place = np.argsort(found.boxes[:, 0])
    assert np.allclose(found.boxes[by_place], PIECES, atol=1.0)
    first, _, blue = found.colour[by_place]
    assert np.allclose(first, 0, atol=30)
    assert blue[2] > 120 > blue[0]


def test_a_ruled_line_is_no_piece_of_writing():
    scan, geometry = page()
    scan[59:61, 20:180] = 0
    assert len(strokes_in(scan, geometry, LINE)) == 3


def test_a_grey_scan_has_ink_of_one_hue():
    scan, geometry = page()
    found = strokes_in(scan[:, :, 0].copy(), geometry, LINE)
    assert len(found) == 3 and np.all(np.ptp(found.colour, axis=1) == 0)


def test_pieces_are_chosen_by_place_and_height():
    boxes = np.array([(0, 0, 10, 20), (10, 10, 20, 20), (20, 0, 30, 40)], float)
    strokes = Strokes(boxes, np.zeros((3, 3)))
    assert strokes.heights.tolist() == [20, 10, 40]
    assert strokes.levels.tolist() == [10, 15, 20]
    assert len(strokes.at_least(20)) == 2
    middles = strokes.between(
        5, 25
    )  # the left edge belongs to it, the right one does not
    assert middles.boxes[:, 0].tolist() == [0, 10]
    assert len(strokes.select(strokes.heights > 100)) == 0


def test_a_strip_beyond_the_scan_is_paper():
    scan, geometry = page()
    strip = level_strip(scan, geometry, (500.0, 500.0), 2.0, (12, 8))
    assert strip.shape == (8, 12, 3) and np.all(strip == 255)
