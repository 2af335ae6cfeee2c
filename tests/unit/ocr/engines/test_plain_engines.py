"""The engines beside the ensemble: one reader, whole pages or rows."""

import pickle

import numpy as np
import pytest

from pipeline.ocr.engine import OcrEngine
from pipeline.ocr.engines.asternet import AsterNetEngine
from pipeline.ocr.engines.tesseract import TesseractCommandEngine
from pipeline.ocr.engines.tesserocr import TesserocrEngine
from tests.support.drawn_pages import Drawn, clean_page, drawn_page

LINES = ("Họ và tên: Nguyễn Thị Hoa", "Quốc tịch: Việt Nam", "Nơi sinh: Quảng Nam")
PAGE = drawn_page([Drawn(text, 150, 200 + 80 * n) for n, text in enumerate(LINES)])


@pytest.fixture(params=[AsterNetEngine, TesserocrEngine, TesseractCommandEngine])
def engine(request) -> OcrEngine:
    return request.param("vie")


def test_each_reads_a_page_line_by_line(engine):
    assert isinstance(engine, OcrEngine)
    read = engine.recognize(PAGE)
    assert read.engine == engine.name
    assert read.text.replace("\n\n", "\n").split("\n") == list(LINES)


def test_each_names_its_model(engine):
    assert any(part in engine.version for part in ("vie-", "asternet"))
    assert pickle.loads(pickle.dumps(engine)).version == engine.version


def test_white_paper_has_no_lines(engine):
    white = clean_page(np.full((400, 600), 255, np.uint8))
    assert all(word.confidence < 0.9 for word in engine.recognize(white).words)


def test_several_threads_read_a_page_as_one_does(engine, monkeypatch):
    alone = engine.recognize(PAGE)
    monkeypatch.setenv("SOHOA_PAGE_THREADS", "3")
    assert engine.recognize(PAGE) == alone
