"""`python -m tests.faults`: a bounded part of the faults; `--full`: all of them (about an hour)."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.harness import Laboratory
from tests.faults.trials import (
    Outcome,
    Trial,
    every_trial,
    random_trials,
    some_trials,
    summarize,
)


def main() -> int:
    """Try the faults; the summary goes to stdout as JSON, each trial to stderr."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument(
        "--full", action="store_true", help="every passage of every point"
    )
    parser.add_argument(
        "--documents", type=int, help="papers of the batch (default: 1; full: 3)"
    )
    parser.add_argument(
        "--random", type=int, help="kills at random moments (default: 2; full: 100)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--part", default="1/1", help="K/N: each Nth of them, from the Kth"
    )
    given = parser.parse_args()
    first, _, step = given.part.partition("/")
    pick = every_trial if given.full else some_trials
    documents = given.documents or (3 if given.full else 1)
    moments = given.random if given.random is not None else (100 if given.full else 2)
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="sohoa-faults-") as place:
        laboratory = Laboratory(Path(place), documents)
        runs = [*pick(laboratory.passages), *random_trials(moments, 3.0, given.seed)]
        work: list[tuple[Callable[[Trial], Outcome], Trial]] = [
            *((laboratory.try_run, trial) for trial in runs),
            *(
                (laboratory.try_decisions, one)
                for one in pick(laboratory.decision_passages)
            ),
        ]
        outcomes.append(_told(laboratory.try_nothing()))
        for attempt, trial in work[int(first) - 1 :: int(step)]:
            outcomes.append(_told(attempt(trial)))
    summary = {"points": sorted(laboratory.passages), **summarize(outcomes)}
    print(json.dumps(summary, ensure_ascii=False, indent=1))
    return 1 if summary["bad"] else 0


def _told(outcome: Outcome) -> Outcome:
    print(
        outcome.trial,
        "; ".join(outcome.problems) or "well",
        file=sys.stderr,
        flush=True,
    )
    return outcome


if __name__ == "__main__":
    sys.exit(main())
