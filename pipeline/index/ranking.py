"""How a hit is weighed, the same for every index.

Every term must be found in its folded form. A hit stands the higher in these steps, each above all that BM25 can give:
all words in a row; all words in their exact form; the row itself in its exact form. Inside a step BM25 decides, with
weight for exact words, neighbours, and words in the document's own facts (title, number, issuer, names).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.index.analysis import Question

Field = Literal["exact", "folded", "facts"]

IN_A_ROW = 2000.0
ALL_EXACT = 1000.0
ROW_EXACT = 500.0
EXACT_WORD = 0.5
NEIGHBOURS = 0.5
IN_FACTS = 1.0
_NEIGHBOUR_PAIRS = 8


@dataclass(frozen=True, slots=True)
class Clause:
    """Rows of words that must all stand in `field`. `constant` gives `weight` itself, else BM25 times weight."""

    field: Field
    rows: tuple[tuple[str, ...], ...]
    weight: float
    constant: bool = False


def required(question: Question) -> tuple[Clause, ...]:
    """One clause a term: a document that lacks one is no hit."""
    return tuple(Clause("folded", (term.folded,), 1.0) for term in question.terms)


def preferred(question: Question) -> tuple[Clause, ...]:
    """Clauses that only lift a hit."""
    exact, plain = question.exact, question.folded
    found = [Clause("exact", tuple(term.exact for term in question.terms), ALL_EXACT, constant=True)]
    if len(plain) > 1:
        found.append(Clause("folded", (plain,), IN_A_ROW, constant=True))
        found.append(Clause("exact", (exact,), ROW_EXACT, constant=True))
    found.extend(Clause("exact", (term.exact,), EXACT_WORD) for term in question.terms)
    found.extend(Clause("facts", (term.folded,), IN_FACTS) for term in question.terms)
    pairs = list(pairwise(plain))[:_NEIGHBOUR_PAIRS]
    found.extend(Clause("folded", (pair,), NEIGHBOURS) for pair in pairs)
    return tuple(found)
