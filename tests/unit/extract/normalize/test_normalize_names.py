import unicodedata

import pytest

from pipeline.extract.normalize.names import family_name, person_name
from pipeline.extract.types import load_document_types

WORDS = load_document_types().vocabulary


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ông: NGUYỄN VĂN AN,", "Nguyễn Văn An"),
        ("bà Lê Thị Hoa sinh năm 1980", "Lê Thị Hoa"),
        (".......... TRẦN THỊ LAN ..........", "Trần Thị Lan"),
        ("NGUYÊN ĐỨC THẮNG", "Nguyễn Đức Thắng"),
        ("“Nguyễn Văn Hòa", "Nguyễn Văn Hòa"),
        ("Ông/Bà: HOÀNG TIẾN DŨNG", "Hoàng Tiến Dũng"),
        ("Ông Hoàng Vĩnh Khang Số sổ BHXH: 4596001122", "Hoàng Vĩnh Khang"),
        ("Nguyễn", None),
        ("......", None),
        ("12 345", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    assert person_name(text, WORDS.family_names) == name


def test_decomposed_names_become_nfc() -> None:
    assert (
        person_name(unicodedata.normalize("NFD", "TRẦN THỊ BÍCH"), WORDS.family_names)
        == "Trần Thị Bích"
    )


@pytest.mark.parametrize(
    ("word", "family", "sure"),
    [
        ("Nguyên", "Nguyễn", True),
        ("Ngô", "Ngô", True),
        ("Ngọ", "Ngọ", True),  # its mark is none that Ngô lost
        ("Ly", "Ly", False),  # or Lý without its mark
        ("Ngo", "Ngô", True),  # a hundred bear it for one Ngọ
        ("Cáp", "Cáp", True),
    ],
)
def test_rare_family_names_stand_as_they_are_read(word, family, sure) -> None:
    found = family_name(word, WORDS.family_names, WORDS.rare_family_names)
    assert found == (family, sure)


def test_no_family_name_is_both_rare_and_common() -> None:
    assert not set(WORDS.family_names) & set(WORDS.rare_family_names)
