"""A question as an Elasticsearch query, by the clauses of `ranking`."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.search.analysis import Question
from pipeline.search.narrowing import Narrowing
from pipeline.search.near import near_pattern
from pipeline.search.ranking import (
    Clause,
    Field,
    Near,
    Row,
    neighbours,
    preferred,
    required,
)

Query = Mapping[str, object]
"""A part of a query, as the server takes it."""


def query_of(asked: Question, narrowing: Narrowing, *, wide: bool) -> Query:
    """The query for documents that answer the question, as far as it is narrowed; a question
    without words is answered by all that are left."""
    narrowed: list[Query] = [{"term": {"tags": tag}} for tag in narrowing.tags]
    if narrowing.days:
        first, last = narrowing.days
        narrowed.append({"range": {"day": {"gte": first, "lte": last}}})
    if not asked.terms:
        return {"bool": {"filter": narrowed}}
    groups = [
        {"bool": {"must": [_clause(clause) for clause in group]}}
        for group in required(asked, wide=wide)
    ]
    return {
        "bool": {
            "must": [{"bool": {"should": groups}}],
            "should": [
                _clause(clause) for clause in (*preferred(asked), *neighbours(asked))
            ],
            "filter": narrowed,
        }
    }


def _clause(clause: Clause) -> Query:
    rows = [_row(clause.field, row) for row in clause.rows]
    query = (
        rows[0]
        if len(rows) == 1
        else {"bool": {"should" if clause.any_row else "must": rows}}
    )
    if clause.constant:
        return {"constant_score": {"filter": query, "boost": clause.weight}}
    return {"bool": {"must": [query], "boost": clause.weight}}


def _row(field: Field, row: Row) -> Query:
    if not any(isinstance(word, Near) for word in row):
        return {"match_phrase": {field: " ".join(map(str, row))}}
    words = [
        {"span_multi": {"match": _near(field, word)}}
        if isinstance(word, Near)
        else {"span_term": {field: word}}
        for word in row
    ]
    near = (
        {"span_near": {"clauses": words, "slop": 0, "in_order": True}}
        if len(row) > 1
        else words[0]
    )
    return {"constant_score": {"filter": near, "boost": 0.0}}


def _near(field: Field, near: Near) -> Query:
    # In a span the server writes the pattern out into the terms that it fits, at most so many.
    return {
        "regexp": {
            field: {
                "value": near_pattern(near.word),
                "flags": "NONE",
                "rewrite": "top_terms_boost_512",
            }
        }
    }
