"""Where words are drawn: on their ink, parted, and what a reader would put elsewhere kept apart."""

from itertools import pairwise

import pytest

from pipeline.archive.pdfa.word_places import place_words
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

FLAT = PageGeometry(720, 720, 72.0)


def placed(*lines):
    """Lines of (text, left, right), 10 points high, the tops at 100, 100 + step, …"""
    made = []
    for top, words in lines:
        row = [
            OcrWord(w, BoundingBox(x0, top, x1, top + 10), 1.0) for w, x0, x1 in words
        ]
        made.append(OcrLine.around(row))
    return place_words(OcrPage(tuple(made), FLAT, "made"))


def edges(words):
    return [(round(word.left, 2), round(word.right, 2)) for word in words]


def test_words_with_room_between_them_stand_on_their_ink():
    words = placed((100, [("Đơn", 10, 30), ("nghị", 33, 50)]))
    assert edges(words) == [(10, 30), (33, 50)]
    assert {(word.base, word.size) for word in words} == {(612.0, 10.0)}


def test_a_word_ends_before_the_next_one_begins():
    assert edges(placed((100, [("số:", 10, 30), ("12", 30.5, 40)]))) == [
        (10, 28.9),
        (30.5, 40),
    ]


def test_words_upon_one_another_are_moved_apart():
    words = placed((100, [("-", 10, 12), ("-", 11, 13), ("Đ", 10.5, 20)]))
    assert all(after.left - before.right >= 1.59 for before, after in pairwise(words))
    assert [word.apart for word in words] == [False, False, False]


@pytest.mark.parametrize(("step", "apart"), [(2, True), (12, False)])
def test_what_comes_later_and_stands_to_the_left_is_kept_apart(step, apart):
    """Columns whose base lines all but agree: the right one read first."""
    words = placed(
        (100, [("thủ", 200, 215), ("tục", 220, 235)]), (100 + step, [("dân", 20, 40)])
    )
    assert [word.apart for word in words] == [False, False, apart]
    assert edges(words)[-1] == (20, 40)


def test_a_cell_beside_the_last_word_of_another_line_is_parted_from_it():
    words = placed((100, [("T", 10, 20)]), (101, [("GAVI", 20.2, 40)]))
    assert edges(words) == [(10, 18.6), (20.2, 40)]


def test_a_hyphen_counts_where_a_line_ends_with_it():
    words = placed((100, [("x-", 10, 20), ("TT-", 30, 40)]), (120, [("thuật", 10, 30)]))
    assert [word.hyphen for word in words] == [False, True, False]


def test_words_without_a_character_that_may_stand_are_left_out():
    words = placed(
        (100, [("\x07\x9f", 10, 20), ("a𝐀", 30, 40)]), (120, [("\ufeff", 1, 2)])
    )
    assert [word.codes for word in words] == [(0x61, 0xFFFD)]
