"""What a search may be narrowed to."""

import pytest

from pipeline.errors import UsageError
from pipeline.search.narrowing import FILTERS, LAST_DAY, day_number, narrowed_to, tag


def test_filters_become_tags_and_days():
    found = narrowed_to({"level": "commune", "issued_from": "2024-03-01"})
    assert (found.tags, found.days) == (("level=commune",), (20240301, LAST_DAY))
    assert narrowed_to({"issued_to": "2024-03-01"}).days == (1, 20240301)
    assert not narrowed_to(None)
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
    ],
)
def test_what_is_no_filter_is_told(filters, code):
    with pytest.raises(UsageError) as caught:
        narrowed_to(filters)
    assert caught.value.code == code


def test_documents_without_a_day_lie_before_all_others():
    assert day_number(None) < day_number("1945-09-02") == 19450902
    assert "number" in FILTERS
