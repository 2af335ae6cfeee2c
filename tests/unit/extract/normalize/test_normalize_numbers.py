import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.normalize.numbers import (
    amount,
    document_number,
    identity_number,
    miscounted_number,
)
from pipeline.extract.types import load_document_types

WORDS = load_document_types().vocabulary


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("001075012345", "001075012345"),
        ("001 075 012 345", "001075012345"),
        ("OO1O75O12345 cấp ngày 10/05/2021", "001075012345"),
        ("CMND số 012345678", "012345678"),
        ("001075012345..........", "001075012345"),
        ("00107501234", None),
        ("Hồ sơ Bảo Lộc Gia Định", None),
    ],
)
def test_identity_numbers(text: str, number: str | None) -> None:
    found = identity_number(text)
    assert (found[0] if found else None) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("08008100339; cư trú tại", "08008100339"),
        ("0800 81003 3999", "0800810033999"),
        ("0912345678", None),
        ("001075012345", None),
    ],
)
def test_numbers_with_a_digit_too_few_or_too_many(text, number) -> None:
    found = miscounted_number(text)
    assert (found[0] if found else None) == number


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_every_number_is_read_with_its_place(number: str) -> None:
    text = f"Thẻ căn cước số {number} do Cục Cảnh sát"
    found = identity_number(text)
    assert (
        found is not None and found[0] == number and text[found[1] : found[2]] == number
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("123/QĐ-UBND", "123/QĐ-UBND"),
        ("123 /QD - UBND", "123/QĐ-UBND"),
        ("l23/QĐ–UBND.", "123/QĐ-UBND"),
        ("887/QĐĐ-STP", "887/QĐ-STP"),
        ("45/2021", "45/2021"),
        ("15/2022/NQ-HĐND", "15/2022/NQ-HĐND"),
        ("256/GPXD", "256/GPXD"),
        ("CH 01234", "CH 01234"),
        ("256", "256"),
        ("QĐ-UBND", None),
    ],
)
def test_document_numbers(text: str, number: str | None) -> None:
    found = document_number(text, WORDS.notations)
    assert (found[0] if found else None) == number


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1,250,000 đồng", "1250000"),
        ("250,000đ", "250000"),
        ("1.250.000,00 đồng", "1250000"),
        ("1 250 000 đồng", "1250000"),
    ],
)
def test_sums_with_points_commas_and_spaces(text: str, digits: str) -> None:
    assert (amount(text, money=True) or "")[0] == digits
