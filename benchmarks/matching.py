"""Matching: precision, recall and speed on a made-up register with noisy queries; Splink beside it
on request.

python -m benchmarks.matching --rows 1000000 --queries 10000 --seed 7
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.config import MatchSettings, load_settings
from pipeline.match.decision.decide import match_many, match_person
from pipeline.match.register import Register, build_register, open_register
from schemas.linkage import Citizen, MatchDecision
from synthetic.people.other_people import other_people
from synthetic.people.query_noise import NATURAL, STRESS, Truth, noisy_queries
from synthetic.people.register import make_register
from synthetic.people.worlds import NAMED, papers

_MIXES = {"stress": STRESS, "natural": NATURAL}
MIXES = (*_MIXES, *NAMED)
_LOOKUPS = 1000
_LISTED = 60


def run(
    rows: int,
    queries: int,
    seed: int,
    peer: bool,
    mix: str = "stress",
    others: bool = False,
) -> dict[str, Any]:
    """As run_mixes, with one mix.

    Args:
        peer: also run Splink on the same data (it must be installed).
    """
    return next(run_mixes(rows, queries, seed, peer, (mix,), others))


def run_mixes(
    rows: int, queries: int, seed: int, peer: bool, mixes: Sequence[str], others: bool
) -> Iterator[dict[str, Any]]:
    """Build a register of `rows` people, match `queries` noisy queries of each mix on one core, and
    count.

    Args:
        rows: people in the register.
        queries: noisy queries; 20 % of them speak of people who are not in it.
        seed: of people and noise; thresholds must come from another one.
        peer: also run Splink on the same data (it must be installed).
        mixes: some of MIXES.
        others: of the other population (`synthetic.people.other_people`).
    """
    settings = load_settings(environ={}).matching
    strangers = max(queries // 4, 100)
    people = make_register(rows + strangers, seed).table
    if others:
        people = other_people(people, seed)
    with _built(people.slice(0, rows)) as (register, build):
        for mix in mixes:
            cases = _cases(people, rows, queries, seed, mix)
            began, used = time.perf_counter(), _cpu()
            decisions = list(match_many((c.query for c in cases), register, settings))
            seconds, cpu = time.perf_counter() - began, _cpu() - used
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            result = {
                "rows": rows,
                "queries": queries,
                "seed": seed,
                "mix": mix,
                "other_people": others,
                "register": build,
                **judged(cases, decisions),
                "speed": {
                    "records_per_second": round(queries / seconds, 1),
                    "records_per_cpu_second": round(queries / cpu, 1),
                    **_single(cases, register, settings),
                    "peak_memory_mb": round(memory),
                },
            }
            if peer:
                from benchmarks.matching_peer import splink_result

                result["peer"] = splink_result(register, cases)
            yield result


@contextmanager
def _built(people: pa.Table) -> Iterator[tuple[Register, dict[str, Any]]]:
    """A register in a temporary folder, and what building it took."""
    with tempfile.TemporaryDirectory() as folder:
        source, place = Path(folder) / "people.parquet", Path(folder) / "R"
        pq.write_table(people, source)
        used = _cpu()
        report = build_register(source, place)
        cpu = _cpu() - used
        began = time.perf_counter()
        register = open_register(place)
        opened = time.perf_counter() - began
        size = sum(p.stat().st_size for p in place.rglob("*.npy"))
        yield (
            register,
            {
                "accepted": report.accepted,
                "seconds": round(report.seconds, 2),
                "cpu_seconds": round(cpu, 2),
                "open_seconds": round(opened, 4),
                "bytes_per_row": round(size / len(people), 1),
            },
        )


def _cases(
    people: pa.Table, rows: int, queries: int, seed: int, mix: str
) -> list[Truth]:
    """Queries with their truth; those of `people` from row `rows` on are not in the register."""
    registered = _citizens(people, random.Random(seed).choices(range(rows), k=queries))
    unknown = _citizens(people, range(rows, len(people)))
    if mix in NAMED:
        return papers(NAMED[mix], registered, unknown, queries, seed)
    return noisy_queries(registered, unknown, queries, seed, _MIXES[mix])


def judged(cases: list[Truth], decisions: list[MatchDecision]) -> dict[str, Any]:
    """Precision, recall and shares of a list of decisions against the truth,
    and every false link."""
    known = sum(c.citizen_id is not None for c in cases)
    pairs = list(zip(cases, decisions, strict=True))
    links = [(c, d) for c, d in pairs if d.outcome == "matched"]
    false = [(c, d) for c, d in links if d.citizen_id != c.citizen_id]
    right = len(links) - len(false)
    return {
        "links": len(links),
        "false_links": len(false),
        "precision": right / len(links) if links else None,
        "precision_lower_95": _lower_bound(right, len(links)),
        "recall": right / known if known else None,
        "review": sum(d.outcome == "review" for d in decisions) / len(decisions),
        "registered_called_none": sum(
            d.outcome == "none" and c.citizen_id is not None for c, d in pairs
        )
        / known,
        "truth_among_candidates": sum(
            c.citizen_id in d.candidate_ids for c, d in pairs if c.citizen_id
        )
        / known,
        "outcomes": {
            " ".join(key): n
            for key, n in sorted(
                Counter((c.sort, c.kind, d.outcome) for c, d in pairs).items()
            )
        },
        "false_by_sort": dict(Counter(c.sort for c, _ in false)),
        "false": [
            f"{c.sort} {c.query.query_id}: {d.explanation}" for c, d in false[:_LISTED]
        ],
    }


def _lower_bound(right: int, links: int) -> float | None:
    """One-sided 95 % Clopper-Pearson bound, by bisection on the binomial tail."""
    if not links:
        return None
    from math import exp, lgamma, log

    def tail(p: float) -> float:
        wrong = links - right
        return sum(
            exp(
                lgamma(links + 1)
                - lgamma(k + 1)
                - lgamma(links - k + 1)
                + k * log(1 - p)
                + (links - k) * log(p)
            )
            for k in range(wrong + 1)
        )

    low, high = 1e-9, 1 - 1e-12
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle) < 0.05 else (low, middle)
    return low


def _single(
    cases: list[Truth], register: Register, settings: MatchSettings
) -> dict[str, float]:
    times = []
    for case in cases[:_LOOKUPS]:
        began = time.perf_counter()
        match_person(case.query, register, settings)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return {
        "lookup_p50_ms": round(times[len(times) // 2], 3),
        "lookup_p99_ms": round(times[int(len(times) * 0.99)], 3),
    }


def _citizens(people: pa.Table, rows: Any) -> list[Citizen]:
    return [Citizen(**row) for row in people.take(list(rows)).to_pylist()]


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    """Print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--mix", nargs="+", choices=sorted(MIXES), default=["stress"])
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--peer", action="store_true")
    asked = parser.parse_args()
    people = (asked.rows, asked.queries, asked.seed)
    for result in run_mixes(*people, asked.peer, asked.mix, asked.others):
        print(json.dumps(result, ensure_ascii=False, indent=1), flush=True)


if __name__ == "__main__":
    main()
