"""What is held against a reading: composed letters, marks of doubt, the language, pages that were
not read."""

import pytest

from pipeline.ocr.checks.guards import guard_reading, is_unread
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

GEOMETRY = PageGeometry(1654, 2339, 200.0)


def page(text: str, confidence: float = 0.95) -> OcrPage:
    lines = []
    for row, line in enumerate(text.splitlines()):
        words = tuple(
            OcrWord(
                word,
                BoundingBox(10 + 90 * n, 50 * row, 80 + 90 * n, 50 * row + 30),
                confidence,
            )
            for n, word in enumerate(line.split())
        )
        if words:
            lines.append(OcrLine(words, BoundingBox(10, 50 * row, 1600, 50 * row + 30)))
    return OcrPage(tuple(lines), GEOMETRY, "test")


def test_syllables_are_not_judged_in_another_language():
    read = guard_reading(
        page(
            "The registrar certifies that the following information has been taken from records"
        )
    )
    assert read.language == "other"
    assert not any(word.marks for word in read.words)


def test_words_left_empty_fall_away_with_their_lines():
    read = guard_reading(page("\ue000 \ue001\nỦy ban nhân dân \ue002"))
    assert [line.text for line in read.lines] == ["Ủy ban nhân dân"]
    assert read.lines[0].box == BoundingBox(10, 50, 350, 80)


@pytest.mark.parametrize(
    ("text", "confidence", "language", "unread"),
    [
        ("Cộng hòa xã hội chủ nghĩa Việt Nam", 0.95, "vie", False),
        ("PHỤ LỤC", 0.95, "vie", False),
        ("12 345 6.789 2024 15", 0.95, None, False),
        ("The quick brown fox jumps over the lazy dog again", 0.9, "other", False),
        ("MAI TẬIV AÏHDW ÙHĐ IỘH ÄX AÓH ƃuộɥ", 0.55, None, True),
        ("vx*~ ^Az X/* Y4 Z7 vV", 0.36, None, True),
        ("A2 G", 0.55, None, True),
        ("", 0.9, None, True),
    ],
)
def test_language_and_whether_anything_was_read(text, confidence, language, unread):
    read = guard_reading(page(text, confidence))
    assert (read.language, is_unread(read)) == (language, unread)
