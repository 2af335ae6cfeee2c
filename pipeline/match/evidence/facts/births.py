"""Birth dates of a pair: digits that differ, parts that were read."""

from __future__ import annotations

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray, IntegerArray
from pipeline.match.evidence.births import held_parts, read_parts, swapped
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
_POWERS = (1, 10, 100, 1000)
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
    digits = sum(_wrong_digits(a, b) for a, b in zip(read, held, strict=True))
    known = (read.year > 0) & (held.year > 0)
    parts = sum((one > 0).astype(float) for one in read) + _HELD_DAY * (held.day > 0)
    return {
        "birth_swapped": turned * 1.0,
        "birth_level": ranks("birth", _RANK)[level],
        "birth_edits": np.where(known, digits, UNKNOWN),
        "birth_parts": np.asarray(parts, np.float64),
    }


def _wrong_digits(read: IntArray, held: IntArray) -> IntArray:
    """Digits that differ; none where a side is unknown."""
    wrong = sum((read // p % 10 != held // p % 10).astype(int) for p in _POWERS)
    return np.where((read > 0) & (held > 0), wrong, 0)
