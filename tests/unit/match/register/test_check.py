"""Which rows of a register source are good."""

import pyarrow as pa
import pytest

from pipeline.match.register.check import ALL_COLUMNS, Rejection, check_chunk
from pipeline.match.register.layout import NO_OLD_ID
from pipeline.tables.columns import Chunk

GOOD = {
    "citizen_id": "001075000123",
    "old_id": "123456789",
    "full_name": "Nguyễn Văn An",
    "birth_date": "1975-03-12",
    "gender": "M",
    "birth_province": "001",
    "commune_code": "00004",
    "commune_name": "Phường Trúc Bạch",
    "province_name": "Hà Nội",
}


def check(*rows):
    columns = {
        name: pa.array([row.get(name) for row in rows], pa.string())
        for name in ALL_COLUMNS
    }
    return check_chunk(Chunk(range(2, 2 + len(rows)), columns))


def faults(**changed):
    return [(one.column, one.reason) for one in check({**GOOD, **changed}).rejections]


def test_a_good_row_becomes_numbers():
    found = check(GOOD)
    assert found.citizen_id.tolist() == [1075000123]
    assert found.old_id.tolist() == [123456789]
    assert found.birth.tolist() == [1975 << 9 | 3 << 5 | 12]
    assert (found.gender.tolist(), found.rejections) == ([1], ())


def test_what_may_lack_is_marked_as_lacking():
    found = check({**GOOD, "old_id": None, "birth_date": "1975", "gender": None})
    assert (found.old_id.tolist(), found.gender.tolist()) == ([NO_OLD_ID], [0])
    assert found.birth.tolist() == [1975 << 9]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"citizen_id": "12345"}, ("citizen_id", "not_12_digits")),
        ({"citizen_id": " "}, ("citizen_id", "missing")),
        ({"old_id": "12"}, ("old_id", "not_9_digits")),
        ({"full_name": ""}, ("full_name", "missing")),
        ({"full_name": "123"}, ("full_name", "no_letters")),
        ({"full_name": "NguyÔn V¨n An"}, ("full_name", "old_encoding")),
        ({"full_name": "Traàn Vaên"}, ("full_name", "old_encoding")),
        ({"birth_date": "1975-02-30"}, ("birth_date", "impossible_date")),
        ({"birth_date": "12/03/1975"}, ("birth_date", "impossible_date")),
        ({"gender": "nam"}, ("gender", "not_m_or_f")),
        (
            {"birth_date": "1985-03-12"},
            ("citizen_id", "digits_disagree_with_birth_year"),
        ),
        ({"gender": "F"}, ("citizen_id", "digits_disagree_with_gender")),
    ],
)
def test_a_bad_row_is_named_by_column_and_reason(changed, fault):
    assert faults(**changed) == [fault]


def test_days_of_february_follow_the_calendar():
    leap = {"citizen_id": "001200000123", "birth_date": "2000-02-29"}
    assert faults(**leap) == []
    assert ("birth_date", "impossible_date") in faults(
        **{**leap, "birth_date": "1900-02-29"}
    )


def test_spaces_and_empty_rows_are_no_faults():
    found = check(
        {**GOOD, "full_name": " Nguyễn \u00a0 Văn An "}, {}, {"citizen_id": "  "}
    )
    assert found.texts["full_name"].to_pylist() == ["Nguyễn Văn An"]
    assert (found.numbers.tolist(), found.rejections) == ([2], ())


def test_numbers_that_a_spreadsheet_has_shortened_are_counted():
    found = check(
        {**GOOD, "citizen_id": "1075000123"}, {**GOOD, "citizen_id": "1.08E+09"}
    )
    assert found.shortened == 2
    assert [one.row for one in found.rejections] == [2, 3]
    assert found.rejections[0] == Rejection(2, "citizen_id", "not_12_digits")


def test_a_blank_in_one_number_of_many_is_taken_off():
    found = check(GOOD, {**GOOD, "citizen_id": " 001075000124"})
    assert found.citizen_id.tolist() == [1075000123, 1075000124]


def test_numbers_in_other_digits_and_slices_of_columns():
    full = "".join(chr(ord(c) + 0xFEE0) for c in GOOD["citizen_id"])
    assert faults(citizen_id=full) == [("citizen_id", "not_12_digits")]
    columns = {
        name: pa.array([None, GOOD.get(name), "x"], pa.string()).slice(1, 1)
        for name in ALL_COLUMNS
    }
    found = check_chunk(Chunk(range(2, 3), columns))
    assert found.citizen_id.tolist() == [1075000123]


def test_a_decomposed_name_is_composed():
    found = check({**GOOD, "full_name": "Nguye\u0302\u0303n Va\u0306n An"}, GOOD)
    assert found.texts["full_name"].to_pylist() == ["Nguyễn Văn An"] * 2
