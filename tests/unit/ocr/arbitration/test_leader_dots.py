"""Dots of leaders that were read as full stops: they go, and no letter, number, abbreviation or
site is harmed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.arbitration.leader_dots import drop_leader_dots
from pipeline.ocr.arbitration.line_text import WordText


def row(text: str) -> list[WordText]:
    return [
        WordText(word, 100.0 * n, 100.0 * n + 90, 0.9)
        for n, word in enumerate(text.split())
    ]


def cleaned(text: str) -> str:
    return " ".join(word.text for word in drop_leader_dots(row(text)))


@pytest.mark.parametrize(
    ("dotted", "clean"),
    [
        (".tờ.khai.theo. mẫu .này là.đúng", "tờ khai theo mẫu này là đúng"),
        ("Họ.và.tên: Nguyễn.Văn.An", "Họ và tên: Nguyễn Văn An"),
        ("...Hà Nội", "Hà Nội"),
        ("sinh..ngày 12.tháng.7", "sinh ngày 12 tháng 7"),
        (".Số.định danh.cá.nhân: 001192004417", "Số định danh cá nhân: 001192004417"),
    ],
)
def test_dots_of_a_leader_go_and_part_words(dotted, clean):
    assert cleaned(dotted) == clean


@pytest.mark.parametrize("dotted", [".tờ.khai.theo. mẫu", "ngày.tháng.năm sinh"])
def test_several_dots_in_one_word_show_a_leader(dotted):
    assert "." not in cleaned(dotted)


@pytest.mark.parametrize(
    "whole",
    [
        "50.990.000",
        "V.07.05.15",
        "TP.HCM",
        "www.hanoi.gov.vn",
        "Q.1",
        "so.tuphap@hanoi.gov.vn",
        "12.07.1975",
        "1.250",
    ],
)
@pytest.mark.parametrize(
    "around",
    ["{}", "Số tiền {} đồng", ".tờ.khai {} theo.mẫu.này", "Nơi.ở.hiện.nay: {}"],
)
def test_numbers_abbreviations_and_sites_stay_whole(whole, around):
    assert whole in cleaned(around.format(whole)).split()


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Luật Hộ tịch năm 2014.",
        "Kính gửi: Ủy ban nhân dân.",
        "1. Họ tên",
        "a) Bà Lệ.",
        "THÀNH PHỐ.",
    ],
)
def test_a_row_without_leaders_stays_as_it_is(text):
    words = row(text)
    assert drop_leader_dots(words) == tuple(words)


def test_a_full_stop_stays_before_a_capital():
    assert cleaned(".đã.nộp .đủ. Người khai") == "đã nộp đủ. Người khai"


letters = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạếễỗộựHNĐTƯ", min_size=1, max_size=6
)
pieces = st.one_of(
    letters,
    st.integers(0, 99999).map(str),
    st.sampled_from(["V.07", "TP.HCM", "50.990.000", "gov.vn"]),
)
joints = st.sampled_from([" ", ".", "..", ". ", " .", ", ", ",.", ": ", ":.", "·"])


@given(st.lists(st.tuples(pieces, joints), min_size=1, max_size=8))
def test_no_letter_or_digit_is_ever_lost_or_moved(parts):
    text = "".join(piece + joint for piece, joint in parts)
    got = drop_leader_dots(row(text))
    assert "".join(c for word in got for c in word.text if c.isalnum()) == "".join(
        c for c in text if c.isalnum()
    )
    assert all(word.text and not any(c.isspace() for c in word.text) for word in got)


@given(st.lists(st.tuples(pieces, joints), min_size=1, max_size=8))
def test_only_dots_go_and_words_keep_their_order_and_place(parts):
    words = row("".join(piece + joint for piece, joint in parts))
    got = drop_leader_dots(words)
    others = "".join(c for word in words for c in word.text if c not in ".·")
    assert "".join(c for word in got for c in word.text if c not in ".·") == others
    edges = [edge for word in got for edge in (word.start, word.end)]
    assert all(b >= a - 1e-6 for a, b in pairwise(edges))
    assert all(
        any(w.start - 1e-6 <= word.start <= word.end <= w.end + 1e-6 for w in words)
        for word in got
    )


@given(
    st.lists(st.integers(0, 999), min_size=2, max_size=5),
    st.sampled_from([".", "/", ","]),
)
def test_numbers_stay_whole_whatever_stands_beside_them(groups, sign):
    number = sign.join(f"{group:03d}" for group in groups)
    assert number in cleaned(f".Số.tiền.bằng.số: {number} đồng").split()


def test_nothing_and_dots_alone():
    assert drop_leader_dots([]) == ()
    assert cleaned("Ngày tháng") == "Ngày tháng"
