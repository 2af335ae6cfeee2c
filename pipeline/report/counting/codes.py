"""Dossier codes as numbers.

A report that holds the same millions of codes against one another several times counts them once:
comparing numbers costs a small part of what hashing texts costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.report.counting.tables import (
    Tables,
    Where,
    select,
    select_fitting,
)

CODE = "dossier_code"
_HOLDERS = ("one_stop", "past_results", "documents")
_Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class NumberedTable:
    """A table whose codes are entries of one dictionary, which the tables numbered with it share.
    A look-up by code is answered by the table itself, with codes as texts."""

    name: str
    tables: Tables
    codes: pa.ChunkedArray

    def read(self, columns: Sequence[str], where: Where) -> pa.Table:
        """These columns of the rows that fit."""
        if CODE in where:
            return select(self.tables, self.name, columns, where)
        needed = [name for name in dict.fromkeys((*columns, *where)) if name != CODE]
        found = select(self.tables, self.name, needed)
        held = dict(zip(needed, found.columns, strict=True)) | {CODE: self.codes}
        rows = pa.table(
            {name: held[name] for name in dict.fromkeys((*columns, *where))}
        )
        return select_fitting(rows, columns, where)

    def stream(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """These columns of all rows, as one piece."""
        yield self.read(columns, {})

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.codes)


def number_dossiers(tables: Tables) -> Tables:
    """The tables of a snapshot, the codes of both registers and of the documents numbered together:
    what is read of these tables has codes of dictionary type."""
    held = {name: select(tables, name, (CODE,))[CODE] for name in _HOLDERS}
    chunks = [chunk for column in held.values() for chunk in column.chunks]
    whole = pa.chunked_array(chunks, pa.string()).dictionary_encode()
    numbered = dict(tables)
    start = 0
    for name, column in held.items():
        codes = whole.slice(start, len(column))
        numbered[name] = NumberedTable(name, tables, codes)
        start += len(column)
    return numbered


def is_among(codes: pa.ChunkedArray, others: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether each code is one of the others; both are texts, or numbered together."""
    if not pa.types.is_dictionary(codes.type):
        return pc.is_in(codes, value_set=others.combine_chunks())
    pair = CodePair.of(codes, others)
    return pair.marks(np.ones(len(others), dtype=np.bool_))


@dataclass(frozen=True, slots=True)
class CodePair:
    """Two columns of codes as numbers below `size`, which itself stands for none: for codes of
    `others` that `codes` lacks."""

    codes: _Numbers
    others: _Numbers
    size: int

    @classmethod
    def of(cls, codes: pa.ChunkedArray, others: pa.ChunkedArray) -> CodePair:
        """Columns of texts, or such that were numbered together."""
        if not pa.types.is_dictionary(codes.type):
            codes = codes.combine_chunks().dictionary_encode()
            known = codes.dictionary
            places = pc.index_in(others, value_set=known)
            size = len(known)
            return cls(_filled(codes.indices, size), _filled(places, size), size)
        chunks = (*codes.chunks, *others.chunks)
        size = max((len(one.dictionary) for one in chunks), default=0)
        return cls(_indices(codes, size), _indices(others, size), size)

    def marks(self, flags: NDArray[np.bool_]) -> pa.ChunkedArray:
        """Whether each of `codes` is among those of `others` that bear a flag."""
        found = np.zeros(self.size + 1, dtype=np.bool_)
        found[self.others[flags]] = True
        found[self.size] = False
        return pa.chunked_array([pa.array(found[self.codes])])


def _indices(column: pa.ChunkedArray, none: int) -> _Numbers:
    parts = [_filled(chunk.indices, none) for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.intp)


def _filled(numbers: pa.Array | pa.ChunkedArray, none: int) -> _Numbers:
    found: _Numbers = pc.fill_null(numbers.cast(pa.int64()), none).to_numpy()
    return found
