"""Matching: precision, recall and cost on a made-up register with noisy queries; Splink beside it
on request.

python -m benchmarks.matching --rows 1000000 --queries 40000 --seed 7 --mix offices natural --peer
"""

from __future__ import annotations

import argparse
import json

from benchmarks.matching.trial import run_mixes
from benchmarks.matching.worlds import MIXES, Trial


def main() -> None:
    """Print one JSON object for each mix."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--mix", nargs="+", choices=sorted(MIXES), default=["stress"])
    parser.add_argument("--others", action="store_true", help="of other people")
    parser.add_argument("--peer", action="store_true", help="Splink beside it")
    asked = parser.parse_args()
    trial = Trial(asked.rows, asked.queries, asked.seed, tuple(asked.mix), asked.others)
    for result in run_mixes(trial, peer=asked.peer):
        print(json.dumps(result, ensure_ascii=False, indent=1), flush=True)


if __name__ == "__main__":
    main()
