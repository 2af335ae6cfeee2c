"""What commands cost on a large record, and how that grows with it.

Archives of several sizes are made (`big_store`), and the same questions asked of each by the
command line. What the program's start costs is taken off: the same command on an archive of a
hundred documents.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.big_store import citizen_of, code_of, make_big_store
from benchmarks.measure import run_command

SIZES = (200_000, 2_000_000)
SMALL_SIZES = (1_000, 3_000)
_START = 100
_REPEATS = 3
COMMANDS = ("show", "lookup", "review list", "report rates", "report form-766")


@dataclass(frozen=True, slots=True)
class Cost:
    """The least of several calls: seconds, CPU seconds, MB at the peak."""

    wall_s: float
    cpu_s: float
    peak_mb: float

    def above(self, other: Cost) -> dict[str, float]:
        """What it costs more than another."""
        return {
            "wall_s": round(max(0.0, self.wall_s - other.wall_s), 2),
            "cpu_s": round(max(0.0, self.cpu_s - other.cpu_s), 2),
            "peak_mb": round(max(0.0, self.peak_mb - other.peak_mb)),
        }


def store(*, peers: bool, small: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Questions asked of small and large records; nothing is run beside them."""
    del peers
    sizes = SMALL_SIZES if small else SIZES
    with tempfile.TemporaryDirectory() as folder:
        archives = {size: Path(folder) / str(size) for size in (_START, *sizes)}
        for size, archive in archives.items():
            tell(f"store: {size:,} documents")
            make_big_store(archive, size)
        return growth(archives, tell)


def growth(
    archives: dict[int, Path],
    tell: Callable[[str], None],
    *,
    repeats: int = _REPEATS,
    names: Sequence[str] = COMMANDS,
) -> dict[str, Any]:
    """For each command and size: what it costs above its start (on the smallest archive)."""
    start, *sizes = sorted(archives)
    rows = []
    for name in names:
        costs = {}
        for size in (start, *sizes):
            tell(f"store: {name}, {size:,}")
            costs[size] = _cost(archives[size], _command(name, size), repeats)
        rows.append(
            {
                "command": name,
                **{str(size): costs[size].above(costs[start]) for size in sizes},
            }
        )
    return {"sizes": sizes, "rows": rows}


def _command(name: str, size: int) -> tuple[str, ...]:
    """A question of a document in the middle of an archive of this size."""
    number = size // 2
    match name:
        case "show":
            return (name, code_of(number))
        case "lookup":
            return (name, citizen_of(number))
        case "review list":
            return ("review", "list")
        case _:
            return (*name.split(), "--period", "2024")


def _cost(archive: Path, command: Sequence[str], repeats: int) -> Cost:
    line = [sys.executable, "-m", "cli", *command, "--archive", str(archive)]
    runs = [run_command(line) for _ in range(repeats)]
    if failed := next((run for run in runs if run.code), None):
        raise RuntimeError(
            f"{command[0]} ended with {failed.code}: {failed.stderr[-500:]}"
        )
    return Cost(
        *(
            min(getattr(run, name) for run in runs)
            for name in ("wall_s", "cpu_s", "peak_mb")
        )
    )


def main(arguments: Sequence[str]) -> None:
    """`python -m benchmarks.store SIZE=ARCHIVE … [COMMAND …]`: archives that stand already."""
    named = dict(one.split("=", 1) for one in arguments if "=" in one)
    commands = [one for one in arguments if "=" not in one]
    archives = {int(size): Path(place) for size, place in named.items()}
    found = growth(archives, lambda _: None, names=commands or COMMANDS)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
