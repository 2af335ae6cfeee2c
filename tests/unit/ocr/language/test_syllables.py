"""Syllables, language, and what makes a reading unreliable; hOCR and the installation."""

from pathlib import Path

import pytest
from lxml import etree

from pipeline.errors import MissingToolError
from pipeline.ocr.checks.reliability import looks_unreliable
from pipeline.ocr.export.hocr import to_hocr
from pipeline.ocr.language.detection import detect_language
from pipeline.ocr.language.syllables import is_plausible_syllable
from pipeline.ocr.tesseract.probe import probe_tesseract
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

GEOMETRY = PageGeometry(1654, 2339, 200.0)


def page(text: str, confidence: float) -> OcrPage:
    words = tuple(
        OcrWord(word, BoundingBox(10 + 90 * n, 10, 80 + 90 * n, 40), confidence)
        for n, word in enumerate(text.split())
    )
    return OcrPage((OcrLine(words, BoundingBox(10, 10, 1600, 40)),), GEOMETRY, "test")


@pytest.mark.parametrize(
    "word",
    [
        "Nguyễn",
        "nghiêng",
        "quyết",
        "khuya",
        "huỳnh",
        "được",
        "Việt",
        "giấy",
        "oanh",
        "thuở",
        "xoong",
        "ý",
    ],
)
def test_syllables(word):
    assert is_plausible_syllable(word)


@pytest.mark.parametrize("word", ["ngôq", "wjz", "strength", "hoac̣q", "bcd", "thật́", "kat"])
def test_what_is_no_syllable(word):
    assert not is_plausible_syllable(word)


def test_languages_are_told_apart():
    assert (
        detect_language("Ủy ban nhân dân phường Hàng Bạc, quận Hoàn Kiếm, thành phố Hà Nội")
        == "vie"
    )
    assert (
        detect_language("The quick brown fox jumps over the lazy dog and runs through the forest")
        == "other"
    )
    assert detect_language("12/03") is None


def test_a_page_read_upside_down_is_unreliable_and_a_good_one_is_not():
    assert looks_unreliable(page("ıɔ ƃuộɥ xqz wvf pqr jkl", 0.35))
    assert not looks_unreliable(page("Cộng hòa xã hội chủ nghĩa Việt Nam", 0.93))


def test_hocr_is_well_formed_and_speaks_of_the_unturned_scan():
    turned = PageGeometry(2339, 1654, 200.0, rotation_deg=90)
    word = OcrWord("<Số & ngày>", BoundingBox(100, 200, 300, 240), 0.5)
    read = OcrPage((OcrLine((word,), word.box),), turned, "test")
    root = etree.fromstring(
        to_hocr([read], "a & b"), etree.XMLParser(load_dtd=False, no_network=True)
    )
    found = root.xpath("//*[@class='ocrx_word']")[0]
    assert "".join(found.itertext()) == "<Số & ngày>"
    box = turned.scan_box(word.box)
    assert f"bbox {round(box.x0)} {round(box.y0)} {round(box.x1)} {round(box.y1)}" in found.get(
        "title"
    )
    assert "x_wconf 50" in found.get("title")


def test_a_missing_command_or_language_is_named_with_its_package(monkeypatch, tmp_path):
    assert "vie" in probe_tesseract("vie").languages
    assert Path(probe_tesseract("vie").tessdata, "vie.traineddata").is_file()
    with pytest.raises(MissingToolError) as language:
        probe_tesseract("vie+xyz")
    assert language.value.code == "tesseract_language_missing"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError) as command:
        probe_tesseract("vie")
    assert (command.value.code, command.value.exit_code) == ("tesseract_missing", 4)
    assert "tesseract-ocr-vie" in command.value.remedy
