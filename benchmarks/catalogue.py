"""All benchmarks by name, and how `sohoa bench` runs them.

    sohoa bench [NAME…] [--small] [--no-peers] [--out F]
    python -m benchmarks.catalogue NAME --out F [--small] [--no-peers]     one, in this process

Each runs in a process of its own, with one thread for recognition (`OMP_THREAD_LIMIT=1`), so that
neither memory nor loaded models of one stand in the figures of another.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from benchmarks.archive import archive
from benchmarks.counter import counter
from benchmarks.end_to_end import end_to_end
from benchmarks.extract import extract
from benchmarks.ingest import ingest
from benchmarks.linkage import matching
from benchmarks.machine import machine, today
from benchmarks.measure import python_command
from benchmarks.ocr import ocr
from benchmarks.preprocess import preprocess
from benchmarks.store import store

ROOT = Path(__file__).resolve().parents[1]


class Benchmark(Protocol):
    """Measures on its fixed input and gives figures that JSON can hold."""

    def __call__(
        self, *, peers: bool, small: bool, tell: Callable[[str], None]
    ) -> dict[str, Any]:
        """Run it.

        Args:
            peers: also run public programs on the same input.
            small: a page or so, to try it; the figures mean little.
            tell: takes lines of progress.
        """


BENCHMARKS: Mapping[str, Benchmark] = MappingProxyType(
    {
        "ingest": ingest,
        "preprocess": preprocess,
        "ocr": ocr,
        "extract": extract,
        "matching": matching,
        "archive": archive,
        "counter": counter,
        "end_to_end": end_to_end,
        "store": store,
    }
)


def run_benchmarks(
    names: Sequence[str], *, peers: bool, small: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Run benchmarks one after another, each in its own process; one that fails says so and the
    rest go on.

    Raises:
        KeyError: an unknown name.
    """
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise KeyError(unknown[0])
    document: dict[str, Any] = {
        "machine": machine(),
        "date": today(),
        "small": small,
        "peers": peers,
        "benchmarks": {},
    }
    for name in names:
        begun = time.perf_counter()
        figures = _apart(name, peers, small, tell)
        document["benchmarks"][name] = {
            **figures,
            "seconds": round(time.perf_counter() - begun, 1),
        }
    return document


def _apart(
    name: str, peers: bool, small: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "result.json"
        options = [*(["--small"] if small else []), *([] if peers else ["--no-peers"])]
        command = [
            str(part)
            for part in python_command(
                "benchmarks.catalogue", name, "--out", out, *options
            )
        ]
        one = {"OMP_THREAD_LIMIT": "1", "OPENCV_FOR_THREADS_NUM": "1"}
        environ = {**os.environ, **one}
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            last = ""
            for line in process.stderr or ():
                last = line.rstrip() or last
                if line.startswith(f"{name}: "):  # libraries talk there too
                    tell(line.rstrip())
        if process.returncode == 0 and out.exists():
            figures: dict[str, Any] = json.loads(out.read_bytes())
            return figures
    return {"failed": last, "exit_code": process.returncode}


def main() -> None:
    """Run one benchmark in this process and write its figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=list(BENCHMARKS))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    options = parser.parse_args()

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    figures = BENCHMARKS[options.name](
        peers=options.peers, small=options.small, tell=tell
    )
    options.out.write_text(
        json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
