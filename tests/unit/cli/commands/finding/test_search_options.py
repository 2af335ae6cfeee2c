"""Filters of a search, as they are given."""

import pytest

from cli.commands.finding.search_options import require_question, search_filters
from pipeline.errors import UsageError


def test_only_what_was_given_narrows():
    found = search_filters(
        agency_code=None, issued_year=2024, document_type="Giấy khai sinh"
    )
    assert found == {"issued_year": "2024", "document_type": "giay_khai_sinh"}
    with pytest.raises(UsageError) as caught:
        search_filters(document_type="giấy trời ơi")
    assert caught.value.code == "unknown_type"


def test_words_or_a_filter_are_needed():
    require_question(["an"], {})
    require_question(None, {"level": "commune"})
    with pytest.raises(UsageError) as caught:
        require_question([], {})
    assert caught.value.code == "nothing_asked"
