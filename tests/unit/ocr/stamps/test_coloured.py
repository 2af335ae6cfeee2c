"""Red titles and names beside a seal, and red print that is none."""

import cv2
import numpy as np

from pipeline.ocr.stamps.coloured import find_red_stamps
from pipeline.ocr.stamps.segments import segments_of
from tests.support.stamped_pages import GEOMETRY, HEIGHT, page, paper

RED, BLACK = (205, 40, 60), (30, 30, 30)
NAME = ("TS: Ngô Văn Hòa", 1000, 1800)


def found(pixels: np.ndarray, *lines: tuple[str, float, float]) -> list[str]:
    segments = segments_of(page(*lines), HEIGHT)
    return [one.text for one in find_red_stamps(segments, pixels, GEOMETRY, HEIGHT)]


def drawn(lines, colour, *, seal: bool) -> np.ndarray:
    pixels = paper()
    for text, x, y in lines:
        at = (x, y + HEIGHT - 6)
        cv2.putText(pixels, "A" * (len(text) // 2), at, 0, 1.0, colour, 4)
    if seal:
        for radius in (150, 130):
            cv2.circle(pixels, (900, 1650), radius, RED, 7)
    return pixels


def test_a_red_name_beside_a_seal_is_stamped():
    assert found(drawn([NAME], RED, seal=True), NAME) == [NAME[0]]


def test_black_names_and_red_print_without_a_seal_are_not():
    assert found(drawn([NAME], BLACK, seal=True), NAME) == []
    assert found(drawn([NAME], RED, seal=False), NAME) == []
    assert found(drawn([NAME], RED, seal=True)[:, :, 0], NAME) == []


def test_red_numbers_and_red_titles_at_the_head_are_not():
    number, title = ("BM 012345", 1000, 1800), ("GIẤY CHỨNG NHẬN", 700, 400)
    lines = [number, title]
    assert found(drawn(lines, RED, seal=True), *lines) == []
