"""Matching to the citizen register, by benchmarks.matching; Splink on the same register and
queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import matching as trial
from benchmarks import peers as public
from benchmarks.measure import ratio

SEED = 7
ROWS, QUERIES = 200_000, 10_000
SMALL_ROWS, SMALL_QUERIES = 5_000, 500


def matching(
    *, peers: bool, small: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Precision, recall and speed under both mixes of noise."""
    rows, queries = (SMALL_ROWS, SMALL_QUERIES) if small else (ROWS, QUERIES)
    reason = public.why_not("splink", peers)
    mixes: dict[str, Any] = {}
    for mix in ("stress", "natural"):
        tell(f"matching: {mix}, {rows} people, {queries} queries")
        found = trial.run(rows, queries, SEED, reason is None, mix)
        mixes[mix] = {
            **found,
            **(public.absent(reason) if reason else {"ours_to_peer": _ratios(found)}),
        }
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
