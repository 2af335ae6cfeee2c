"""Tesseract in this process: pictures in, TSV and words out."""

import pickle
from itertools import pairwise

import numpy as np
import pytest

from pipeline.errors import MissingToolError
from pipeline.ocr.tesseract.api import TesseractApi
from pipeline.ocr.tesseract.lines import TesseractLines
from pipeline.ocr.tesseract.tsv import parse_words
from tests.support.drawn_pages import Drawn, drawn_pixels

TEXT = "Họ và tên: Nguyễn Thị Hoa"
SHEET = drawn_pixels([Drawn(TEXT, 30, 200)])
INKED = np.flatnonzero((SHEET < 255).any(axis=1))
ROW = SHEET[INKED[0] - 4 : INKED[-1] + 5, :800]


@pytest.fixture(scope="module")
def lines() -> TesseractLines:
    return TesseractLines("vie")


def test_words_of_a_picture_come_as_tsv():
    words = [
        text for _, text, _, _ in parse_words(TesseractApi("vie", 6).tsv(ROW, 200))
    ]
    assert " ".join(words) == TEXT


def test_a_row_is_words_from_the_left_on_their_ink(lines):
    words = lines.read(ROW, 200)
    assert " ".join(word.text for word in words) == TEXT
    assert all(a.end <= b.start + 2 for a, b in pairwise(words))
    inked = np.flatnonzero((ROW < 128).any(axis=0))
    assert abs(words[0].start - inked[0]) < 6 and abs(words[-1].end - inked[-1]) < 6


def test_what_is_read_on_white_is_doubtful(lines):
    words = lines.read(np.full((60, 400), 255, np.uint8), 200)
    assert all(word.confidence < 0.6 for word in words)


def test_it_travels_without_its_library(lines):
    assert pickle.loads(pickle.dumps(lines)).read(ROW, 200) == lines.read(ROW, 200)


def test_a_language_that_is_not_there_is_told_at_once():
    with pytest.raises(MissingToolError):
        TesseractApi("xyz", 6)
