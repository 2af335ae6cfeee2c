"""What the digits of a citizen's number say, one by one and by the million."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.common.citizen_id import (
    FEMALE,
    MALE,
    birth_year,
    citizen_id_fits,
    is_citizen_id,
    is_id_length,
    sex_digit,
)


@pytest.mark.parametrize(
    ("number", "gender", "birth", "fits"),
    [
        ("001075012345", "M", "1975-03-12", True),
        ("001175012345", "F", "1975", True),
        ("001075012345", "F", "1975", False),
        ("001075012345", "M", "1976-03-12", False),
        ("079203001122", "M", "2003-08-17", True),
        ("079303001122", "F", "2003", True),
        ("079203001122", None, None, True),
        ("999075012345", None, None, False),
        ("00107501234", None, None, False),
    ],
)
def test_citizen_numbers(
    number: str, gender: str | None, birth: str | None, fits: bool
) -> None:
    assert citizen_id_fits(number, gender, birth) is fits


@given(
    st.integers(1, 96),
    st.integers(1900, 2399),
    st.sampled_from([MALE, FEMALE]),
    st.integers(0, 999_999),
)
def test_a_number_fits_whom_it_was_made_for_and_nobody_else(place, year, sex, rest):
    century = (year - 1900) // 100 * 2 + sex
    text = f"{place:03}{century}{year % 100:02}{rest:06}"
    gender, other = ("M", "F") if sex == MALE else ("F", "M")
    assert citizen_id_fits(text, gender, str(year))
    assert citizen_id_fits(text, gender, f"{year}-05-04")
    assert not citizen_id_fits(text, other, str(year))
    assert not citizen_id_fits(text, gender, str(year + 1))
    assert (birth_year(int(text)), sex_digit(int(text))) == (year, sex)


@given(st.lists(st.integers(0, 10**12 - 1), min_size=1, max_size=20))
def test_arrays_are_read_as_single_numbers_are(numbers):
    array = np.array(numbers, np.int64)
    assert birth_year(array).tolist() == [birth_year(number) for number in numbers]
    assert sex_digit(array).tolist() == [sex_digit(number) for number in numbers]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00107501234",
        "0010750123456",
        "٠٠١٠٧٥٠١٢٣٤٥",
        "00107501234x",
        "000075012345",
    ],
)
def test_what_is_no_number(text):
    assert not is_citizen_id(text)


def test_numbers_of_both_cards_have_their_lengths():
    assert [digits for digits in range(20) if is_id_length(digits)] == [9, 12]
