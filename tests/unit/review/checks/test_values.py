"""What people may type, and the normal form that the record keeps."""

from datetime import date

import pytest

from pipeline.extract.types import ValueKind, document_types
from pipeline.review.checks.values import (
    WrongValue,
    citizen_number,
    day_of,
    normal_value,
    old_number,
)

VOCABULARY = document_types().vocabulary


def normal(text, kind, name="value", **more):
    return normal_value(text, ValueKind(kind, **more), name, VOCABULARY)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("date", "5/11/2024", "2024-11-05"),
        ("date", "05-11-2024", "2024-11-05"),
        ("date", "2024-11-05", "2024-11-05"),
        ("date", "2024-11-05 00:00:00", "2024-11-05"),
        ("date", "ngày 05 tháng 11 năm 2024", "2024-11-05"),
        ("gender", "Nữ", "F"),
        ("gender", "nam", "M"),
        ("amount", "1.250,5 m²", "1250.5"),
        ("money", "2 500 000 đồng", "2500000"),
        ("number", "12/qđ – ubnd", "12/QĐ-UBND"),
        ("number", "BC 123456", "BC 123456"),
        ("name", "NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("name", "Trần McDonald", "Trần McDonald"),
        ("ethnicity", "KINH", "Kinh"),
        ("text", "  hai \n dòng ", "hai dòng"),
    ],
)
def test_a_value_is_kept_in_its_normal_form(kind, typed, kept):
    assert normal(typed, kind) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("date", "5/11/2024", "2024-11-05"),
        ("amount", "1.250,5 m²", "1250.5"),
        ("number", "12/qđ – ubnd", "12/QĐ-UBND"),
        ("name", "NGUYỄN VĂN AN", "Nguyễn Văn An"),
    ],
)
def test_what_is_kept_may_be_typed_again(kind, typed, kept):
    assert normal(normal(typed, kind), kind) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("date", "31/02/2024", "review_bad_date"),
        ("date", "5/11/24", "review_short_year"),
        ("date", "2024", "review_bad_date"),
        ("gender", "x", "review_bad_gender"),
        ("amount", "một trăm", "review_bad_amount"),
        ("number", "không số", "review_bad_notation"),
        ("name", "An 2", "review_bad_name"),
        ("text", "…", "review_bad_text"),
        ("text", "a\u202eb", "review_bad_text"),
    ],
)
def test_what_is_no_such_value_is_refused_by_its_code(kind, typed, code):
    with pytest.raises(WrongValue) as caught:
        normal(typed, kind)
    assert caught.value.code == code


def test_a_year_alone_is_a_date_only_where_it_may_be():
    assert normal("1975", "date", bare_year=True) == "1975"


def test_numbers_of_citizens_are_their_digits():
    assert citizen_number("001 075 000.123") == "001075000123"
    assert old_number("123 456 789") == "123456789"
    assert normal("123456789", "identity", "old_id") == "123456789"
    for text, number, code in (
        ("00107500012", citizen_number, "review_bad_citizen"),
        ("12345678a", old_number, "review_bad_old_id"),
    ):
        with pytest.raises(WrongValue) as caught:
            number(text)
        assert caught.value.code == code


def test_a_day_is_a_date():
    assert day_of("5.11.2024") == date(2024, 11, 5)
