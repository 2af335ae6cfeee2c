"""Two processes that share one mapped register, beside two that have one each.

python -m benchmarks.matching.together --rows 10000000 --queries 5000

Rates are records by CPU second, both processes running at once, the two ways in turns: so it can be
told on a machine that has other work as well.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.matching import sides
from benchmarks.matching.worlds import Trial, write_people
from schemas.linkage import PersonQuery


def rate_of_both(places: Sequence[Path], queries: Sequence[PersonQuery]) -> float:
    """Records by CPU second of one process for each register, added up; all run at once."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(places), mp_context=fresh) as processes:
        running = [processes.submit(sides.rate, place, queries) for place in places]
        return sum(one.result() for one in running)


def compare_ways(
    place: Path, other: Path, queries: Sequence[PersonQuery], rounds: int
) -> dict[str, float]:
    """The rates of both ways, the median of so many rounds, and the one divided by the other.

    Args:
        place: the register that both share.
        other: a copy of it, for the one of two that share nothing.
    """
    shared, apart = [], []
    for _ in range(rounds):
        shared.append(rate_of_both((place, place), queries))
        apart.append(rate_of_both((place, other), queries))
    one, two = statistics.median(shared), statistics.median(apart)
    return {
        "shared": round(one, 1),
        "apart": round(two, 1),
        "ratio": round(one / two, 3),
    }


def main() -> None:
    """Make people and papers, build, match both ways, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    trial = Trial(asked.rows, asked.queries, asked.seed, ("offices",))
    with tempfile.TemporaryDirectory() as folder:
        source, place = Path(folder) / "people.parquet", Path(folder) / "R"
        (cases,) = sides.apart(write_people, trial, source).values()
        sides.apart(sides.build, source, place)
        other = shutil.copytree(place, Path(folder) / "other")
        queries = [case.query for case in cases]
        print(json.dumps(compare_ways(place, other, queries, asked.rounds)))


if __name__ == "__main__":
    main()
