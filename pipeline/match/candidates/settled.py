"""Queries that a number settles: read whole, it is a citizen's, whose name is the one read (marks
aside) and whom neither birth date nor sex contradict. Who else is like that is not looked for:
nobody else can be as near."""

from __future__ import annotations

import numpy as np

from pipeline.match.arrays import (
    IntArray,
    IntegerArray,
    Mask,
    WordArray,
    places_in,
    places_where,
)
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register

_LENGTH = 12


def settled_rows(prepared: Prepared, register: Register) -> IntArray:
    """The row that the number of each query settles, -1 where it settles none."""
    settled = np.full(len(prepared), -1, np.int64)
    whole = np.array([len(text) == _LENGTH for text in prepared.number_text], bool)
    asked = places_where(whole & (prepared.number >= 0) & (prepared.key >= 0))
    row = _rows_of(prepared.number[asked].astype(np.uint64), register)
    asked, row = asked[row >= 0], row[row >= 0]
    same = prepared.key[asked] == register["name_key"][register["name"][row]]
    same &= ~_contradicted(prepared.gender[asked], register["gender"][row])
    same &= ~_born_otherwise(prepared, asked, row, register)
    settled[asked[same]] = row[same]
    return settled


def _rows_of(number: WordArray, register: Register) -> IntArray:
    """The row of who bears each number, of the one who bore it where nobody does; -1 where there is
    none, or not just one."""
    ids = register["citizen_id"]
    place, there = places_in(ids, number)
    row = np.where(there, place, -1)
    formers = register["former_id_sorted"]
    unknown = places_where(~there)
    if len(formers) and len(unknown):
        first, bore = places_in(formers, number[unknown])
        alone = formers.searchsorted(number[unknown], "right") - first == 1
        known = bore & alone
        row[unknown[known]] = register["former_id_rows"][first[known]]
    return row


def _born_otherwise(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> Mask:
    birth = register["birth"][row]
    return (
        _contradicted(prepared.year[query], birth >> 9)
        | _contradicted(prepared.month[query], birth >> 5 & 15)
        | _contradicted(prepared.day[query], birth & 31)
    )


def _contradicted(read: IntegerArray, held: IntegerArray) -> Mask:
    """Whether both are known and differ."""
    return np.asarray((read > 0) & (held > 0) & (read != held), bool)
