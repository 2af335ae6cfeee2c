"""Words by where their middles lie."""

from pipeline.ocr.text_layer.words_at_places import PlacedWords, keep_letters
from schemas.geometry import BoundingBox
from schemas.ocr import OcrWord

WORDS = [
    OcrWord(f"w{n}", BoundingBox(100 * n, 10, 100 * n + 80, 40), 0.9) for n in range(4)
]


def test_a_box_holds_the_words_whose_middles_lie_in_it():
    placed = PlacedWords(WORDS)
    assert placed.find_inside(BoundingBox(30, 0, 150, 50)) == WORDS[:2]
    assert placed.find_inside(BoundingBox(50, 0, 130, 50)) == []
    assert placed.find_inside(BoundingBox(0, 26, 400, 50)) == []


def test_no_words_are_nowhere():
    assert PlacedWords([]).find_inside(BoundingBox(0, 0, 9, 9)) == []


def test_only_letters_and_digits_are_kept():
    assert keep_letters("Số: 12/QĐ_UB, ngày…") == "Số12QĐUBngày"
