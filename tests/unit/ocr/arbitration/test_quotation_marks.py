"""Quotation marks are written where the ink shows them, and nowhere else."""

import numpy as np
import pytest

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.arbitration.quotation_marks import add_quotation_marks
from tests.support.drawn_pages import Drawn, ink_of, word_boxes

MARKS = str.maketrans("", "", '“”"')
X_HEIGHT = 17.0


def row(text: str, size: int = 36) -> tuple[np.ndarray, list[WordText]]:
    """A row drawn, and its words as a reader gives them that knows no quotation marks."""
    line = Drawn(text, 20, 50, size)
    words = []
    for word, left, right in word_boxes(line):
        plain = word.translate(MARKS)
        wide = (right - left) / len(word)
        begin = left + wide * (len(word) - len(word.lstrip('“"')))
        end = right - wide * (len(word) - len(word.rstrip('”"')))
        words.append(WordText(plain, begin, end, 0.9))
    return ink_of(line, 1600, 80), words


@pytest.mark.parametrize(
    "text",
    [
        "dự án “Tăng cường năng lực hệ thống y tế” tỉnh Kiên Giang",
        "chương trình “Chung tay chia sẻ”, năm 2017",
        "thi đua “Dạy tốt” và phong trào “Học tốt”.",
    ],
)
def test_marks_before_and_behind_words_are_written(text):
    picture, words = row(text)
    got = " ".join(word.text for word in add_quotation_marks(words, picture, X_HEIGHT))
    assert got == text


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân xã Thạnh Thượng, huyện Tân Bình, Đà Nẵng",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM ĐỘC LẬP - TỰ DO - HẠNH PHÚC",
        "ngày 12/07/2014; số: 215/QĐ-UBND (ký), 25 °C, 1.130.000 đ",
        "tiểu kì, lí lịch; tỉ lệ ii ïï 93.33% ......",
    ],
)
def test_tone_marks_dots_and_figures_are_none(text):
    picture, words = row(text)
    assert add_quotation_marks(words, picture, X_HEIGHT) == tuple(words)


@pytest.mark.parametrize("size", [24, 30, 36, 44, 56])
@pytest.mark.parametrize(
    "text",
    [
        "“Hộ”",
        "GẤP: “KHẨN” ________",
        "(y, p, q, g) “gp” ...... pgq",
        "- “a”, “b” và “ngày 1”",
    ],
)
def test_the_look_at_columns_misses_no_marks_of_any_size(text, size):
    picture, words = row(text, size)
    got = " ".join(
        word.text for word in add_quotation_marks(words, picture, X_HEIGHT * size / 36)
    )
    assert got == text


def test_a_mark_that_was_read_is_not_written_twice():
    picture, words = row("“Tăng cường”")
    read = [
        WordText("“Tăng", 20, words[0].end, 0.9),
        WordText("cường”", words[1].start, 300, 0.9),
    ]
    got = add_quotation_marks(read, picture, X_HEIGHT)
    assert [word.text for word in got] == ["“Tăng", "cường”"]


def test_an_empty_row_has_none():
    assert add_quotation_marks((), np.full((40, 200), 255, np.uint8), X_HEIGHT) == ()
