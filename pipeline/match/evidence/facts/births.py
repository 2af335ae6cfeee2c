"""Birth dates of a pair: digits that differ, parts that were read."""

from __future__ import annotations

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray
from pipeline.match.evidence.births import DateParts, held_parts, read_parts, swapped
from pipeline.match.evidence.facts.distances import UNKNOWN
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.weights.model import ranks

_RANK = {
    "exact": 6,
    "partial": 5,
    "near": 4,
    "shifted": 4,
    "year": 3,
    "absent": 2,
}
_RANKS = ranks("birth", _RANK)
_POWERS = np.array([1, 10, 100, 1000])[:, None, None]
# A whole date in the register counts for more than the parts that were read.
_HELD_DAY = 4.0


def birth_facts(
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    level: IntegerArray,
    register: Register,
) -> dict[str, FloatArray]:
    """What the birth date tells; `level`: of the comparison."""
    held = held_parts(register["birth"][row].astype(np.int64))
    read = read_parts(prepared, query)
    turned = swapped(read, held) & (read.month != read.day) & (read.year == held.year)
    digits = _wrong_digits(read, held)
    known = (read.year > 0) & (held.year > 0)
    parts = sum((one > 0).astype(float) for one in read) + _HELD_DAY * (held.day > 0)
    return {
        "birth_swapped": turned * 1.0,
        "birth_level": _RANKS[level],
        "birth_edits": np.where(known, digits, UNKNOWN),
        "birth_parts": np.asarray(parts, np.float64),
    }


def _wrong_digits(read: DateParts, held: DateParts) -> IntArray:
    """Digits that differ in the parts that both know."""
    one, other = np.array(read), np.array(held)
    wrong = (one // _POWERS % 10 != other // _POWERS % 10).sum(axis=0)
    return np.asarray((wrong * ((one > 0) & (other > 0))).sum(axis=0), np.int64)
