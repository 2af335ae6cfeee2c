"""The number of a citizen that a reading is held against: the present one, or one borne before
where that is nearer to what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA

from pipeline.match.arrays import IntArray, Mask, places_where
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.register.layout import NO_OLD_ID

_NEW, _OLD = 12, 9


@dataclass(frozen=True, slots=True)
class HeldNumbers:
    """The number of 12 digits of each pair's row, and the old one, -1 where it has none."""

    new: IntArray
    old: IntArray

    def some(self, pairs: IntArray) -> HeldNumbers:
        """Those of some pairs."""
        return HeldNumbers(self.new[pairs], self.old[pairs])


def held_numbers(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> HeldNumbers:
    """What each pair's numbers are held against."""
    new = register["citizen_id"][row].astype(np.int64)
    old = register["old_id"][row].astype(np.int64)
    old[old == NO_OLD_ID] = -1
    for pair in _with_formers(row, register):
        asked, at = int(query[pair]), int(row[pair])
        formers = register.former_ids(at)
        read = prepared.number_text[asked]
        new[pair] = _nearest(read, int(new[pair]), formers, _NEW)
        read = prepared.old_text[asked]
        old[pair] = _nearest(read, int(old[pair]), formers, _OLD)
    return HeldNumbers(new, old)


def _with_formers(row: IntArray, register: Register) -> list[int]:
    """Pairs whose row bore other numbers before."""
    rows = register["former_rows"]
    if not len(rows):
        return []
    known: Mask = np.isin(row, rows)
    return list(map(int, places_where(known)))


def _nearest(read: str, held: int, formers: Sequence[str], digits: int) -> int:
    """Of the numbers of one form that a row has or had, the one nearest to that read; the present
    one where none is nearer."""
    if not read:
        return held
    numbers = [held] if held >= 0 else []
    numbers += [int(n) for n in formers if len(n) == digits]
    edits = [OSA.distance(read, f"{number:0{digits}d}") for number in numbers]
    return numbers[edits.index(min(edits))] if numbers else held
