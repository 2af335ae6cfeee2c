"""Two readings of a whole page: when the second is asked for, and what of it stands."""

from pipeline.ocr.checks.guards import guard_reading
from pipeline.ocr.checks.second_opinion import (
    DISPUTED,
    doubt_numbers,
    is_text,
    join_opinions,
    needs_second_opinion,
    reads_better,
)
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

GEOMETRY = PageGeometry(1654, 2339, 200.0)
LINES = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Độc lập tự do hạnh phúc",
    "Căn cứ nghị định của Chính phủ về công tác văn thư",
)


def line(text: str, y: float, confidence: float = 0.99, x: float = 200.0) -> OcrLine:
    words = []
    for word in text.split():
        words.append(
            OcrWord(word, BoundingBox(x, y, x + 14 * len(word), y + 24), confidence)
        )
        x += 14 * len(word) + 10
    return OcrLine.around(words)


def page(*lines: OcrLine) -> OcrPage:
    return guard_reading(OcrPage(lines, GEOMETRY, "test"))


WHOLE = page(*(line(text, 100 + 60 * n) for n, text in enumerate(LINES)))


def test_a_sure_reading_needs_no_second_one_and_a_doubtful_one_does():
    assert not needs_second_opinion(WHOLE, missed=0)
    assert not needs_second_opinion(WHOLE, missed=1)
    assert needs_second_opinion(WHOLE, missed=5)
    assert needs_second_opinion(page(line(LINES[0], 100, 0.9)), missed=0)
    assert needs_second_opinion(page(), missed=0)


def test_a_reading_that_sees_much_more_stands():
    garbled = page(line("vxq zkw jjf", 100, 0.3))
    assert join_opinions(garbled, WHOLE).text == WHOLE.text
    assert join_opinions(page(line(LINES[1], 160, 0.9)), WHOLE).lines == WHOLE.lines


def test_what_only_the_first_saw_stays_beside_a_whole_reading_of_the_second():
    alone = line("Nơi nhận như điều ba lưu văn thư", 700)
    ours = page(line("vxq zkw jjf", 100, 0.7), alone)
    joined = join_opinions(ours, WHOLE)
    assert [found.text for found in joined.lines] == [*LINES, alone.text]


def test_no_word_is_there_twice():
    ours = page(line(LINES[0], 100, 0.99), line("vxq zkw jjf", 160, 0.4))
    words = [word.text for word in join_opinions(ours, WHOLE).words]
    assert words == [word.text for word in WHOLE.words]


def test_sure_nonsense_counts_less_than_syllables():
    nonsense = page(line("0000 000 0x0 4d4 0000 x00 000 0000 000", 100, 0.95))
    assert reads_better(page(line(LINES[0], 100, 0.7)), nonsense)
    assert not reads_better(nonsense, WHOLE) and not reads_better(WHOLE, WHOLE)


def test_a_reading_that_makes_nothing_of_the_page_changes_nothing():
    assert join_opinions(WHOLE, page(line("vxq zkw jjf", 100, 0.3))) is WHOLE
    assert join_opinions(WHOLE, page()) is WHOLE


def test_a_line_that_only_the_second_saw_is_put_in_its_place():
    first = page(line(LINES[0], 100), line(LINES[2], 220))
    joined = join_opinions(first, WHOLE)
    assert [found.text for found in joined.lines] == list(LINES)


def test_what_the_second_makes_of_a_seal_is_not_put_in():
    second = page(*WHOLE.lines, line("x ~ W §", 700, 0.4))
    assert join_opinions(WHOLE, second) is WHOLE


def test_a_doubtful_line_gives_way_to_a_surer_one_and_a_sure_line_does_not():
    doubtful = page(
        WHOLE.lines[0], line("Đọc lâp tụ do hanh phuc", 160, 0.6), WHOLE.lines[2]
    )
    assert join_opinions(doubtful, WHOLE).lines[1].text == LINES[1]
    sure = page(
        WHOLE.lines[0], line("Độc lập tự do hạnh phú", 160, 0.9), WHOLE.lines[2]
    )
    assert join_opinions(sure, WHOLE) is sure


def test_only_sure_vietnamese_words_make_a_text_of_traces():
    assert is_text(WHOLE)
    assert not is_text(page(line("ıɔ ƃuộɥ xqz wvf pqr", 100, 0.9)))
    assert not is_text(page(*(line(text, 100, 0.6) for text in LINES)))
    assert not is_text(page())


def test_numbers_that_two_readings_give_differently_are_doubtful_and_no_others():
    ours = page(
        line("Số định danh 024044143695", 100), line("ngày 20/9/2017 tại xã", 160)
    )
    theirs = page(
        line("Số định danh 02404414365", 100), line("ngay 20.9.2017, tại xa", 160)
    )
    doubted = doubt_numbers(ours, theirs)
    assert doubted.text == ours.text
    low = [word.text for word in doubted.words if word.confidence <= DISPUTED]
    assert low == ["024044143695"]
    assert doubt_numbers(ours, page()) == ours
