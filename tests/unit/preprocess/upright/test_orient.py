"""Up against down by marks and ascenders."""

import cv2
import numpy as np

from pipeline.preprocess.upright.orient import MIN_WORDS, up_down
from tests.support.drawn_pages import Drawn, drawn_pixels

LINES = [
    Drawn("Điều kiện và thủ tục đăng ký khai sinh tại đô thị", 80, 100 + 60 * n)
    for n in range(10)
]
PAGE = cv2.resize(drawn_pixels(LINES), None, fx=0.5, fy=0.5)
INK = np.where(PAGE < 160, np.uint8(255), np.uint8(0))


def test_upright_and_upside_down_are_told_apart():
    upright = up_down(INK, 100.0)
    over = up_down(np.ascontiguousarray(INK[::-1, ::-1]), 100.0)
    assert upright.certain and upright.score > 0
    assert over.certain and over.score < 0


def test_nothing_and_too_little_are_not_certain():
    assert up_down(np.zeros_like(INK), 100.0).words == 0
    few = INK.copy()
    few[70:] = 0
    assert up_down(few, 100.0).words < MIN_WORDS or up_down(few, 100.0).certain
    assert not up_down(np.zeros((50, 50), np.uint8), 100.0).certain
