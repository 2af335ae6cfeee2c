"""Stamps' words are kept with their marks, behind the text and not in it."""

from pipeline.ocr.checks.page_confidence import estimate_page_confidence
from pipeline.ocr.stamps.marking import mark_stamps
from schemas.ocr import ARRIVAL_STAMP, OcrLine, OcrPage
from tests.support.stamped_pages import GEOMETRY, framed, line, page, paper

STAMP = (
    ("VĂN BẢN ĐẾN", 230, 450),
    ("Số: 2846", 220, 500),
    ("Ngày: 02/02/2023", 220, 550),
)


def test_a_page_without_stamps_is_as_it_was():
    plain = page()
    assert mark_stamps(plain, paper()) is plain
    empty = OcrPage((), GEOMETRY, "made")
    assert mark_stamps(empty, paper()) is empty


def test_a_stamp_stands_behind_the_text_with_all_its_words():
    stamped = page(*STAMP)
    marked = mark_stamps(stamped, framed(190, 400, 640, 640))
    assert marked.text == page().text
    assert sorted(w.text for w in marked.words) == sorted(w.text for w in stamped.words)
    behind = [one for one in marked.lines if one.is_stamped]
    assert [one.text for one in behind] == [text for text, _, _ in STAMP]
    assert {word.marks for one in behind for word in one.words} == {(ARRIVAL_STAMP,)}
    assert marked.lines[-3:] == tuple(behind)
    assert estimate_page_confidence(marked) == estimate_page_confidence(page())


def test_print_on_the_line_of_a_stamp_stays():
    *before, last = (line(*one) for one in STAMP)
    beside = line("Kính gửi: Sở Nội vụ", 900, 550)
    read = page()
    joined = OcrLine.around((*last.words, *beside.words))
    read = OcrPage((*read.lines, *before, joined), GEOMETRY, "made")
    marked = mark_stamps(read, framed(190, 400, 640, 640))
    assert marked.text.splitlines()[-1] == beside.text
    assert "Ngày:" not in marked.text
