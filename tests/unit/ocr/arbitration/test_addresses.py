"""Addresses of mail and web are taken from the reader that writes them."""

import pytest

from pipeline.ocr.arbitration.addresses import may_hold_address, take_addresses
from pipeline.ocr.arbitration.line_text import WordText


def row(*words: tuple[str, float, float]) -> list[WordText]:
    return [WordText(text, start, end, 0.8) for text, start, end in words]


def texts(words: list[WordText]) -> list[str]:
    return [word.text for word in words]


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("email: nganh (Qtdu edu vn) đến hết ngày", True),
        ("www benh vienr anghammat vn (vào Trang chủ", True),
        ("truy cập trang web của trường", True),
        ("Căn cứ Nghị định số 30/2020/NĐ-CP của Chính phủ", False),
        ("Độc lập - Tự do - Hạnh phúc", False),
    ],
)
def test_rows_that_may_hold_an_address_are_known(text, may):
    words = [
        WordText(word, 10 * n, 10 * n + 9, 0.9) for n, word in enumerate(text.split())
    ]
    assert may_hold_address(words) == may


def test_an_address_in_pieces_is_replaced_and_its_neighbours_stay():
    ours = row(
        ("email:", 5, 88), ("lan", 100, 170), ("(Qxa", 190, 260), ("edu", 270, 330)
    )
    ours += row(("vn", 340, 399), ("đến", 411, 460))
    theirs = row(("emall:", 5, 88), ("lan(@xa.edu.vn", 100, 399), ("dến", 411, 460))
    assert texts(take_addresses(ours, theirs)) == ["email:", "lan@xa.edu.vn", "đến"]


def test_a_site_is_taken_with_the_signs_around_it():
    ours = row(("(www", 0, 90), ("uyban", 100, 190), ("vn)", 200, 260))
    theirs = row(("(www.uyban.vn).", 0, 262))
    assert texts(take_addresses(ours, theirs)) == ["(www.uyban.vn)."]


def test_words_that_are_no_address_stay_ours():
    ours = row(("thư", 0, 50), ("điện", 60, 120), ("tử", 130, 160))
    theirs = row(("thu", 0, 50), ("diện", 60, 120), ("tư", 130, 160))
    assert texts(take_addresses(ours, theirs)) == ["thư", "điện", "tử"]


def test_an_address_of_other_letters_is_not_taken():
    ours = row(("Hồ", 0, 50), ("Chí", 60, 120), ("Minh", 130, 200))
    theirs = row(("x@y.vn", 0, 200))
    assert texts(take_addresses(ours, theirs)) == ["Hồ", "Chí", "Minh"]
