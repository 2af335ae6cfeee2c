"""Former numbers and days of death: read, kept for the few who have them, found again."""

import numpy as np
import pyarrow as pa
import pytest

from pipeline.match.arrays import StringTable
from pipeline.match.register.remarks import (
    NO_REMARKS,
    are_numbers,
    died_before_birth,
    former_numbers,
    read_formers,
    remark_arrays,
    remark_at,
)

NOBODY = np.full(4, -1, np.int64), []


def packed(year, month=0, day=0):
    return np.array([year << 9 | month << 5 | day])


@pytest.mark.parametrize(
    "text",
    ["123456789 001075000123", "001075000123;123456789", " 001075000123, 123456789;"],
)
def test_numbers_of_a_cell_are_read_in_one_form(text):
    assert former_numbers(text) == ("001075000123", "123456789")
    column, bad = read_formers(pa.array([text, None], pa.string()))
    assert column.to_pylist() == ["001075000123 123456789", None]
    assert not bad.any()


def test_no_cell_is_no_number():
    assert former_numbers(None) == ()


@pytest.mark.parametrize(
    "number", ["12", "00107500012a", "1234567890", "001075000123x"]
)
def test_what_is_no_number_is_told(number):
    assert not are_numbers(["123456789", number])
    assert read_formers(pa.array([None, number], pa.string()))[1].tolist() == [
        False,
        True,
    ]


def test_only_those_who_have_remarks_are_listed():
    formers = np.array([-1, 1, -1, 0]), ["001075000123", "001075000100 123456789"]
    deaths = np.array([0, -1, -1, -1]), ["2024"]
    arrays = dict(remark_arrays(formers, deaths))
    assert {name: arrays[name].dtype for name in arrays} == {
        name: array.dtype for name, array in NO_REMARKS.items()
    }
    assert arrays["former_rows"].tolist() == [1, 3]
    assert arrays["former_id_sorted"].tolist() == [1075000100, 1075000123]
    assert arrays["former_id_rows"].tolist() == [1, 3]
    assert arrays["former_old_sorted"].tolist() == [123456789]
    texts = StringTable(arrays["former_ends"], arrays["former_text"])
    held = [remark_at(row, arrays["former_rows"], texts) for row in range(4)]
    assert held == [None, "001075000100 123456789", None, "001075000123"]


def test_where_nobody_has_any_there_are_no_arrays():
    assert dict(remark_arrays(NOBODY, NOBODY)) == {}


@pytest.mark.parametrize(
    ("born", "died", "before"),
    [
        (packed(1975, 3, 12), packed(1975, 3, 11), True),
        (packed(1975, 3, 12), packed(1975, 3, 12), False),
        (packed(1975, 3, 12), packed(1975), False),
        (packed(1975, 3, 12), packed(1974), True),
        (packed(1975), packed(1975, 1, 1), False),
        (packed(0), packed(1900), False),
        (packed(1975), packed(0), False),
    ],
)
def test_nobody_dies_before_birth(born, died, before):
    assert died_before_birth(born, died).tolist() == [before]
