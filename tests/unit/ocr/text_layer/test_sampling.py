"""The bands of a page that are read instead of the whole."""

from itertools import pairwise

import numpy as np

from pipeline.ocr.text_layer.sampling import choose_bands, lines_inside, read_bands
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage, OcrWord
from tests.support.drawn_pages import clean_page

CLEAN = clean_page(np.full((2339, 1654), 255, np.uint8))


def layer(*lines: tuple[str, float]) -> OcrPage:
    words = [OcrWord(text, BoundingBox(100, y, 900, y + 40), 1.0) for text, y in lines]
    return OcrPage(
        tuple(OcrLine.around([word]) for word in words), CLEAN.geometry, "layer"
    )


MANY = layer(*((f"Dòng thứ {n} của văn bản", 100.0 + 100 * n) for n in range(20)))


class Witness:
    """An engine that tells how tall the pictures are that it is shown."""

    name = version = "witness"

    def recognize(self, page):
        box = page.to_upright.apply_box(BoundingBox(0, 0, 10, len(page.pixels)))
        return OcrPage(
            (OcrLine.around([OcrWord("x", box, 1.0)]),), page.geometry, self.name
        )


def test_bands_are_spread_over_the_page_and_do_not_touch():
    bands = choose_bands(MANY, CLEAN)
    assert len(bands) == 4
    assert all(end < begin for (_, end), (begin, _) in pairwise(bands))
    assert bands[0][0] < 500 and bands[-1][1] > 1700


def test_lines_of_a_band_stand_wholly_in_it():
    bands = choose_bands(MANY, CLEAN)
    inside = lines_inside(bands, MANY, CLEAN)
    assert 4 <= len(inside) < len(MANY.lines)
    assert all(
        any(a <= line.box.y0 and line.box.y1 <= b for a, b in bands) for line in inside
    )


def test_bands_are_laid_around_long_lines_where_there_are_such():
    short = layer(("1", 100.0), ("Họ tên của người khai", 1000.0), ("2", 2000.0))
    assert choose_bands(short, CLEAN) == [(940, 1100)]
    assert choose_bands(layer(("1", 100.0)), CLEAN) == [(40, 200)]


def test_what_is_read_on_a_band_lies_on_the_page():
    bands = [(100, 200), (700, 950)]
    found = read_bands(bands, CLEAN, Witness())
    assert [(line.box.y0, line.box.y1) for line in found] == [(100, 200), (700, 950)]
