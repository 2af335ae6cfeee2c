"""Command line: python -m synthetic.samples --out DIR."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from synthetic.samples.build import Amounts, build_samples


def main() -> int:
    """Parse the options, make the samples, say what was made."""
    usual = Amounts()
    parser = argparse.ArgumentParser(
        prog="python -m synthetic.samples", description="Make sample scans by seed."
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help="folder to write to; its own files of old are replaced",
    )
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--citizens", type=int, default=usual.citizens)
    parser.add_argument("--one-stop-rows", type=int, default=usual.one_stop_rows)
    parser.add_argument("--past-rows", type=int, default=usual.past_rows)
    parser.add_argument("--dossiers", type=int, default=usual.dossiers)
    parser.add_argument(
        "--only", choices=("register", "inbox", "tables"), help="write only this part"
    )
    args = parser.parse_args()
    amounts = Amounts(
        args.seed, args.citizens, args.one_stop_rows, args.past_rows, args.dossiers
    )
    for line in build_samples(args.out, amounts, args.only):
        print(line, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
