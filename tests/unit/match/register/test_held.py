"""An opened register gives back the rows that it was built from."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipeline.match.register import Register
from pipeline.match.register.columns import join
from pipeline.match.register.held import held_cells, held_columns
from pipeline.match.register.indexes import register_arrays


def test_the_columns_make_the_same_arrays(register: Register) -> None:
    made = dict(register_arrays(held_columns(register)))
    for name, array in made.items():
        assert array.dtype == register[name].dtype, name
        assert np.array_equal(array, register[name]), name


def test_rows_parted_and_joined_are_the_same(register: Register) -> None:
    whole = held_columns(register)
    mine = np.arange(len(whole)) % 3 == 0
    again = join(whole.some(~mine), whole.some(np.flatnonzero(mine)[::-1]))
    assert np.array_equal(again.citizen_id, whole.citizen_id)
    for name, (codes, words) in whole.texts.items():
        joined, known = again.texts[name]
        assert words == known
        assert np.array_equal(codes, joined), name


def test_a_row_has_the_cells_of_its_table(register: Register, people: pa.Table) -> None:
    for one in people.slice(0, 50).to_pylist():
        row = register.row_of(one["citizen_id"])
        assert row is not None
        assert held_cells(register, row) == {
            **one,
            "former_ids": None,
            "death_date": None,
        }
