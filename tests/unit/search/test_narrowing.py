"""What a search may be narrowed to."""

import pytest

from pipeline.errors import UsageError
from pipeline.search.narrowing import FILTERS, LAST_DAY, day_number, narrowed_to, tag


def test_filters_become_tags_and_days():
    found = narrowed_to({"level": "commune", "issued_from": "2024-03-01"})
    assert (found.tags, found.days) == (("level=commune",), (20240301, LAST_DAY))
    assert narrowed_to({"issued_to": "2024-03-01"}).days == (1, 20240301)
    assert not narrowed_to({})
    assert narrowed_to({"issued_year": "2024"})


@pytest.mark.parametrize("number", ["123/QĐ-UBND", "123QĐUBND", "123 qd ubnd"])
def test_a_number_has_no_separators(number):
    assert tag("number", number) == "number=123qdubnd"


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"colour": "red"}, "unknown_filter"),
        ({"issued_from": "03/2024"}, "bad_filter_date"),
        ({"issued_to": "2024-02-30"}, "bad_filter_date"),
        ({"issued_to": "30/02/2024"}, "bad_filter_date"),
        ({"level": "xa"}, "bad_filter_value"),
        ({"outcome": "yes"}, "bad_filter_value"),
        ({"signature_level": "B"}, "bad_filter_value"),
        ({"citizen_id": "1234"}, "bad_filter_value"),
        ({"citizen_id": "NGUYENVANMAU"}, "bad_filter_value"),
        ({"issued_year": "24"}, "bad_filter_value"),
        (
            {"issued_from": "2025-01-01", "issued_to": "2024-01-01"},
            "bad_filter_value",
        ),
    ],
)
def test_what_is_no_filter_is_told(filters, code):
    with pytest.raises(UsageError) as caught:
        narrowed_to(filters)
    assert caught.value.code == code


def test_values_are_taken_as_people_type_them():
    typed = {"signature_level": " b-lta", "outcome": "Matched", "level": "Commune"}
    assert narrowed_to(typed).tags == (
        "signature_level=B-LTA",
        "outcome=matched",
        "level=commune",
    )
    assert narrowed_to({"citizen_id": "001 085 000 001"}).tags == (
        "citizen_id=001085000001",
    )
    assert narrowed_to({"citizen_id": "012345678"})
    day = {"issued_from": "1/3/2024", "issued_to": "05.11.2024"}
    assert narrowed_to(day).days == (20240301, 20241105)


def test_a_wrong_number_of_a_citizen_is_not_repeated():
    with pytest.raises(UsageError) as caught:
        narrowed_to({"citizen_id": "0010850000"})
    assert "0010850000" not in str(caught.value)


def test_documents_without_a_day_lie_before_all_others():
    assert day_number(None) < day_number("1945-09-02") == 19450902
    assert "number" in FILTERS
