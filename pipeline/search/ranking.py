"""How a hit is weighed, the same for every index.

Every term must be found in its folded form, or the whole question in a row in which one word is
forgiven: one slip away from what was asked (`near`). Where that finds few, the wider look also
forgives a word that stands in a row with two neighbours of the question; nothing that it adds
stands above what was found before.

A hit stands the higher in these steps, each above all that BM25 can give: all words in a row; a row
with a forgiven word; all words anywhere; some of them forgiven. Inside each of these: all words in
their exact form; the row itself in its exact form. Then BM25 decides, with weight for exact words,
neighbours, and words in the document's own facts (title, number, issuer, names).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.search.analysis import Question
from pipeline.search.near import can_be_forgiven

Field = Literal["exact", "folded", "facts"]

IN_A_ROW = 8000.0
NEARLY_IN_A_ROW = 4000.0
ALL_FOUND = 2000.0
ALL_EXACT = 1000.0
ROW_EXACT = 500.0
EXACT_WORD = 0.5
NEIGHBOURS = 0.5
IN_FACTS = 1.0
_NEIGHBOUR_PAIRS = 8
# With fewer hits a question is asked again with the wider look: near words cost time.
FEW = 100
_FORGIVING_UP_TO = 8
# Words in a row among which a forgiven one must stand, where the question has as many.
_VOUCHING = 3


@dataclass(frozen=True, slots=True)
class Near:
    """A folded word, or any that is one slip away from it."""

    word: str


Row = tuple[str | Near, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """Rows of words that must all stand in `field`, or with `any_row` one of them.

    `constant` gives `weight` itself, else BM25 times weight; a row with a near word gives nothing
    of its own.
    """

    field: Field
    rows: tuple[Row, ...]
    weight: float
    constant: bool = False
    any_row: bool = False


def required(
    question: Question, *, wide: bool = False
) -> tuple[tuple[Clause, ...], ...]:
    """Groups of clauses, one of which must be met whole: a clause a term, or the question nearly in
    a row."""
    words, forgivable = question.folded, _forgivable(question)
    terms: list[Clause] = []
    at = 0
    for term in question.terms:
        near = _vouched(words, at) if wide and at in forgivable else ()
        terms.append(Clause("folded", (term.folded, *near), 1.0, any_row=True))
        at += len(term.exact)
    if len(words) == 1 or not forgivable:
        return (tuple(terms),)
    nearly: tuple[Row, ...] = tuple(
        (*words[:at], Near(words[at]), *words[at + 1 :]) for at in forgivable
    )
    return tuple(terms), (
        Clause("folded", nearly, NEARLY_IN_A_ROW, constant=True, any_row=True),
    )


def _forgivable(question: Question) -> tuple[int, ...]:
    """Places of the words in which a slip is looked over: none beside a number, none that is a part
    of a code."""
    words = question.folded
    found, at = [], 0
    for term in question.terms:
        beside = [*words[max(0, at - 1) : at], *words[at + 1 : at + 2]]
        fits = len(term.exact) == 1 and can_be_forgiven(words[at], alone=not beside)
        if fits and not any(
            character.isdigit() for word in beside for character in word
        ):
            found.append(at)
        at += len(term.exact)
    return tuple(found) if len(words) <= _FORGIVING_UP_TO else ()


def _vouched(words: tuple[str, ...], at: int) -> tuple[Row, ...]:
    """Rows that stand for a word though it is not there: a near one among its neighbours in the
    question."""
    size = min(_VOUCHING, len(words))
    starts = range(max(0, at - size + 1), min(at, len(words) - size) + 1)
    return tuple(
        tuple(
            Near(words[each]) if each == at else words[each]
            for each in range(start, start + size)
        )
        for start in starts
    )


def preferred(question: Question) -> tuple[Clause, ...]:
    """Clauses that only lift a hit."""
    exact, plain = question.exact, question.folded
    found = [
        Clause(
            "folded",
            tuple(term.folded for term in question.terms),
            ALL_FOUND,
            constant=True,
        ),
        Clause(
            "exact",
            tuple(term.exact for term in question.terms),
            ALL_EXACT,
            constant=True,
        ),
    ]
    if len(plain) > 1:
        found.append(Clause("folded", (plain,), IN_A_ROW, constant=True))
        found.append(Clause("exact", (exact,), ROW_EXACT, constant=True))
    found.extend(Clause("exact", (term.exact,), EXACT_WORD) for term in question.terms)
    found.extend(Clause("facts", (term.folded,), IN_FACTS) for term in question.terms)
    return tuple(found)


def neighbours(question: Question) -> tuple[Clause, ...]:
    """Clauses that lift a hit a little: words that stand beside one another as in the question."""
    pairs = list(pairwise(question.folded))[:_NEIGHBOUR_PAIRS]
    return tuple(Clause("folded", (pair,), NEIGHBOURS) for pair in pairs)
