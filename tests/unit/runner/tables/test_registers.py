"""What a new register changes against the one before."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.tables.registers import compare_registers
from schemas.tables.arrow import TABLES

ROWS = st.dictionaries(
    st.sampled_from("ABCDEFG"),
    st.one_of(st.none(), st.sampled_from(["x", "y"])),
    max_size=7,
)


def table(rows: dict[str, str | None]) -> pa.Table:
    records = [
        {"dossier_code": code, "status": status} for code, status in rows.items()
    ]
    return pa.Table.from_pylist(records, schema=TABLES["one_stop"])


@settings(deadline=None, max_examples=60)
@given(ROWS, ROWS)
def test_each_row_is_added_changed_vanished_or_the_same(before, after):
    change = compare_registers(table(before), table(after))
    both = sorted(before.keys() & after.keys())
    assert change.added == tuple(sorted(after.keys() - before.keys()))
    assert change.vanished == tuple(sorted(before.keys() - after.keys()))
    changed = tuple(code for code in both if before[code] != after[code])
    assert change.changed == changed
    assert change.changed_columns == ({"status": len(changed)} if changed else {})
    assert bool(change) == (before != after)
