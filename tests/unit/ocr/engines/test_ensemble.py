"""The ensemble on drawn pages: what it reads, where the words lie, what each profile spends."""

import pickle

import cv2
import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.arbitration.weights import load_weights
from pipeline.ocr.engines.ensemble import SHOWN, EnsembleEngine
from pipeline.ocr.tesseract.lines import TesseractLines
from tests.support.drawn_pages import (
    Drawn,
    clean_page,
    drawn_page,
    drawn_pixels,
    word_boxes,
)

PROFILES = ("fast", "balanced", "best")


PAGE = (
    Drawn("GIẤY KHAI SINH", 600, 420, 48),
    Drawn("Họ, chữ đệm, tên: NGUYỄN ĐỖ DIỄM HẰNG", 150, 530),
    Drawn("Ngày, tháng, năm sinh: 11/08/2022", 150, 600),
    Drawn("Giới tính: Nữ", 1100, 600),
    Drawn("Dân tộc: Kinh", 150, 670),
    Drawn("Quốc tịch: Việt Nam", 1100, 670),
    Drawn("Nơi cư trú: số 120, ngõ 157, phường Hòa Mục, quận Thanh Xuân", 150, 740),
    Drawn("Số định danh cá nhân: 001222515224", 150, 810),
)


TRUTH = [
    PAGE[0].text,
    PAGE[1].text,
    f"{PAGE[2].text} {PAGE[3].text}",
    f"{PAGE[4].text} {PAGE[5].text}",
    PAGE[6].text,
    PAGE[7].text,
]


@pytest.fixture(scope="module")
def engines() -> dict[str, EnsembleEngine]:
    return {profile: EnsembleEngine("vie", profile) for profile in PROFILES}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_clean_form_is_read_line_by_line(engines, profile):
    got = [
        line.text
        for line in engines[profile].recognize(drawn_page(PAGE, height=2339)).lines
    ]
    assert len(got) == len(TRUTH)
    wrong = sum(Levenshtein.distance(a, b) for a, b in zip(got, TRUTH, strict=True))
    assert wrong <= 0.03 * sum(map(len, TRUTH))


def test_boxes_lie_on_the_words(engines):
    lines = engines["balanced"].recognize(drawn_page(PAGE, height=2339)).lines
    words = [word for line in lines for word in line.words]
    checked = 0
    for line in PAGE:
        for text, left, right in word_boxes(line):
            near = [
                w for w in words if w.text == text and w.box.y0 < line.y - 5 < w.box.y1
            ]
            if near:
                box = min((w.box for w in near), key=lambda box: abs(box.x0 - left))
                assert abs(box.x0 - left) < 12 and abs(box.x1 - right) < 12, text
                checked += 1
    assert checked >= 30


def test_letters_that_a_ring_touches_are_still_read(engines):
    line = Drawn("CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG HÒA MỤC", 200, 320)
    pixels = drawn_pixels(
        (Drawn("Nơi nhận: như điều 3, lưu văn thư", 150, 100), line), 1654, 700
    )
    cv2.circle(pixels, (480, 310), 130, 0, 3)
    read = engines["balanced"].recognize(clean_page(pixels))
    best = min(Levenshtein.distance(line.text, got.text) for got in read.lines)
    assert best <= 0.15 * len(line.text)


def test_the_fast_profile_has_no_second_reader(engines):
    fast, balanced = engines["fast"], engines["balanced"]
    assert fast._other is None
    fast.recognize(drawn_page(PAGE, height=2339))
    assert "tesseract" not in fast.version and "asternet" in fast.version
    assert isinstance(balanced._other, TesseractLines)


class Counting:
    """Readers that count what they are shown, as (height, width)."""

    def __init__(self, reader):
        self.reader = reader
        self.model = getattr(reader, "model", None)
        self.shown = []

    def read(self, strip, asked=None):
        self.shown.append((strip.shape, asked))
        return self.reader.read(strip, asked)


def looks(profile: str, page) -> tuple[list, list]:
    engine = EnsembleEngine("vie", profile)
    engine._first, other = Counting(engine._first), engine._other
    if other is not None:
        engine._other = Counting(other)
    engine.recognize(page)
    return engine._first.shown, [] if other is None else engine._other.shown


def test_each_profile_spends_what_it_says():
    page = drawn_page(PAGE, height=2339)
    usual = EnsembleEngine("vie")._first.model.squeeze
    first, other = looks("fast", page)
    assert other == [] and {squeeze for _, squeeze in first} == {usual * SHOWN["fast"]}
    pieces = len(first)
    first, other = looks("balanced", page)
    wider = [squeeze for _, squeeze in first if squeeze == usual * load_weights().width]
    assert (
        len(first) == pieces + len(wider)
        and len(wider) < pieces / 2
        and len(other) < pieces / 2
    )
    first, other = looks("best", page)
    assert len(first) == 2 * pieces and len(other) == len(TRUTH)


def test_a_doubtful_piece_is_looked_at_again():
    page = drawn_page(
        (Drawn("Nơi cư trú: số 120, ngõ 157", 150, 300), Drawn("kxqz wvfj", 150, 400)),
        height=700,
    )
    first, _ = looks("balanced", page)
    squeezes = [squeeze for _, squeeze in first]
    assert len(set(squeezes)) == 2 and max(squeezes) == pytest.approx(
        min(squeezes) * load_weights().width
    )


def test_the_version_names_profile_and_models(engines):
    versions = {profile: engine.version for profile, engine in engines.items()}
    assert len(set(versions.values())) == 3
    for profile in ("balanced", "best"):
        assert (
            profile in versions[profile]
            and "vie-" in versions[profile]
            and "asternet " in versions[profile]
        )
        assert engines[profile]._first.model.sha256[:8] in versions[profile]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_pickled_engine_reads_the_same(engines, profile):
    page = drawn_page(PAGE, height=2339)
    read = engines[profile].recognize(page)
    copy = pickle.loads(pickle.dumps(engines[profile]))
    assert copy.recognize(page) == read
    assert copy.version == engines[profile].version


def test_a_page_of_rules_and_strokes_has_no_words(engines):
    pixels = np.full((800, 1200), 255, np.uint8)
    for n in range(6):
        cv2.ellipse(pixels, (300 + 90 * n, 400), (70, 25 + 9 * n), 20 * n, 0, 250, 0, 2)
    read = engines["balanced"].recognize(clean_page(pixels))
    assert sum(char.isalnum() for word in read.words for char in word.text) <= 3


def word(text: str, confidence: float) -> WordText:
    return WordText(text, 0.0, 10.0, confidence)


@pytest.mark.parametrize("profile", PROFILES)
def test_several_threads_read_a_page_as_one_does(engines, profile, monkeypatch):
    page = drawn_page(PAGE, height=2339)
    blurred = clean_page(cv2.GaussianBlur(page.pixels, (0, 0), 2.5))
    alone = engines[profile].recognize(blurred)
    monkeypatch.setenv("SOHOA_PAGE_THREADS", "3")
    assert engines[profile].recognize(blurred) == alone
