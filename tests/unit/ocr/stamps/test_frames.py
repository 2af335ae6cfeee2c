"""Frames of stamps: turned, worn, crossed by print; no frame where two rules only look like one."""

import cv2
import numpy as np
import pytest

from pipeline.ocr.stamps.frames import find_frames
from schemas.geometry import BoundingBox, PageGeometry
from tests.support.stamped_pages import GEOMETRY, HEIGHT, framed, paper

SIZES = (4.0, 1.5), (20.0, 14.0)
PART = BoundingBox(0, 0, 1654, 1200)


def found(pixels: np.ndarray, geometry: PageGeometry = GEOMETRY) -> list[BoundingBox]:
    return list(find_frames(pixels, geometry, PART, HEIGHT, SIZES))


def is_near(box: BoundingBox, x0: float, y0: float, x1: float, y1: float) -> bool:
    return (
        max(abs(box.x0 - x0), abs(box.y0 - y0), abs(box.x1 - x1), abs(box.y1 - y1))
        < 0.7 * HEIGHT
    )


@pytest.mark.parametrize("tilt", [-14, 0, 14])
def test_a_frame_is_found_turned_as_stamps_are(tilt):
    (box,) = found(framed(200, 300, 600, 520, tilt))
    assert is_near(box, 200, 300 + min(0, tilt), 600, 520 + max(0, tilt))


def test_a_worn_frame_with_writing_in_it_is_found():
    pixels = framed(200, 300, 600, 520)
    pixels[380:420, 590:610] = 250
    pixels[290:310, 380:400] = 250
    cv2.putText(pixels, "918", (540, 400), cv2.FONT_HERSHEY_SIMPLEX, 2, (40, 40, 40), 3)
    assert any(is_near(box, 200, 300, 600, 520) for box in found(pixels))


def test_a_frame_on_a_page_that_lies_on_its_side():
    upright = framed(200, 300, 600, 520)
    lying = np.ascontiguousarray(np.rot90(upright))
    turned = PageGeometry(2339, 1654, 200.0, rotation_deg=90)
    assert any(is_near(box, 200, 300, 600, 520) for box in found(lying, turned))


def test_rules_without_sides_and_white_paper_are_no_frame():
    pixels = paper()
    for y in (300, 520):
        cv2.line(pixels, (200, y), (600, y), (30, 30, 30), 3)
    assert found(pixels) == []
    assert found(paper()) == []
    assert find_frames(paper(), GEOMETRY, BoundingBox(5, 5, 9, 9), HEIGHT, SIZES) == ()
