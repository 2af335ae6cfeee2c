"""How much of the letters on a page a layer covers."""

import numpy as np

from pipeline.ocr.text_layer.coverage import measure_coverage
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage, OcrWord
from tests.support.drawn_pages import clean_page

PIXELS = np.full((400, 1000), 255, np.uint8)
for at in range(100, 900, 40):
    PIXELS[200:220, at : at + 16] = 0
CLEAN = clean_page(PIXELS)


def layer(x0: float, x1: float) -> OcrPage:
    word = OcrWord("x", BoundingBox(x0, 190, x1, 230), 1.0)
    return OcrPage((OcrLine.around([word]),), CLEAN.geometry, "layer")


def test_the_share_of_letters_under_words():
    assert measure_coverage(layer(90, 910), CLEAN) == 1.0
    assert measure_coverage(layer(90, 495), CLEAN) == 0.5
    assert measure_coverage(layer(920, 990), CLEAN) == 0.0


def test_a_page_without_letters_is_covered():
    bare = clean_page(np.full((400, 1000), 255, np.uint8))
    assert measure_coverage(layer(0, 10), bare) == 1.0
