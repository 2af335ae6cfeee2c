"""What the commits of one night cost on a large record, beside the same night on an empty one.

    python -m benchmarks.big_store LARGE --documents 10000000 \\
        --only documents --only pages --only matches
    python -m benchmarks.record_night LARGE --documents 20000

Commit by commit in turns on both, so that a busy machine slows both alike; CPU seconds count. The
large record is left as it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.big_store import make_texts, night
from benchmarks.measure import measured
from pipeline.store.folder_place import FolderPlace
from pipeline.store.manifest import MANIFEST
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange

_TABLES = ("documents", "pages", "matches")
_FIRST = 60_000_000
"""Number of the first new document: none of the large record's."""


def changes(documents: int, a_commit: int) -> Iterator[StoreChange]:
    """The night's commits."""
    texts = make_texts(np.random.default_rng(2))
    for start in range(_FIRST, _FIRST + documents, a_commit):
        made = night(start, a_commit, texts)
        yield StoreChange({name: made[name]().to_pylist() for name in _TABLES})


def compare(large: Path, documents: int, a_commit: int) -> dict[str, object]:
    """CPU seconds of the night on the large record and on an empty one, compaction at its end
    included."""
    with tempfile.TemporaryDirectory(dir=large.parent) as folder:
        empty = ParquetStore(Path(folder) / "store")
        empty.create()
        stores = {"empty": empty, "large": ParquetStore(large / "store")}
        before = FolderPlace(large / "store").read(MANIFEST)
        rows = stores["large"].snapshot().rows("documents")
        spent = dict.fromkeys(stores, 0.0)
        ended = dict.fromkeys(stores, 0.0)
        try:
            for number, change in enumerate(changes(documents, a_commit)):
                turns = list(stores)[:: 1 if number % 2 else -1]
                for name in turns:
                    with measured() as cost:
                        stores[name].commit(change)
                    spent[name] += cost.cpu_s
            for name, store in stores.items():
                with measured() as cost:
                    store.compact()
                ended[name] = cost.cpu_s
        finally:
            FolderPlace(large / "store").replace(MANIFEST, before)
            stores["large"].sweep()
    return {
        "large": rows,
        "night": documents,
        "documents_a_commit": a_commit,
        "commits_cpu_s": {name: round(one, 2) for name, one in spent.items()},
        "compaction_cpu_s": {name: round(one, 2) for name, one in ended.items()},
        "ratio": round(
            (spent["large"] + ended["large"]) / (spent["empty"] + ended["empty"]), 3
        ),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("large", type=Path)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--a-commit", type=int, default=50)
    options = parser.parse_args()
    result = compare(options.large, options.documents, options.a_commit)
    json.dump(result, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
