"""How names of organs begin, go on and end."""

import pytest

from pipeline.extract.head.organ_words import (
    continues,
    has_signer_title,
    names_one,
    organ_named,
    spans,
    starts_organ,
)
from pipeline.extract.rows import TokenRow
from pipeline.extract.types import document_types
from tests.unit.extract.head.lines import labelled

WORDS = document_types().vocabulary


def rows(*texts: str) -> list[TokenRow]:
    return [line.row for line in labelled([(text, "ORGAN", 1.0) for text in texts])]


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("SỞ XÂY DỰNG", True),
        ("ỦY BAN NHÂN DÂN", True),
        ("ÚY BAN NHÂN DẪN", True),  # misread
        ("BỒ ĐỀ", False),  # no `Bộ`
        ("DỘI CẢNH SÁT", False),
    ],
)
def test_first_words(line: str, begins: bool) -> None:
    (row,) = rows(line)
    assert starts_organ(row, WORDS.layout) is begins


@pytest.mark.parametrize(
    ("name", "open_end"),
    [
        ("ỦY BAN NHÂN DÂN XÃ", True),
        ("SỞ TÀI NGUYÊN VÀ", True),
        ("SỞ XÂY DỰNG", False),
        ("THÀNH PHỐ HẢI PHÒNG", False),
    ],
)
def test_names_that_break_off(name: str, open_end: bool) -> None:
    assert continues(rows(name), WORDS.layout) is open_end


def test_a_phrase_goes_on_over_the_end_of_a_line() -> None:
    above, below, other = rows("CÔNG TY TNHH MỘT THÀNH", "VIÊN CẤP NƯỚC", "HẠ YÊN")
    assert spans(above, below, WORDS) and not spans(above, other, WORDS)


def test_the_lines_of_a_name_are_one() -> None:
    value = organ_named(rows("ỦY BAN NHÂN DÂN", "XÃ HẠ YÊN"), WORDS)
    assert value is not None and value.value == "Ủy ban nhân dân xã Hạ Yên"
    assert names_one(rows("SỞ XÂY DỰNG")) and not names_one(rows("KHOA"))


@pytest.mark.parametrize(
    ("line", "is_title"),
    [("KT. CHỦ TỊCH", True), ("CỤC TRƯỞNG", True), ("CỤC THUẾ", False)],
)
def test_titles_are_no_organs(line: str, is_title: bool) -> None:
    assert has_signer_title(line, WORDS.layout.signer_titles) is is_title
