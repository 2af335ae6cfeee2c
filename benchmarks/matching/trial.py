"""A trial: make people, build, match, count; Splink on the same where that is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.matching import sides
from benchmarks.matching.judge import judged
from benchmarks.matching.worlds import Trial, write_people
from pipeline.match.register import open_register


def run_mixes(trial: Trial, *, peer: bool) -> Iterator[dict[str, Any]]:
    """Match each mix's queries on one core, and count.

    Args:
        trial: sizes, seed and mixes.
        peer: also run Splink on the same data (it must be installed).
    """
    with tempfile.TemporaryDirectory() as folder:
        source, place = Path(folder) / "people.parquet", Path(folder) / "R"
        # The people's memory is given back with the process that makes them.
        worlds = sides.apart(write_people, trial, source)
        built = sides.apart(sides.build, source, place)
        for mix, cases in worlds.items():
            matched = sides.apart(sides.match, place, [c.query for c in cases])
            result = {
                "rows": trial.rows,
                "queries": trial.queries,
                "seed": trial.seed,
                "mix": mix,
                "other_people": trial.others,
                "register": asdict(built),
                **judged(cases, matched.decisions, open_register(place)),
                "speed": asdict(matched.cost),
            }
            if peer:
                from benchmarks.matching.splink_peer import splink_result

                result["peer"] = sides.apart(splink_result, source, cases)
            yield result
