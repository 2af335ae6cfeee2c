"""A question as a tantivy query, by the clauses of `ranking`."""

from __future__ import annotations

from collections.abc import Iterator

import tantivy

from pipeline.search.affordable import MOST_LOOKS, Frequency, affordable_forms
from pipeline.search.analysis import Question
from pipeline.search.narrowing import Narrowing
from pipeline.search.ranking import (
    Clause,
    Field,
    Near,
    Row,
    neighbours,
    preferred,
    required,
)


def query_of(
    asked: Question,
    narrowing: Narrowing,
    schema: tantivy.Schema,
    frequency: Frequency,
    *,
    wide: bool,
) -> tantivy.Query:
    """The query for documents that answer the question, as far as it is narrowed; a question
    without words is answered by all that are left. `frequency` tells how common a word is."""
    wanted = list(_narrowed(narrowing, schema))
    if asked.terms:
        groups = [
            _group([_clause(schema, clause, frequency) for clause in one])
            for one in required(asked, wide=wide)
        ]
        wanted.append(_any(groups))
    query = _group(wanted)
    if asked.terms:
        for clause in (*preferred(asked), *_quick_neighbours(asked, frequency)):
            query = _lifted(query, _clause(schema, clause, frequency))
    return query


def _quick_neighbours(asked: Question, frequency: Frequency) -> Iterator[Clause]:
    """Pairs of which one word is rare: from a hit to the next place where two common words stand
    beside each other, tantivy looks at all documents between."""
    for clause in neighbours(asked):
        (pair,) = clause.rows
        if min(frequency(str(word)) for word in pair) <= MOST_LOOKS:
            yield clause


def _lifted(query: tantivy.Query, by: tantivy.Query) -> tantivy.Query:
    """What answers the query, first what also answers the other. One at a time: of several at once
    tantivy looks at all documents that they hold, not only at those that are wanted."""
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, query), (tantivy.Occur.Should, by)]
    )


def _narrowed(narrowing: Narrowing, schema: tantivy.Schema) -> Iterator[tantivy.Query]:
    wanted = [tantivy.Query.term_query(schema, "tags", tag) for tag in narrowing.tags]
    if narrowing.days:
        integer = tantivy.FieldType.Integer
        wanted.append(
            tantivy.Query.range_query(schema, "day", integer, *narrowing.days)
        )
    for one in wanted:
        yield tantivy.Query.const_score_query(one, 0.0)


def _clause(
    schema: tantivy.Schema, clause: Clause, frequency: Frequency
) -> tantivy.Query:
    rows = [_row(schema, clause.field, row, frequency) for row in clause.rows]
    query = _any(rows) if clause.any_row else _group(rows)
    if clause.constant:
        return tantivy.Query.const_score_query(query, clause.weight)
    return tantivy.Query.boost_query(query, clause.weight)


def _any(parts: list[tantivy.Query]) -> tantivy.Query:
    if len(parts) == 1:
        return parts[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])


def _group(parts: list[tantivy.Query]) -> tantivy.Query:
    if len(parts) == 1:
        return parts[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])


def _row(
    schema: tantivy.Schema, field: Field, row: Row, frequency: Frequency
) -> tantivy.Query:
    at = next((at for at, word in enumerate(row) if isinstance(word, Near)), None)
    words = [word.word if isinstance(word, Near) else word for word in row]
    if at is None:
        return _words(schema, field, words)
    before, after = words[:at], words[at + 1 :]
    forms = affordable_forms(words[at], (*before, *after), frequency)
    rows = [_words(schema, field, [*before, form, *after]) for form in forms]
    return tantivy.Query.const_score_query(_any(rows), 0.0)


def _words(schema: tantivy.Schema, field: Field, words: list[str]) -> tantivy.Query:
    if len(words) == 1:
        return tantivy.Query.term_query(schema, field, words[0])
    row: list[str | tuple[int, str]] = [*words]
    return tantivy.Query.phrase_query(schema, field, row)
