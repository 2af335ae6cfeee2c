"""What a look-up of one citizen costs without the index, as a record grows: asked of the first
nights of a large one.

    python -m benchmarks.record_growth LARGE

CPU and wall milliseconds in this process; `first`: nothing of the record is known to it yet.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.big_store import NIGHT, citizen_of
from benchmarks.measure import quantile
from pipeline.store import keys, reading
from pipeline.store.parquet import ParquetStore
from pipeline.store.queries import citizen_documents
from pipeline.store.snapshot import StoreSnapshot

SIZES = (1_000_000, 2_000_000, 5_000_000, 10_000_000)
_ASKED = 30


@dataclass(frozen=True, slots=True)
class _Paper:
    document_id: str
    dossier_code: str


def look_ups(store: ParquetStore, sizes: Sequence[int]) -> list[dict[str, float]]:
    """Median costs by size; sizes that the record does not have are left out."""
    whole = store.snapshot()
    parts = len(whole.manifest.tables["matches"])
    return [
        _cost(_first_nights(whole, size // NIGHT), size)
        for size in sizes
        if size // NIGHT <= parts
    ]


def _first_nights(whole: StoreSnapshot, nights: int) -> StoreSnapshot:
    tables = {name: some[:nights] for name, some in whole.manifest.tables.items()}
    return replace(whole, manifest=replace(whole.manifest, tables=tables))


def _cost(snapshot: StoreSnapshot, documents: int) -> dict[str, float]:
    def ask(number: int) -> None:
        found = citizen_documents(snapshot, citizen_of(number), _Paper)
        assert len(found) == 1, number

    numbers = range(7, documents, documents // _ASKED)
    first = []
    for number in numbers[:5]:
        keys._mapped.cache_clear()
        reading._footer.cache_clear()
        first.append(_timed(ask, number))
    warm = [_timed(ask, number) for number in numbers]
    return {
        "documents": documents,
        "parts": len(snapshot.manifest.tables["matches"]),
        **_medians("first", first),
        **_medians("warm", warm),
    }


def _medians(name: str, spent: Sequence[tuple[float, float]]) -> dict[str, float]:
    cpu, wall = zip(*spent, strict=True)
    return {
        f"{name}_cpu_ms": round(quantile(cpu, 0.5), 1),
        f"{name}_wall_ms": round(quantile(wall, 0.5), 1),
    }


def _timed(ask: Callable[[int], None], number: int) -> tuple[float, float]:
    used, begun = time.process_time(), time.perf_counter()
    ask(number)
    return (
        1000 * (time.process_time() - used),
        1000 * (time.perf_counter() - begun),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("large", type=Path)
    options = parser.parse_args()
    json.dump(
        look_ups(ParquetStore(options.large / "store"), SIZES), sys.stdout, indent=1
    )
    print()


if __name__ == "__main__":
    main()
