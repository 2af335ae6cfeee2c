"""Whether two archives made from the same inbox hold the same record: to show that a change of code
changed nothing.

    python -m benchmarks.same_record BEFORE AFTER

Compares every table row by row, but for what may differ: times, the batch, and what follows from
signatures and settings. Prints a line for each column that differs; exit 1 if there is one.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from pipeline.store.parquet import ParquetStore
from schemas.tables.rows import FIELD_KEY, MATCH_KEY

KEYS: Mapping[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "pages": ("document_id", "page"),
    "fields": (*FIELD_KEY, "page", "y0", "x0", "value"),
    "matches": MATCH_KEY,
}
MAY_DIFFER = frozenset(
    {
        "batch_id",
        "digitized_at",
        "pdf_sha256",
        "pdf_bytes",
        "alto_sha256",
        "seconds",
        "settings_digest",
    }
)


def differences(before: pa.Table, after: pa.Table, keys: Sequence[str]) -> Counter[str]:
    """Columns with the number of rows in which they differ; `rows` where a row is in one table
    only."""
    sides = [
        {tuple(row[key] for key in keys): row for row in table.to_pylist()}
        for table in (before, after)
    ]
    found: Counter[str] = Counter()
    found["rows"] = len(sides[0].keys() ^ sides[1].keys())
    for key in sides[0].keys() & sides[1].keys():
        old, new = sides[0][key], sides[1][key]
        names = (old.keys() | new.keys()) - MAY_DIFFER
        found.update(name for name in names if old.get(name) != new.get(name))
    return +found


def main(arguments: Sequence[str]) -> int:
    """Compare two archives; 0 where they are the same."""
    stores = [ParquetStore(Path(archive) / "store") for archive in arguments]
    differs = False
    for table, keys in KEYS.items():
        before, after = (store.read(table) for store in stores)
        found = differences(before, after, keys)
        differs |= bool(found)
        shown = (
            ", ".join(f"{name} in {count}" for name, count in found.most_common())
            or "the same"
        )
        print(f"{table}: {before.num_rows} and {after.num_rows} rows: {shown}")
    return int(differs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
