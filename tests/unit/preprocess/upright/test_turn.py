"""Which quarter turn: by the words, by the file's hint, by the probe where neither tells."""

import cv2
import numpy as np
import pytest
from drawn_pages import Drawn, drawn_pixels

from pipeline.preprocess.ink.letters import letter_ink
from pipeline.preprocess.ink.overview import overview
from pipeline.preprocess.upright.deskew import NO_TEXT, sweep_page
from pipeline.preprocess.upright.turn import PROBE_DPI, Turn, quarter_turn

LINES = [
    Drawn("Điều kiện và thủ tục đăng ký khai sinh tại đô thị", 150, 150 + 70 * n)
    for n in range(12)
]
PAGE = drawn_pixels(LINES)


def turn_of(pixels: np.ndarray, hint: int = 0, probe=None, text: bool = True) -> Turn:
    view = overview(pixels, 200.0)
    letters = letter_ink(view)
    sweeps = NO_TEXT, NO_TEXT
    if text:
        sweeps = sweep_page(letters, view.level, view.dpi, 10.0)
    return quarter_turn(pixels, hint, view, letters, sweeps, probe)


@pytest.mark.parametrize(("quarters", "degrees"), [(0, 0), (1, 90), (2, 180), (3, 270)])
def test_words_tell_every_quarter_turn(quarters, degrees):
    lying = np.ascontiguousarray(np.rot90(PAGE, quarters))
    assert turn_of(lying) == Turn(degrees, True)


def test_where_nothing_tells_the_hint_stands_and_the_probe_is_asked():
    dots = np.full((800, 800), 255, np.uint8)
    cv2.circle(dots, (400, 300), 9, 0, -1)
    assert turn_of(dots, hint=90, text=False) == Turn(90, False)
    asked = []

    def probe(pixels: np.ndarray, dpi: float) -> tuple[int, float]:
        asked.append((pixels.shape, dpi))
        return 270, 4.0

    assert turn_of(dots, probe=probe, text=False) == Turn(270, True)
    assert asked == [((600, 600), PROBE_DPI)]
    unsure = turn_of(dots, hint=90, probe=lambda *_: (180, 0.0), text=False)
    assert unsure == Turn(90, False)
