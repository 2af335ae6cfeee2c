"""The hidden text: numbers as PDF writes them, words in their order, characters that may stand."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive.pdfa.layout import points_per_pixel
from pipeline.archive.pdfa.text_layer import NO_TEXT, number, text_layer
from pipeline.archive.pdfa.word_places import place_words
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


def shown(layer):
    found = re.findall(r"<([0-9A-F]+)>Tj", layer.operators.decode())
    return [bytes.fromhex(text).decode("utf-16-be") for text in found]


def test_each_word_is_drawn_with_a_space_behind_it():
    assert shown(text_layer(page("Đơn", "đề", "nghị"))) == ["Đơn ", "đề ", "nghị "]


def test_behind_a_hyphen_at_the_end_of_a_line_stands_a_firm_space():
    """pdfium would join the line to the next one."""
    assert shown(text_layer(page("57/2024/TT-"))) == ["57/2024/TT-\xa0"]


def test_a_word_that_is_kept_apart_has_spaces_off_its_line_before_it():
    right, left = page("thủ", "tục").lines[0].words
    lines = OcrLine.around([left]), OcrLine.around([right])
    layer = text_layer(OcrPage(lines, FLAT, "made"))
    assert shown(layer) == ["tục ", "  ", "thủ "]
    # From where the word before began, 110 from the left, 60 down, to the page's edge.
    assert b"1000 Tz -110 -60 Td<00200020>Tj" in layer.operators


def test_what_the_font_has_no_code_for_is_a_sign_of_its_own():
    assert shown(text_layer(page("a𝐀b", "\x07\x9f"))) == ["a\ufffdb "]


def test_a_page_without_words_draws_nothing():
    assert text_layer(OcrPage((), FLAT, "made")) == replace(
        NO_TEXT, operators=b"BT 3 Tr\nET"
    )


def test_the_characters_that_are_shown_are_told():
    assert text_layer(page("Đơn", "ơ")).codes == {*map(ord, "Đơn \xa0")}


def test_a_width_that_stays_is_not_said_again():
    content = text_layer(page("Đơn", "Bạn", "đề")).operators
    assert len(re.findall(rb" Tz ", content)) == 2


@given(
    st.lists(
        st.tuples(
            st.text("aơế1", min_size=1, max_size=12),
            st.floats(0, 600),
            st.floats(0.2, 200),
            st.floats(1, 60),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_drawn_ends_with_its_ink(drawn):
    """Where each word begins is exact to a hundredth of a point; it ends at most 0.4 before its
    ink, behind it never by more than the rounding of its place and size."""
    lines = [
        OcrLine.around(
            [OcrWord(text, BoundingBox(x, at * 80, x + wide, at * 80 + high), 1.0)]
        )
        for at, (text, x, wide, high) in enumerate(drawn)
    ]
    made = OcrPage(tuple(lines), FLAT, "made")
    for word, (left, width) in zip(
        place_words(made), read_back(text_layer(made)), strict=True
    ):
        assert left == pytest.approx(word.left, abs=0.0051)
        missing = word.right - word.left - width
        assert -0.01 <= missing <= 0.4 + 0.01


def read_back(layer):
    """(left edge, width) of each word, in points, as a reader adds the operators up."""
    left, size, stretch = 0.0, 0.0, 0.0
    for found in re.finditer(
        rb"(\S+) Tf|(\S+) Tz|(\S+) \S+ Td<([0-9A-F]+)>", layer.operators
    ):
        if found[1]:
            size = float(found[1])
        elif found[2]:
            stretch = float(found[2])
        else:
            left += float(found[3])
            letters = len(found[4]) // 4 - 1
            if letters > 1 or found[4][:4] != b"0020":
                yield left, 0.5 * letters * size * stretch / 100


@pytest.mark.parametrize(
    ("dpi", "points"), [(72.0, 1.0), (144.0, 0.5), (1e9, 3 / 720), (0.001, 20.0)]
)
def test_pages_keep_to_the_sizes_that_pdfa_allows(dpi, points):
    assert points_per_pixel(PageGeometry(720, 720, dpi, 0, 0.0)) == pytest.approx(
        points
    )
