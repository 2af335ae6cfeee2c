"""Tesseract on a whole page, for a second opinion."""

import pickle

import numpy as np

from pipeline.ocr.tesseract.whole_page import TesseractWholePage
from tests.support.drawn_pages import Drawn, clean_page, drawn_page

LINES = ("Họ và tên: Nguyễn Thị Hoa", "Quốc tịch: Việt Nam", "Nơi sinh: Quảng Nam")
PAGE = drawn_page([Drawn(text, 150, 200 + 80 * n) for n, text in enumerate(LINES)])


def test_a_page_is_read_line_by_line_with_probabilities():
    reader = pickle.loads(pickle.dumps(TesseractWholePage("vie")))
    read = reader.recognize(PAGE)
    assert [line.text for line in read.lines] == list(LINES)
    assert all(0.5 < word.confidence <= 1 for word in read.words)
    assert read.engine == reader.name and "vie" in reader.version


def test_a_page_called_blank_is_read_all_the_same():
    white = clean_page(np.full((400, 600), 255, np.uint8))
    assert TesseractWholePage("vie").recognize(white).lines == ()
