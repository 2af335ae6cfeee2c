"""Lines that an engine passed over."""

import numpy as np

from pipeline.config import load_settings
from pipeline.ocr.checks.missed_rows import find_missed_rows
from pipeline.ocr.engines.tesserocr import TesserocrEngine
from pipeline.preprocess.prepare import prepare
from schemas.ocr import OcrPage
from tests.support.made_pages import page_image
from tests.support.odd_pages import print_page, text_page


def test_a_line_that_was_passed_over_is_found():
    clean = prepare(page_image(print_page()), load_settings(environ={}).preprocess)
    read = TesserocrEngine("vie").recognize(clean)
    assert find_missed_rows(read, clean) == ()
    lacking = OcrPage(
        tuple(line for line in read.lines if "THÔNG" not in line.text),
        read.geometry,
        "test",
    )
    [row] = find_missed_rows(lacking, clean)
    true = next(line.box for line in read.lines if "THÔNG" in line.text)
    assert abs(row.x0 - true.x0) < 12 and true.y0 - 12 < row.y0 < row.y1 < true.y1 + 12


def test_a_drawing_is_no_missed_line():
    page = text_page(("Ủy ban nhân dân phường",), 44).copy()
    rng = np.random.default_rng(1)
    for _ in range(30):
        y, x = rng.integers(600, 2000), rng.integers(200, 1400)
        page[y : y + int(rng.integers(2, 90)), x : x + int(rng.integers(2, 90))] = 30
    clean = prepare(page_image(page), load_settings(environ={}).preprocess)
    assert find_missed_rows(TesserocrEngine("vie").recognize(clean), clean) == ()
