"""What `have` and `person` cost the desk's warm service in an archive of any size.

    python -m benchmarks.desk_lookups ARCHIVE [--register R] [--citizens 20]

Citizens are taken from the record itself; each look leaves its line in ARCHIVE/audit.jsonl, so ask
a copy. `benchmarks/big_store.py` makes archives of any size.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from pipeline.config import load_settings
from pipeline.desk.desk import Desk
from pipeline.desk.kept.state import desk_state
from pipeline.desk.visits import have_papers, start_session, tell_person
from pipeline.executor import SerialExecutor
from pipeline.store.parquet import ParquetStore

OPERATOR, DOSSIER, PROCEDURE = "Lê Văn Thử", "H26.27-261128-0001", "2.000635"


def measure_lookups(
    archive: Path, register: str, citizens: int, state: Path
) -> dict[str, Any]:
    """Milliseconds of each call, processor and clock, over so many citizens.

    Args:
        archive: its record is asked.
        register: the citizen register; empty where there is none.
        citizens: how many are asked for.
        state: a folder for the desk's sessions.
    """
    os.environ["XDG_STATE_HOME"] = str(state)
    options = {"signing": "none", "operator": OPERATOR, "register": register}
    settings = load_settings(archive, environ={}, options=options)
    desk = Desk(archive, desk_state(archive), settings, SerialExecutor())
    start_session(desk, DOSSIER, PROCEDURE)
    store = ParquetStore(archive / "store")
    known = some_citizens(store, citizens)
    people, papers = [], []
    for number in known:
        card = f"{number}||Nguyễn Văn An|12031980|Nam|Hà Nội|01012022".encode()
        people.append(_took(lambda: tell_person(desk, desk.session(None), card)))  # noqa: B023
        papers.append(_took(lambda: have_papers(desk, desk.session(None))))
    return {
        "documents": store.snapshot().rows("documents"),
        "parts": len(store.manifest().tables["documents"]),
        "citizens": len(known),
        "person": _figures(people),
        "have": _figures(papers),
    }


def some_citizens(store: ParquetStore, count: int) -> list[str]:
    """Citizens that papers are matched to, from the start of the record."""
    found: dict[str, None] = {}
    columns = ["citizen_id", "outcome"]
    for rows in store.snapshot().stream("matches", columns):
        matched = rows.filter(pc.equal(rows["outcome"], "matched"))
        found.update(dict.fromkeys(matched["citizen_id"].drop_null().to_pylist()))
        if len(found) >= count:
            break
    return list(found)[:count]


def _took(call: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    call()
    return time.process_time() - cpu, time.perf_counter() - wall


def _figures(took: Sequence[tuple[float, float]]) -> dict[str, float]:
    cpu, wall = zip(*took, strict=True)
    return {
        "cpu_ms": round(1000 * statistics.median(cpu), 1),
        "worst_cpu_ms": round(1000 * max(cpu), 1),
        "wall_ms": round(1000 * statistics.median(wall), 1),
        "worst_wall_ms": round(1000 * max(wall), 1),
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--register", default="")
    parser.add_argument("--citizens", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        found = measure_lookups(
            given.archive.resolve(), given.register, given.citizens, Path(state)
        )
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
