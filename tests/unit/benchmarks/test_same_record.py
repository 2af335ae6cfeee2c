"""Differences between two tables are found, and times are none."""

import pyarrow as pa

from benchmarks.same_record import differences

ROWS = [
    {"document_id": "a", "text": "x", "seconds": 1.0},
    {"document_id": "b", "text": "y", "seconds": 2.0},
]


def test_the_same_rows_in_another_order_with_other_times_are_the_same():
    after = pa.Table.from_pylist([{**row, "seconds": 9.0} for row in reversed(ROWS)])
    assert differences(pa.Table.from_pylist(ROWS), after, ("document_id",)) == {}


def test_a_changed_cell_and_a_lost_row_are_told():
    before, keys = pa.Table.from_pylist(ROWS), ("document_id",)
    assert differences(
        before, pa.Table.from_pylist([{**ROWS[0], "text": "z"}, ROWS[1]]), keys
    ) == {"text": 1}
    assert differences(before, before.slice(0, 1), keys) == {"rows": 1}
