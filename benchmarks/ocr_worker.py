"""A process that does nothing but read pages, for what must be measured in a fresh one: loading,
memory, rate.

    python -m benchmarks.ocr_worker LIST [--profile P] [--start-at SECONDS]

LIST: a JSON file with the pictures' paths. Prints JSON: seconds to make the engine, what the first
page took beyond the same page again, pages, wall and CPU seconds of the pages after that, threads,
resident memory. `--start-at` (Unix time) lets several begin together.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil


def work(pictures: list[Path], profile: str | None, start_at: float) -> dict[str, Any]:
    """Load, warm up, wait for the start, read."""
    begun = time.perf_counter()
    from benchmarks.ocr_sides import ours, settings_for
    from benchmarks.reading import page_job
    from pipeline import registry
    from pipeline.plan.pages import read_page

    imported = time.perf_counter()
    settings = settings_for(profile=profile)
    registry.open_engine(settings.ocr)
    opened = time.perf_counter()
    side = ours(settings)
    first, again = side(pictures[0]), side(pictures[0])
    time.sleep(max(0.0, start_at - time.time()))
    cpu, wall = time.process_time(), time.perf_counter()
    late = max(0.0, time.time() - start_at) if start_at else 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(pictures, start=1):
            read_page(page_job(path, number, Path(folder)), settings)
    process = psutil.Process()
    return {
        "import_s": round(imported - begun, 3),
        "open_engine_s": round(opened - imported, 3),
        "first_page_extra_s": round(max(0.0, first.wall_s - again.wall_s), 3),
        "pages": len(pictures),
        "wall_s": round(time.perf_counter() - wall, 3),
        "cpu_s": round(time.process_time() - cpu, 3),
        "late_s": round(late, 2),
        "threads": process.num_threads(),
        "rss_mb": round(process.memory_info().rss / 2**20),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("list", type=Path)
    parser.add_argument("--profile")
    parser.add_argument("--start-at", type=float, default=0.0)
    options = parser.parse_args()
    pictures = [Path(name) for name in json.loads(options.list.read_bytes())]
    json.dump(work(pictures, options.profile, options.start_at), sys.stdout)


if __name__ == "__main__":
    main()
