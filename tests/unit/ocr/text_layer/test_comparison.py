"""Whether a layer says what was read, on plain words."""

import numpy as np
import pytest

from pipeline.ocr.text_layer.comparison import Verdict, compare, compare_quickly
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage, OcrWord
from tests.support.drawn_pages import clean_page

# Words of 200 × 30 pixels, a letter in each.
PLACES = [(100 + 250 * (n % 5), 100 + 60 * (n // 5)) for n in range(30)]
PIXELS = np.full((700, 1500), 255, np.uint8)
for x0, y0 in PLACES:
    PIXELS[y0 + 5 : y0 + 25, x0 + 20 : x0 + 40] = 0
CLEAN = clean_page(PIXELS)
TEXT = (
    [
        "Căn",
        "cứ",
        "Luật",
        "Hộ",
        "tịch",
        "ngày",
        "hai",
        "mươi",
        "tháng",
        "mười",
        "một",
        "năm",
        "hai",
        "nghìn",
    ]
    * 3
)[:30]


def page(words: list[str], engine: str = "ours") -> OcrPage:
    read = [
        OcrWord(word, BoundingBox(x, y, x + 200, y + 30), 0.9)
        for word, (x, y) in zip(words, PLACES, strict=False)
    ]
    lines = (read[at : at + 5] for at in range(0, len(read), 5))
    return OcrPage(
        tuple(OcrLine.around(line) for line in lines), CLEAN.geometry, engine
    )


@pytest.mark.parametrize(
    ("layer", "verdict"),
    [
        (TEXT, Verdict.AGREES),
        ([word.upper() for word in TEXT], Verdict.GARBAGE),
        (TEXT[:20], Verdict.PARTIAL),
        (["xq"] * 30, Verdict.GARBAGE),
    ],
    ids=["the same", "other letters", "a part of the page", "noise"],
)
def test_a_layer_is_judged_by_letters_and_by_what_it_covers(layer, verdict):
    found = compare(page(layer), CLEAN, page(TEXT))
    assert found.verdict is verdict and found.agrees == (verdict is Verdict.AGREES)
    assert 0 <= found.agreement <= 1 and 0 <= found.covered <= 1


def test_where_nothing_was_read_nothing_agrees():
    found = compare(page(TEXT), CLEAN, OcrPage((), CLEAN.geometry, "ours"))
    assert found.agreement == 0.0 and found.verdict is Verdict.GARBAGE


def test_a_short_page_is_read_whole():
    shown = []

    class Reader:
        name = version = "reader"

        def recognize(self, clean):
            shown.append(len(clean.pixels))
            return page(TEXT)

    assert compare_quickly(page(TEXT), CLEAN, Reader()).agrees
    assert shown == [700]
