"""The number of a citizen that a reading is held against: the present one, or one borne before
where that is nearer to what was read."""

from __future__ import annotations

import numpy as np
from rapidfuzz.distance import OSA

from pipeline.match.arrays import IntArray, Mask
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.register.check import NO_OLD_ID

_NEW, _OLD = 12, 9


def held_new(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> IntArray:
    """The number of 12 digits of each pair's row."""
    held = register["citizen_id"][row].astype(np.int64)
    for pair in _with_formers(row, register):
        read = prepared.number_text[int(query[pair])]
        held[pair] = _nearest(read, int(row[pair]), int(held[pair]), _NEW, register)
    return held


def held_old(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> IntArray:
    """The old number of each pair's row, -1 where it has none."""
    held = register["old_id"][row].astype(np.int64)
    held[held == NO_OLD_ID] = -1
    for pair in _with_formers(row, register):
        read = prepared.old_text[int(query[pair])]
        held[pair] = _nearest(read, int(row[pair]), int(held[pair]), _OLD, register)
    return held


def _with_formers(row: IntArray, register: Register) -> list[int]:
    """Pairs whose row bore other numbers before."""
    rows = register["former_rows"]
    if not len(rows):
        return []
    known: Mask = np.isin(row, rows)
    return list(map(int, np.flatnonzero(known)))


def _nearest(read: str, row: int, held: int, digits: int, register: Register) -> int:
    """Of the numbers of one form that a row has or had, the one nearest to that read; the present
    one where none is nearer."""
    if not read:
        return held
    formers = [int(n) for n in register.former_ids(row) if len(n) == digits]
    numbers = ([held] if held >= 0 else []) + formers
    edits = [OSA.distance(read, f"{number:0{digits}d}") for number in numbers]
    return numbers[edits.index(min(edits))] if numbers else held
