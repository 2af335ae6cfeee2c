"""The hidden text: numbers as PDF writes them, words in their order, characters that may stand."""

import re

import pytest

from pipeline.archive.pdfa.layout import points_per_pixel
from pipeline.archive.pdfa.text_layer import number, text_operators
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

FLAT = PageGeometry(720, 720, 72.0, 0, 0.0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (100.0, "100"),
        (1 / 3, "0.33333"),
        (-1e-9, "0"),
    ],
)
def test_numbers(value, text):
    assert number(value) == text


def page(*words):
    boxes = [
        BoundingBox(10 + 100 * at, 20, 90 + 100 * at, 40) for at in range(len(words))
    ]
    line = [OcrWord(text, box, 1.0) for text, box in zip(words, boxes, strict=True)]
    return OcrPage((OcrLine.around(line),), FLAT, "made")


def shown(operators):
    content, _ = operators
    found = re.findall(r"<([0-9A-F]+)> Tj", content.decode())
    return [bytes.fromhex(text).decode("utf-16-be") for text in found]


def test_each_word_is_drawn_with_a_space_behind_it():
    assert shown(text_operators(page("Đơn", "đề", "nghị"))) == ["Đơn ", "đề ", "nghị "]


def test_behind_a_hyphen_at_the_end_of_a_line_stands_a_firm_space():
    """pdfium would join the line to the next one."""
    assert shown(text_operators(page("57/2024/TT-"))) == ["57/2024/TT-\xa0"]


def test_a_word_that_is_kept_apart_has_spaces_off_its_line_before_it():
    right, left = page("thủ", "tục").lines[0].words
    lines = OcrLine.around([left]), OcrLine.around([right])
    operators = text_operators(OcrPage(lines, FLAT, "made"))
    assert shown(operators) == ["tục ", "  ", "thủ "]
    assert b"1 0 0 1 0 624 Tm <00200020> Tj" in operators[0]


def test_what_the_font_has_no_code_for_is_a_sign_of_its_own():
    assert shown(text_operators(page("a𝐀b", "\x07\x9f"))) == ["a\ufffdb "]


def test_a_page_without_words_draws_nothing():
    assert text_operators(OcrPage((), FLAT, "made")) == (b"BT 3 Tr\nET", frozenset())


@pytest.mark.parametrize(
    ("dpi", "points"), [(72.0, 1.0), (144.0, 0.5), (1e9, 3 / 720), (0.001, 20.0)]
)
def test_pages_keep_to_the_sizes_that_pdfa_allows(dpi, points):
    assert points_per_pixel(PageGeometry(720, 720, dpi, 0, 0.0)) == pytest.approx(
        points
    )
