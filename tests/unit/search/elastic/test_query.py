"""A question as the search server is asked it."""

import json

import pytest

from pipeline.search.analysis import question
from pipeline.search.elastic.query import query_of
from pipeline.search.narrowing import narrowed_to


def asked(words, wide=False, **filters):
    return query_of(question(words), narrowed_to(filters), wide=wide)["bool"]


def phrases(query):
    """All (field, words) that are matched in a row."""
    if isinstance(query, dict):
        for name, value in query.items():
            if name == "match_phrase":
                yield from value.items()
            else:
                yield from phrases(value)
    elif isinstance(query, list):
        for one in query:
            yield from phrases(one)


def test_every_word_must_be_there():
    group = asked("giấy phép")["must"][0]["bool"]["should"][0]
    assert len(group["bool"]["must"]) == 2
    assert {words for _, words in phrases(group)} == {"giay", "phep"}


def test_words_asked_for_as_one_stand_in_a_row():
    assert "123 qd ubnd" in {
        words for _, words in phrases(asked("123/QĐ-UBND")["must"])
    }


def test_words_with_their_marks_are_preferred():
    assert "giấy" in {words for _, words in phrases(asked("giấy")["should"])}


def test_filters_are_exact_values():
    tags = [{"term": {"tags": "dossier_code=H26.27-1"}}]
    assert asked("a", dossier_code="H26.27-1")["filter"] == tags
    assert asked("a")["filter"] == []
    days = {"range": {"day": {"gte": 20240301, "lte": 99991231}}}
    assert asked("", issued_from="2024-03-01") == {"filter": [days]}


@pytest.mark.parametrize(("words", "near"), [("an", False), ("nguyen van khanh", True)])
def test_near_words_are_asked_for_where_there_is_enough_to_go_by(words, near):
    assert ("regexp" in json.dumps(asked(words, wide=True))) is near
