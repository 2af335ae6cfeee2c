"""The page and the piece of text that a hit shows."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search.analysis import question
from pipeline.search.snippet import WIDTH, best_page, snippet

FILLER = "xã hội chủ nghĩa " * 30


def test_the_best_page_has_the_words_in_a_row():
    pages = [
        (1, "An, Văn, Nguyễn " * 5),
        (2, "nguyen van an"),
        (3, "Nguyễn Văn An"),
        (4, "Nguyễn Văn An"),
    ]
    assert best_page(question("Nguyễn Văn An"), pages)[0] == 3
    assert best_page(question("nguyen van an"), pages)[0] == 2
    assert best_page(question("không có"), pages)[0] == 1
    assert best_page(question("gì"), []) == (1, "")


def test_a_snippet_surrounds_the_densest_place():
    text = (
        "Nguyễn mở đầu. "
        + "lời dẫn " * 60
        + "ông Nguyễn  Văn\nAn thường trú "
        + "tại xã " * 60
    )
    shown = snippet(question("nguyen van an"), text)
    assert "Nguyễn Văn An" in shown
    assert shown.startswith("…") and shown.endswith("…")
    assert snippet(question("x"), "ngắn") == "ngắn"
    assert snippet(question("x"), "") == ""


@given(st.text("aáđ .\n\u0301", max_size=700), st.sampled_from(["a", "đ a", "á á"]))
def test_a_snippet_is_a_short_piece_of_the_text(text, words):
    shown = snippet(question(words), text)
    flat = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    assert len(shown) <= 164
    assert shown.strip("…") in flat


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Nguyễn Văn An", "NGUYEN VAM AN"),
        ("nguyen van am", "NGUYEN VAM AN"),
        ("Nguyễn Vxm An", "NGUYEN VAM AN"),
        ("giấy chứng nhận", "giấy chứng nhậm"),
        ("chung nhân giây", "giấy chứng nhậm"),
        ("nguyễn", "NGUYEN VAM AN"),
        ("nguyềm", "NGUYEN VAM AN"),
    ],
)
def test_a_piece_shows_the_words_as_they_were_read(words, shown):
    other = f"{FILLER} ông An ở xã Văn Lâm {FILLER}"
    wanted = f"{FILLER} – NGUYEN VAM AN – {FILLER} giấy chứng nhậm – {FILLER}"
    page, piece = best_page(question(words), [(2, wanted), (1, other)])
    assert page == 2
    assert shown in piece


def test_a_slip_reaches_over_no_border_of_words():
    # A letter too few is forgiven, a space in its place is another word.
    text = f"{FILLER} giấy kh i sinh {FILLER} khai sinh giấy {FILLER}"
    assert "khai sinh giấy" in snippet(question("giấy khai sinh"), text)


def test_the_row_as_it_was_typed_stands_before_another_spelling():
    text = f"nguyen van an {FILLER} Nguyễn Văn An {FILLER}"
    assert "Nguyễn Văn An" in snippet(question("Nguyễn Văn An"), text)
    assert "nguyen van an" in snippet(question("nguyen van an"), text)
    assert "nguyen van an" in snippet(question("Nguyên Vân Ân"), text)


def test_a_question_of_filters_alone_shows_the_beginning_of_the_first_page():
    page, piece = best_page(question(""), [(2, "hai"), (1, FILLER)])
    assert (page, piece[:6]) == (1, "xã hội")
    assert len(piece) <= WIDTH + 1
