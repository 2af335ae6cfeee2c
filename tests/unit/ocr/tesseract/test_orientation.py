"""How a page stands, asked of whichever Tesseract there is."""

import sys

import numpy as np
import pytest

from pipeline.ocr.tesseract.orientation import (
    UNKNOWN,
    TesseractOrientation,
    ask_command,
    ask_library,
)
from pipeline.ocr.tesseract.probe import probe_tesseract
from tests.support.drawn_pages import Drawn, drawn_pixels

TEXT = "Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014; xét đề nghị"
PAGE = drawn_pixels([Drawn(TEXT, 150, 100 + 70 * n) for n in range(12)])
# Clockwise turns that undo so many anticlockwise quarter turns.
TURNS = {0: 0, 1: 90, 2: 180, 3: 270}


@pytest.mark.parametrize("quarters", TURNS)
def test_library_and_command_say_the_same(quarters):
    turned = np.ascontiguousarray(np.rot90(PAGE, quarters))
    by_library = ask_library(turned, 200, probe_tesseract("osd"))
    by_command = ask_command(turned, 200)
    assert by_library[0] == by_command[0] == TURNS[quarters]
    assert by_library[1] > 1 and by_command[1] > 1


def test_without_the_library_the_command_is_asked(monkeypatch):
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    probe = TesseractOrientation(probe_tesseract("osd"))
    assert probe(np.ascontiguousarray(PAGE[::-1, ::-1]), 200)[0] == 180


def test_white_paper_tells_nothing():
    white = np.full((400, 400), 255, np.uint8)
    assert ask_command(white, 200) == UNKNOWN
    assert TesseractOrientation(probe_tesseract("osd"))(white, 200)[1] < 1
