"""Matching to the citizen register, by `benchmarks.matching`; Splink on the same register and
queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import peers as public
from benchmarks.matching.trial import run_mixes
from benchmarks.matching.worlds import Trial
from benchmarks.measure import ratio

SEED = 7
ROWS, QUERIES = 200_000, 10_000
SMALL_ROWS, SMALL_QUERIES = 5_000, 500
MIXES = ("stress", "natural")


def matching(
    *, peers: bool, small: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Precision, recall and speed under both mixes of noise."""
    rows, queries = (SMALL_ROWS, SMALL_QUERIES) if small else (ROWS, QUERIES)
    reason = public.why_not("splink", peers)
    mixes: dict[str, Any] = {}
    trial = Trial(rows, queries, SEED, MIXES)
    for found in run_mixes(trial, peer=reason is None):
        tell(f"matching: {found['mix']}, {rows} people, {queries} queries")
        beside = public.absent(reason) if reason else {"ours_to_peer": _ratios(found)}
        mixes[found["mix"]] = {**found, **beside}
    return {"mixes": mixes}


def _ratios(found: dict[str, Any]) -> dict[str, float | None]:
    peer = found["peer"]
    return {
        "recall": ratio(found["recall"], peer["recall"]),
        "false_links": ratio(found["false_links"], peer["false_links"]),
        "records_per_cpu_second": ratio(
            found["speed"]["records_per_cpu_second"], peer["records_per_cpu_second"]
        ),
    }
