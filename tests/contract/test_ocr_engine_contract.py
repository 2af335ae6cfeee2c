"""What every recognition engine promises: one suite for all of them."""

import pickle
import unicodedata

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from pipeline.config import load_settings
from pipeline.ocr.engines.asternet import AsterNetEngine
from pipeline.ocr.engines.ensemble import EnsembleEngine
from pipeline.ocr.engines.tesseract import TesseractCommandEngine
from pipeline.ocr.engines.tesserocr import TesserocrEngine
from pipeline.preprocess.prepare import prepare
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


@pytest.fixture(
    scope="module",
    params=[TesserocrEngine, TesseractCommandEngine, AsterNetEngine, EnsembleEngine],
)
def engine(request):
    return request.param("vie")


@pytest.fixture(scope="module")
def form():
    return made("giay_khai_sinh", 7, "office")


@pytest.fixture(scope="module")
def read(engine, form):
    return engine.recognize(prepare(page_image(form.image), SETTINGS))


def test_name_and_version_identify_engine_and_model(engine):
    assert engine.name in {"tesserocr", "tesseract", "asternet", "ensemble"}
    assert any(model in engine.version for model in ("vie-", "asternet 1.0.2-sohoa2 "))


def test_words_are_composed_without_spaces_and_have_sane_boxes_and_confidence(read):
    width, height = read.geometry.upright_size
    assert len(read.words) > 40
    for word in read.words:
        assert word.text == unicodedata.normalize("NFC", word.text)
        assert not any(char.isspace() for char in word.text)
        assert 0 <= word.confidence <= 1
        assert -5 <= word.box.x0 < word.box.x1 <= width + 5
        assert -5 <= word.box.y0 < word.box.y1 <= height + 5


def test_a_dotted_form_is_read_line_by_line(read, form):
    """Every true line is found somewhere; tesseract as it comes drops lines that touch dotted
    leaders."""
    got = [line.text for line in read.lines]
    wrong = total = 0
    for line in form.truth.lines:
        text = unicodedata.normalize("NFC", line.text)
        joined = " ".join(got)
        best = min(
            Levenshtein.distance(text, joined[at : at + len(text)])
            for at in range(0, max(1, len(joined) - len(text)), 3)
        )
        wrong += min(best, len(text))
        total += len(text)
    assert wrong / total < 0.25


def test_word_boxes_lie_on_the_words_in_the_scan(read, form):
    found = {
        word.text: read.geometry.scan_box(word.box) for word in reversed(read.words)
    }
    line = next(one for one in form.truth.lines if "KHAI SINH" in one.text)
    box = found.get("SINH") or found.get("KHAI")
    assert box is not None
    x0, y0, x1, y1 = line.box.x0, line.box.y0, line.box.x1, line.box.y1
    assert x0 - 20 <= (box.x0 + box.x1) / 2 <= x1 + 20
    assert y0 - 20 <= (box.y0 + box.y1) / 2 <= y1 + 20


def test_the_head_is_read_column_by_column(engine):
    page = made("quyet_dinh", 3)
    lines = [
        line.text
        for line in engine.recognize(prepare(page_image(page.image), SETTINGS)).lines
    ]
    title = next(i for i, text in enumerate(lines) if "QUYẾT ĐỊNH" in text)
    head = " | ".join(lines[: title + 1])
    assert "CỘNG" in head and "Số:" in head
    assert not any("CỘNG" in text and "BAN NHÂN DÂN" in text for text in lines)


def test_a_blank_page_has_no_lines(engine):
    blank = prepare(page_image(np.full((2339, 1654), 250, np.uint8)), SETTINGS)
    assert blank.is_blank
    assert engine.recognize(blank).lines == ()


def test_reading_twice_gives_the_same(engine, read, form):
    again = engine.recognize(prepare(page_image(form.image), SETTINGS))
    assert again == read


def test_it_survives_pickling(engine, read, form):
    copy = pickle.loads(pickle.dumps(engine))
    assert copy.recognize(prepare(page_image(form.image), SETTINGS)).text == read.text


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((2339, 1654), np.uint8),
        np.random.default_rng(0).integers(0, 256, (1200, 900), dtype=np.uint8),
        np.kron(
            np.random.default_rng(1).integers(0, 2, (60, 40), dtype=np.uint8) * 255,
            np.ones((30, 30), np.uint8),
        ),
        np.full((20, 4000), 255, np.uint8),
    ],
    ids=["black", "noise", "blocks", "strip"],
)
def test_odd_pictures_are_read_or_found_empty(engine, pixels):
    read = engine.recognize(prepare(page_image(pixels), SETTINGS))
    assert all(word.text for word in read.words)
