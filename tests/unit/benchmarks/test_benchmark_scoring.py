from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scoring import Score, matched_lines, normal, score_page

LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 123/QĐ-UBND",
    "Hà Nội, ngày 05 tháng 11 năm 2024",
    "Họ và tên: Nguyễn Văn An",
)
SIZE = sum(map(len, LINES))


@given(st.permutations(LINES))
def test_reading_order_does_not_count(lines):
    assert score_page(LINES, "\n".join(lines)) == Score(
        0, SIZE, 0, sum(len(line.split()) for line in LINES)
    )


@given(st.permutations(LINES))
def test_lines_read_as_one_cost_nothing(lines):
    assert score_page(LINES, "   ".join(lines)).char_errors == 0


def test_nothing_read_is_all_deleted():
    score = score_page(LINES, "")
    assert (score.cer, score.wer) == (1.0, 1.0)


@given(st.sampled_from(LINES), st.data())
def test_one_letter_read_wrong_is_one_error(line, data):
    at = data.draw(
        st.sampled_from([i for i, char in enumerate(line) if char.isalpha()])
    )
    wrong = line[:at] + "§" + line[at + 1 :]
    score = score_page([line], wrong)
    assert (score.char_errors, score.word_errors) == (1, 1)


def test_what_was_made_up_counts_as_insertions():
    score = score_page(["Số: 12/QĐ"], "Số: 12/QĐ rác ||")
    assert (score.char_errors, score.word_errors) == (5, 2)


def test_a_line_read_once_serves_one_true_line():
    score = score_page(["Nam, dân tộc Kinh", "Nam, dân tộc Kinh"], "Nam, dân tộc Kinh")
    assert (score.char_errors, score.chars) == (17, 34)


def test_quite_another_text_is_deletion_and_insertion():
    score = score_page(["abcdefgh"], "0123456789")
    assert (score.char_errors, score.word_errors) == (18, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Họ tên: ........ An……", "Họ tên: An"),
        ("“Đất”  –  ‘ở’", "\"Đất\" - 'ở'"),
        (unicodedata.normalize("NFD", "Nguyễn"), "Nguyễn"),
        ("12.3.75. Hết.", "12.3.75. Hết."),
    ],
)
def test_normal_form(text, expected):
    assert normal(text) == expected


def test_scores_add_up_to_a_micro_average():
    total = Score(1, 10, 1, 2) + Score(9, 90, 0, 8)
    assert (total.cer, total.wer) == (0.1, 0.1)
    assert Score().cer is None


def test_a_line_read_whole_is_not_taken_by_another_that_says_the_same():
    true = ["Kế hoạch số 11 của Hội nghị", "lần thứ Năm", "số 11 của Hội nghị lần"]
    read = "Kế hoạch số 11 của Hội nghị\nlần thứ Năm\nsô 11 của Hội nghị lần"
    lines, rest = matched_lines(true, read)
    assert [line.line for line in lines if line.line != line.found] == [true[2]]
    assert sum((line.score for line in lines), Score()).char_errors == 1
    assert rest == []
