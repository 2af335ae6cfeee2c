"""Signers: a name is read as a name; ranks, titles and organs never become one."""

import pytest

from pipeline.extract.normalize.text import fold_word
from pipeline.extract.rows import Token
from pipeline.extract.signature import read_signed_name
from pipeline.extract.types import load_document_types
from pipeline.extract.values import Value, Words
from schemas.geometry import BoundingBox

VOCABULARY = load_document_types().vocabulary


def signed(line: str) -> Value | None:
    tokens = [
        Token(word, fold_word(word), BoundingBox(100 * n, 0, 100 * n + 90, 30), 0.99, 0)
        for n, word in enumerate(line.split())
    ]
    return read_signed_name(Words(tokens, 1), VOCABULARY)


def test_a_name_whose_first_word_was_left_out_is_worth_little() -> None:
    found = signed("Phng Hoàng Sơn")
    assert found is not None and found.confidence < 0.6


@pytest.mark.parametrize("line", ["Triệu Văn Phong", "Lê Chủ Tích", "TRƯƠNG ĐÌNH HÙNG"])
def test_a_name_that_is_a_title_but_for_its_marks_is_a_name(line: str) -> None:
    found = signed(line)
    assert found is not None and found.value.lower() == line.lower()


@pytest.mark.parametrize(
    "line",
    [
        "ĐỘI TRƯỞNG ĐỘI QLHC",
        "ĐỘI TRƯỞNG",
        "PHÓ GIÁM ĐỐC",
        "TRƯỞNG CÔNG AN HUYỆN",
        "CHÁNH VĂN PHÒNG",
        "THỨ TRƯỞNG BỘ CÔNG AN",
        "UBND TỈNH",
        "ỦY BAN NHÂN DÂN",
        "Số 12",
        "Lê",
    ],
)
def test_titles_ranks_and_organs_are_no_names(line: str) -> None:
    assert signed(line) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("Thiếu tướng Trần Minh Long", "Trần Minh Long"),
        ("TS: Ngô Hoàng Yến", "Ngô Hoàng Yến"),
        ("PGS.TS. LÊ THỊ HÀ", "Lê Thị Hà"),
        ("BS.CKII. Đỗ Anh Tú", "Đỗ Anh Tú"),
        ("/ Phạm Thị Mai", "Phạm Thị Mai"),
        ("Nguyên Văn An", "Nguyễn Văn An"),
    ],
)
def test_names_without_rank_and_degree(line: str, name: str) -> None:
    found = signed(line)
    assert found is not None and found.value == name


def test_a_repaired_family_name_is_worth_less_and_a_doubtful_one_is_not_relied_on() -> (
    None
):
    plain, mended, doubtful = (
        signed("Nguyễn Văn An"),
        signed("Nguyên Văn An"),
        signed("Phạn Văn An"),
    )
    assert plain is not None and mended is not None and doubtful is not None
    assert plain.confidence > mended.confidence > 0.9 > doubtful.confidence
    assert mended.raw == "Nguyên Văn An"


def test_a_last_stroke_read_as_a_colon_is_put_back_and_asked_for() -> None:
    found = signed("Phạn: Ngọc An")
    assert found is not None and found.value == "Phạm Ngọc An"
    assert found.confidence < 0.6


@pytest.mark.parametrize("name", ["Vũ Anh Thưởg", "Vũ Anhh Tú"])
def test_a_name_with_a_word_that_is_no_syllable_is_asked_for(name: str) -> None:
    found = signed(name)
    assert found is not None and found.confidence < 0.6


@pytest.mark.parametrize("name", ["Tạ Thị Ki Giang", "Đinh Gọc Thưởng", "Văn Thưởng"])
def test_a_name_that_may_have_lost_a_letter_is_asked_for(name: str) -> None:
    found = signed(name)
    assert found is not None and found.confidence < 0.93


@pytest.mark.parametrize("name", ["Tạ Thị Kim Giang", "Giàng A Páo", "Hồ Thuý Oanh"])
def test_usual_names_are_relied_on(name: str) -> None:
    found = signed(name)
    assert found is not None and found.confidence > 0.93
